from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..services.points_snapshot import to_minor, to_points

# Fields of a tier that are its thresholds, by their names in the engine.
THRESHOLDS = {
    "points": "points_required",
    "amount": "amount_required",
    "lifetime": "lifetime_required",
    "balance": "balance_required",
}


class PointsTierChange(models.TransientModel):
    """Show who would move before what tiers ask for is changed."""

    _name = "points.tier.change"
    _description = "Change What Tiers Ask For"

    program_id = fields.Many2one(
        "points.program",
        required=True,
        readonly=True,
        default=lambda self: self._default_program(),
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    line_ids = fields.One2many(
        "points.tier.change.line",
        "change_id",
        string="Tiers",
        compute="_compute_lines",
        store=True,
        readonly=False,
    )
    effect = fields.Text(compute="_compute_effect")

    def _default_program(self):
        """The program whose button was pressed."""
        if self.env.context.get("active_model") != "points.program":
            return False
        return self.env.context.get("active_id")

    @api.depends("program_id")
    def _compute_lines(self):
        """What each tier asks for now."""
        for wizard in self:
            wizard.line_ids = [
                fields.Command.create(
                    {
                        "tier_id": tier.id,
                        **{name: tier[name] for name in THRESHOLDS.values()},
                    }
                )
                for tier in wizard.program_id.tier_ids
                if tier.reached_by == "numbers"
            ]

    @api.depends(
        "program_id",
        "line_ids.points_required",
        "line_ids.amount_required",
        "line_ids.lifetime_required",
        "line_ids.balance_required",
    )
    def _compute_effect(self):
        """Who would move, in words."""
        for wizard in self:
            if not wizard.program_id:
                wizard.effect = ""
                continue
            effect = self.env["points.tiers"]._preview(
                wizard.program_id, wizard._thresholds()
            )
            wizard.effect = wizard._effect_text(effect)

    def _thresholds(self):
        """{tier id: what it would ask for}, in the engine's integers."""
        rounding = self.currency_id.rounding
        return {
            line.tier_id.id: {
                "points": to_points(line.points_required),
                "amount": to_minor(line.amount_required, rounding),
                "lifetime": to_points(line.lifetime_required),
                "balance": to_points(line.balance_required),
            }
            for line in self.line_ids
        }

    def _effect_text(self, effect):
        names = {tier.id: tier.name for tier in self.program_id.all_tier_ids}
        names[0] = self.env._("no tier")
        partners = self.env["res.partner"].browse(
            {each for some in effect.examples.values() for each in some}
        )
        shown = {partner.id: partner.display_name for partner in partners}
        lines = [
            self.env._(
                "%(count)s from %(before)s to %(after)s: %(examples)s",
                count=count,
                before=names[before],
                after=names[after],
                examples=", ".join(
                    [shown[each] for each in effect.examples[before, after]]
                    + ["…"] * (count > len(effect.examples[before, after]))
                ),
            )
            for (before, after), count in effect.moves.items()
        ]
        lines += [
            self.env._(
                "%(count)s in %(tier)s would not reach it any more; they keep it until "
                "its last day.",
                count=count,
                tier=names[tier_id],
            )
            for tier_id, count in effect.losing.items()
        ]
        return "\n".join(lines) or self.env._("Nobody would move.")

    def action_confirm(self):
        """Write the thresholds; the job moves the members."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may change what tiers ask for.")
            )
        self.program_id.check_access("write")
        foreign = self.line_ids.filtered(
            lambda line: line.tier_id.program_id != self.program_id
        )
        if foreign:
            raise UserError(
                self.env._(
                    "“%s” is a tier of another program.", foreign[0].tier_id.name
                )
            )
        effect = self.effect
        for line in self.line_ids:
            line.tier_id._apply_thresholds(
                {name: line[name] for name in THRESHOLDS.values()}
            )
        self.program_id.message_post(
            body=self.env._("What tiers ask for was changed. %s", effect)
        )
        return {"type": "ir.actions.act_window_close"}


class PointsTierChangeLine(models.TransientModel):
    """What one tier would ask for."""

    _name = "points.tier.change.line"
    _description = "Changed Thresholds of a Tier"

    change_id = fields.Many2one("points.tier.change", required=True, ondelete="cascade")
    tier_id = fields.Many2one("points.tier", required=True, readonly=True)
    currency_id = fields.Many2one(related="tier_id.currency_id")
    points_required = fields.Float(string="Points earned", digits=(16, 2))
    amount_required = fields.Monetary(string="Amount spent")
    lifetime_required = fields.Float(string="Points earned ever", digits=(16, 2))
    balance_required = fields.Float(string="Current balance", digits=(16, 2))
