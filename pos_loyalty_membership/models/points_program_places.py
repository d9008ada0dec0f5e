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
        return self._tills_by_program()[self]

    def _tills_by_program(self):
        """{program: the tills that show it}, see `_tills`."""
        return {
            program: places.filtered(
                lambda till, one=program: till.currency_id == one.currency_id
            )
            for program, places in self._places_by_program().items()
        }

    def _places_by_program(self):
        """{program: the points of sale chosen, or all of its company}."""
        everywhere = self.filtered(lambda program: not program.pos_config_ids)
        all_of = (
            self.env["pos.config"]
            .search([("company_id", "in", everywhere.company_id.ids)])
            .grouped(lambda till: till.company_id.id)
        )
        none = self.env["pos.config"]
        return {
            program: program.pos_config_ids or all_of.get(program.company_id.id, none)
            for program in self
        }

    @api.depends_context("lang")
    @api.depends("pos_config_ids.currency_id", "company_id")
    def _compute_currency_warning(self):
        tills_of = self._tills_by_program()
        for program, places in self._places_by_program().items():
            foreign = places - tills_of[program]
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
        domain = Domain("company_id", "in", self.company_id.ids)
        live = self.search(domain & Domain("state", "in", LIVE_STATES))
        tills_of = live._tills_by_program()
        for program, tills in self._tills_by_program().items():
            others = live.filtered(
                lambda other, one=program._origin, tills=tills: (
                    other != one and tills_of[other] & tills
                )
            )
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
