"""How a program's tiers are reached, how long they last, and what follows."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.days import clamped_date
from .points_program import LIVE_STATES
from .points_program_expiry import MONTHS

# Set by the wizard that shows who moves; nothing that a browser sends is this object.
MOVERS_SHOWN = object()
# Set while tiers are saved together with their program, which judges them at the end.
TOGETHER = object()
TIER_MODES = [
    ("automatic", "By itself, as soon as it is reached"),
    ("chosen", "By choice, among the tiers reached"),
]
LOOK_BACKS = [("months", "The last months"), ("year", "The calendar year")]

MAXIMUM_MONTHS = 120
# A change of these can move members.
MOVING_FIELDS = frozenset(
    [
        "tier_mode",
        "tier_look_back",
        "tier_look_back_months",
        "tier_count_bonus",
        "tier_count_adjust",
        "tier_count_import",
    ]
)


class PointsProgram(models.Model):
    _inherit = "points.program"

    tier_ids = fields.One2many("points.tier", "program_id", string="Tiers in use")
    all_tier_ids = fields.One2many(
        "points.tier",
        "program_id",
        string="Tiers",
        context={"active_test": False},
        copy=True,
    )
    tier_mode = fields.Selection(
        TIER_MODES,
        string="A tier begins",
        required=True,
        default="automatic",
    )
    tier_look_back = fields.Selection(
        LOOK_BACKS,
        string="Look-back",
        required=True,
        default="months",
        help="Within which points earned and amounts spent count.",
    )
    tier_look_back_months = fields.Integer(
        string="Months looked back", required=True, default=12
    )
    tier_count_bonus = fields.Boolean(string="Bonuses")
    tier_count_adjust = fields.Boolean(string="Adjustments by hand")
    tier_count_import = fields.Boolean(string="Imported points")
    tier_period = fields.Selection(
        [
            ("endless", "Without end"),
            ("months", "For some months"),
            ("day", "Until a day of the year"),
        ],
        string="A tier lasts",
        required=True,
        default="months",
    )
    tier_period_months = fields.Integer(
        string="Months a tier lasts",
        required=True,
        default=12,
        help="Where it lasts until a day of the year, at least so many months: with 6, "
        "a tier reached in November lasts until the end of the year after.",
    )
    tier_end_day = fields.Integer(string="Last day", required=True, default=31)
    tier_end_month = fields.Selection(
        MONTHS, string="Last month", required=True, default="12"
    )
    tier_grace_days = fields.Integer(
        string="Days of grace for a tier",
        required=True,
        default=0,
        help="After the last day: who reaches the tier again within them keeps it.",
    )
    tier_fall = fields.Selection(
        [
            ("one", "One tier down, or where the points reach if that is higher"),
            ("reached", "To where the points reach"),
        ],
        string="Who does not reach it again goes",
        required=True,
        default="one",
    )

    tier_review_from = fields.Integer(
        default=-1,
        copy=False,
        readonly=True,
        help="Members after this account are still to be reviewed, since what tiers "
        "ask for has changed. -1: none.",
    )

    _tier_look_back_months_range = models.Constraint(
        f"CHECK (tier_look_back_months BETWEEN 1 AND {MAXIMUM_MONTHS})",
        "Tiers look back 1 up to 120 months.",
    )
    _tier_period_months_range = models.Constraint(
        f"CHECK (tier_period_months BETWEEN 0 AND {MAXIMUM_MONTHS})",
        "A tier lasts 1 up to 120 months.",
    )
    _tier_grace_days_range = models.Constraint(
        "CHECK (tier_grace_days BETWEEN 0 AND 366)",
        "Grace after a tier's last day is 0 up to 366 days.",
    )
    _tier_end_day_range = models.Constraint(
        "CHECK (tier_end_day BETWEEN 1 AND 31)", "A day of the month is 1 up to 31."
    )

    @api.constrains("tier_period", "tier_period_months")
    def _check_tier_period(self):
        for program in self:
            months = program.tier_period_months
            if program.tier_period == "months" and months < 1:
                raise ValidationError(
                    self.env._("A tier lasts at least one month, or has no end.")
                )

    def write(self, vals):
        if not (MOVING_FIELDS | {"tier_ids", "all_tier_ids"}) & vals.keys():
            return super().write(vals)
        with self._moving_members():
            together = self.with_context(points_tiers_together=TOGETHER)
            return super(PointsProgram, together).write(vals)

    @contextmanager
    def _moving_members(self):
        """Around a change that can move members of these programs.

        Refused at the end where it moves some and nobody was shown them; else the job
        reviews all. A change inside another one is judged with it: while three tiers
        are put into another order, none of the steps between is meant.
        """
        if self.env.context.get("points_tiers_together") is TOGETHER:
            yield
            return
        snapshot = self.env["points.snapshot"]
        before = {
            program: (program._moving_facts(), snapshot._program_by_id(program.id))
            for program in self.filtered(lambda one: one.state in LIVE_STATES)
        }
        yield
        # The order in memory is the one from before.
        self.invalidate_recordset(["tier_ids", "all_tier_ids"])
        for program, (facts, frozen) in before.items():
            if program._moving_facts() != facts:
                program._check_movers_shown(frozen)
                program._review_members_later()

    def _moving_facts(self):
        """What decides in which tier members are."""
        return (
            [self[name] for name in sorted(MOVING_FIELDS)],
            {tier._moving_facts() for tier in self.all_tier_ids},
        )

    def _check_movers_shown(self, before):
        """Refuse what moves members whom nobody was shown.

        `before` is the program before the change, a TillProgram.
        """
        if self.env.context.get("points_movers_shown") is MOVERS_SHOWN:
            return
        after = self.env["points.snapshot"]._program_by_id(self.id)
        effect = self.env["points.tiers"]._preview(self, before, after)
        members = sum(effect.moves.values())
        if members:
            # What is refused must not stay there, whoever catches this.
            self.env.registry.clear_cache()
            raise UserError(
                self.env._(
                    "This moves %(members)s members of “%(program)s” to another tier. "
                    "Open “Change Tiers” on its form: it shows who moves before "
                    "anything is changed. A new tier is saved there first with “In "
                    "use” switched off.",
                    members=members,
                    program=self.name,
                )
            )

    def _end_of_tiers(self, year):
        """The day of a year until which tiers last."""
        day = clamped_date(year, int(self.tier_end_month), self.tier_end_day)
        return fields.Date.to_date(day)

    def _review_members_later(self):
        """Have the job review every member: what tiers ask for has changed."""
        concerned = self.filtered(
            lambda p: p.state in LIVE_STATES and p._has_accounts()
        )
        if concerned:
            # The field is for the job; who configures tiers may write programs.
            concerned.sudo().tier_review_from = 0
            self.env.ref("pos_loyalty_membership.points_tiers_cron").sudo()._trigger()

    def copy(self, default=None):
        """Copy programs; rules of a copy name the tiers of the copy."""
        copies = super().copy(default)
        for program, duplicate in zip(self, copies, strict=True):
            program._rename_tiers(duplicate)
        return copies

    def _rename_tiers(self, duplicate):
        """Limit the rules of a copy to its own tiers, where the original's were."""
        own = dict(zip(self.all_tier_ids, duplicate.all_tier_ids, strict=True))
        for name in ("all_earning_rule_ids", "all_redemption_rule_ids"):
            for rule, copied in zip(self[name], duplicate[name], strict=True):
                if rule.tier_ids:
                    copied.tier_ids = self.env["points.tier"].union(
                        *(own[tier] for tier in rule.tier_ids)
                    )
