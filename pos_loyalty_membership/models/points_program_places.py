from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .points_program import LIVE_STATES


class PointsProgram(models.Model):
    """Where a program applies, and what its administrator should know about that."""

    _inherit = "points.program"

    currency_warning = fields.Char(
        compute="_compute_currency_warning", compute_sudo=True
    )
    overlap_warning = fields.Char(compute="_compute_overlap_warning", compute_sudo=True)

    def _tills(self):
        """Return the tills that show this program: chosen, and in its currency."""
        self.ensure_one()
        return self._places().filtered(
            lambda till: till.currency_id == self.currency_id
        )

    def _places(self):
        """Return the points of sale chosen, or all of the company."""
        self.ensure_one()
        return self.pos_config_ids or self.env["pos.config"].search(
            [("company_id", "=", self.company_id.id)]
        )

    @api.depends_context("lang")
    @api.depends("pos_config_ids.currency_id", "company_id")
    def _compute_currency_warning(self):
        for program in self:
            foreign = program._places() - program._tills()
            program.currency_warning = bool(foreign) and self.env._(
                "%(tills)s works in %(till_currency)s and does not show this program, "
                "whose points are worth %(currency)s.",
                tills=", ".join(foreign.mapped("name")),
                till_currency=", ".join(foreign.currency_id.mapped("name")),
                currency=program.currency_id.name,
            )

    @api.depends_context("lang")
    @api.depends("pos_config_ids", "company_id", "state", "sequence", "active")
    def _compute_overlap_warning(self):
        for program in self:
            domain = Domain("company_id", "=", program.company_id.id)
            domain &= Domain("state", "in", LIVE_STATES)
            domain &= Domain("id", "!=", program._origin.id)
            tills = program._tills()
            others = self.search(domain).filtered(lambda p, t=tills: p._tills() & t)
            program.overlap_warning = (
                bool(others)
                and program.state != "closed"
                and self.env._(
                    "%s runs at the same points of sale: members earn in each program, "
                    "and the cashier sees the first one in the order of the list.",
                    ", ".join(f"“{name}”" for name in others.mapped("name")),
                )
            )

    @api.constrains("pos_config_ids")
    def _check_rules_within_places(self):
        for program in self:
            for rule in (
                *program.all_earning_rule_ids,
                *program.all_redemption_rule_ids,
            ):
                program._check_rule_tills(rule.pos_config_ids)

    def _check_rule_tills(self, tills):
        """Refuse a rule for a point of sale where its program does not apply."""
        self.ensure_one()
        outside = tills - self.pos_config_ids if self.pos_config_ids else tills.browse()
        outside |= tills.filtered(lambda till: till.company_id != self.company_id)
        if outside:
            raise ValidationError(
                self.env._(
                    "“%(program)s” does not apply at %(tills)s, so no rule of it can.",
                    program=self.name,
                    tills=", ".join(outside.mapped("name")),
                )
            )
