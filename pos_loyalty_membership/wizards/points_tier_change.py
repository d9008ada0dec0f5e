from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.values import Program, to_dict
from ..models.points_program_tiers import (
    LOOK_BACKS,
    MOVERS_SHOWN,
    MOVING_FIELDS,
    TIER_MODES,
)
from ..models.points_tier import REACHED_BY

# What a line of the dialog changes of its tier, besides whether it is in use.
OF_A_TIER = (
    "sequence",
    "reached_by",
    "points_required",
    "amount_required",
    "lifetime_required",
    "balance_required",
    "join_cost",
)


class PointsTierChange(models.TransientModel):
    """Show who would move before what decides it is changed."""

    _name = "points.tier.change"
    _description = "Change Tiers"

    program_id = fields.Many2one(
        "points.program",
        required=True,
        readonly=True,
        default=lambda self: self._default_program(),
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    tier_mode = fields.Selection(
        TIER_MODES, compute="_compute_terms", store=True, readonly=False
    )
    tier_look_back = fields.Selection(
        LOOK_BACKS, compute="_compute_terms", store=True, readonly=False
    )
    tier_look_back_months = fields.Integer(
        compute="_compute_terms", store=True, readonly=False
    )
    tier_count_bonus = fields.Boolean(
        string="Bonuses", compute="_compute_terms", store=True, readonly=False
    )
    tier_count_adjust = fields.Boolean(
        string="Adjustments by hand",
        compute="_compute_terms",
        store=True,
        readonly=False,
    )
    tier_count_import = fields.Boolean(
        string="Imported points", compute="_compute_terms", store=True, readonly=False
    )
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
    def _compute_terms(self):
        """What the program says now."""
        for wizard in self:
            for name in MOVING_FIELDS:
                wizard[name] = wizard.program_id[name]

    @api.depends("program_id")
    def _compute_lines(self):
        """What each tier asks for now, whether it is in use or not."""
        for wizard in self:
            wizard.line_ids = [
                fields.Command.create(
                    {
                        "tier_id": tier.id,
                        "in_use": tier.active,
                        **{name: tier[name] for name in OF_A_TIER},
                    }
                )
                for tier in wizard.program_id.all_tier_ids
            ]

    @api.depends(
        "program_id",
        *MOVING_FIELDS,
        "line_ids.in_use",
        *(f"line_ids.{name}" for name in OF_A_TIER),
    )
    def _compute_effect(self):
        """Who would move, in words."""
        for wizard in self:
            if not wizard.program_id:
                wizard.effect = ""
                continue
            before = self.env["points.snapshot"]._program_by_id(wizard.program_id.id)
            after = wizard._changed_program(before)
            effect = self.env["points.tiers"]._preview(wizard.program_id, before, after)
            wizard.effect = wizard._effect_text(effect)

    def _changed_program(self, before):
        """The program as it would be; `before` and the answer are TillPrograms."""
        snapshot = self.env["points.snapshot"]
        rounding = self.currency_id.rounding
        lines = self.line_ids.filtered("in_use")
        engine = to_dict(before.engine)
        engine["tiers"] = [
            {
                **snapshot._tier(line.tier_id, rounding),
                **snapshot._tier_conditions(line, rounding),
            }
            for line in lines.sorted(lambda line: (line.sequence, line.tier_id.id))
        ]
        engine["tier_terms"].update(
            automatic=self.tier_mode == "automatic",
            look_back=self.tier_look_back,
            look_back_months=max(1, self.tier_look_back_months),
        )
        return replace(
            before,
            engine=Program.from_dict(engine),
            tier_kinds=snapshot._tier_kinds(self),
        )

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
        """Write what was shown; the job moves the members."""
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
        tiers = [
            fields.Command.update(
                line.tier_id.id,
                {"active": line.in_use, **{name: line[name] for name in OF_A_TIER}},
            )
            for line in self.line_ids
        ]
        terms = {name: self[name] for name in MOVING_FIELDS}
        shown = self.program_id.with_context(points_movers_shown=MOVERS_SHOWN)
        shown.write({**terms, "all_tier_ids": tiers})
        self.program_id.message_post(body=self.env._("Tiers were changed. %s", effect))
        return {"type": "ir.actions.act_window_close"}


class PointsTierChangeLine(models.TransientModel):
    """What one tier would ask for."""

    _name = "points.tier.change.line"
    _description = "Changed Tier"
    _order = "sequence, tier_id, id"

    change_id = fields.Many2one("points.tier.change", required=True, ondelete="cascade")
    sequence = fields.Integer()
    tier_id = fields.Many2one("points.tier", required=True, readonly=True)
    in_use = fields.Boolean(string="In use")
    reached_by = fields.Selection(
        REACHED_BY, string="A member gets it by", required=True
    )
    currency_id = fields.Many2one(related="tier_id.currency_id")
    points_required = fields.Float(string="Points earned", digits=(16, 2))
    amount_required = fields.Monetary(string="Amount spent")
    lifetime_required = fields.Float(string="Points earned ever", digits=(16, 2))
    balance_required = fields.Float(string="Current balance", digits=(16, 2))
    join_cost = fields.Float(string="Joining costs", digits=(16, 2))
