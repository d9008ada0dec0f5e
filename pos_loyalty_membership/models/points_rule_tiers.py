"""Rules for members of some tiers only, or of all but some."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PointsRuleMixin(models.AbstractModel):
    _inherit = "points.rule.mixin"

    # A copy of the rule in another program would name tiers of this one;
    # `points.program.copy` names those of the copy.
    tier_ids = fields.Many2many(
        "points.tier",
        string="Tiers",
        check_company=True,
        ondelete="restrict",
        copy=False,
        domain="[('program_id', '=', program_id)]",
        context={"active_test": False},
        help="Members of these tiers. Empty means every member, in a tier or not.",
    )
    tiers_excluded = fields.Boolean(string="All but members of these tiers")

    @api.constrains("tier_ids", "program_id")
    def _check_tiers(self):
        for rule in self:
            foreign = rule.tier_ids.filtered(
                lambda tier, rule=rule: tier.program_id != rule.program_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%s is a tier of another program.",
                        ", ".join(f"“{tier.name}”" for tier in foreign),
                    )
                )

    def _whom_texts(self):
        """Say in words for members of which tiers the rule is, besides the rest."""
        texts = super()._whom_texts()
        if not self.tier_ids:
            return texts
        names = ", ".join(self.tier_ids.mapped("name"))
        if self.tiers_excluded:
            return [*texts, self.env._("not for members in %s", names)]
        return [*texts, self.env._("only for members in %s", names)]
