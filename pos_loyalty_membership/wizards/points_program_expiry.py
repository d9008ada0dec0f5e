from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ..engine.values import to_dict
from ..models.points_program_expiry import MONTHS
from ..services.ledger_operations import ExpiryTerms

# Days that members are given at least, unless the manager says otherwise.
NOTICE_DAYS = 30
# Months that are listed one by one; what ends later is one line.
MONTHS_LISTED = 18
SETTINGS = (
    "expiry_mode",
    "expiry_number",
    "expiry_day",
    "expiry_month",
    "expiry_free_months",
)
# Each starts as the program has it, and may be typed over.
AS_IN_PROGRAM = {
    "compute": "_compute_settings",
    "precompute": True,
    "store": True,
    "readonly": False,
}


class PointsProgramExpiry(models.TransientModel):
    """Show what would expire when, before a program's expiry is changed."""

    _name = "points.program.expiry"
    _description = "Change When Points Expire"

    program_id = fields.Many2one("points.program", required=True, readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    expiry_mode = fields.Selection(
        selection=lambda self: (
            self.env["points.program"]._fields["expiry_mode"].selection
        ),
        string="Points expire",
        required=True,
        **AS_IN_PROGRAM,
    )
    expiry_number = fields.Integer(string="After", **AS_IN_PROGRAM)
    expiry_day = fields.Integer(string="Day", **AS_IN_PROGRAM)
    expiry_month = fields.Selection(MONTHS, string="Month", **AS_IN_PROGRAM)
    expiry_free_months = fields.Integer(string="At least for", **AS_IN_PROGRAM)
    applies_to = fields.Selection(
        [
            ("new", "Points earned from now on"),
            ("all", "Also the points members have already"),
        ],
        string="Applies to",
        required=True,
        default="new",
        help="Points that members have keep the day they were promised, unless you "
        "choose otherwise here. Corrections always keep theirs.",
    )
    counted_from = fields.Selection(
        [
            ("earned", "The day they were earned"),
            ("today", "Today, as if they were earned now"),
        ],
        string="Counted from",
        required=True,
        default="earned",
    )
    not_before = fields.Date(
        string="None of them before",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=NOTICE_DAYS)
        ),
        help="Members keep every point at least until this day.",
    )
    reason = fields.Char(help="Members who see their log read it there.")
    member_count = fields.Integer(
        string="Members with points", compute="_compute_outstanding"
    )
    points_outstanding = fields.Char(compute="_compute_outstanding")
    liability = fields.Monetary(string="Worth today", compute="_compute_outstanding")
    line_ids = fields.One2many(
        "points.program.expiry.line", "wizard_id", compute="_compute_line_ids"
    )
    problem = fields.Char(compute="_compute_line_ids")

    @api.depends("program_id")
    def _compute_settings(self):
        for wizard in self:
            for name in SETTINGS:
                wizard[name] = wizard.program_id[name]

    @api.depends("program_id")
    def _compute_outstanding(self):
        for wizard in self:
            program = wizard.program_id
            members, live = program._outstanding().get(program.id, (0, 0))
            wizard.member_count = members
            wizard.points_outstanding = program._points_text(live / 100)
            wizard.liability = program._liability(live, program._point_value())

    @api.depends(*SETTINGS, "applies_to", "counted_from", "not_before", "program_id")
    def _compute_line_ids(self):
        """What ends in which month, before and after; nothing is written."""
        for wizard in self:
            wizard.problem = wizard._problem()
            wizard.line_ids = [fields.Command.clear()]
            if wizard.problem or not wizard.program_id:
                continue
            terms = wizard._terms() if wizard.applies_to == "all" else None
            months = self.env["points.expiry.changes"]._preview(
                wizard.program_id, terms
            )
            wizard.line_ids = [
                fields.Command.create(values) for values in wizard._lines(months)
            ]

    def _problem(self):
        """What is wrong with the settings, in words, or False."""
        today = self.program_id._today() if self.program_id else False
        if self.applies_to == "all" and not self.not_before:
            return self.env._("Say until when members keep every point.")
        if self.applies_to == "all" and self.not_before < today:
            return self.env._(
                "%s has passed: choose a day on which members can still use them.",
                format_date(self.env, self.not_before),
            )
        if self.expiry_mode != "never":
            try:
                self.program_id.new(self._settings())._check_expiry_day()
            except UserError as error:
                return str(error)
            if not self._numbers_fit():
                return self.env._("Type a number of days or months that is possible.")
        return False

    def _numbers_fit(self):
        if self.expiry_mode == "yearly":
            return 0 <= self.expiry_free_months <= 120
        return 1 <= self.expiry_number <= 3650

    def _settings(self):
        return {name: self[name] for name in SETTINGS}

    def _expiry(self):
        """The engine's Expiry of what was typed."""
        program = self.program_id
        typed = program.new({**self._settings(), "name": program.name})
        typed.grace_days = program.grace_days
        return self.env["points.snapshot"]._expiry(typed)

    def _terms(self):
        today = self.program_id._today().isoformat()
        return ExpiryTerms(
            expiry=self._expiry(),
            counted_from=today if self.counted_from == "today" else "",
            not_before=self.not_before.isoformat(),
            last_entry_id=self._last_entry_id(),
        )

    def _last_entry_id(self):
        # Of the whole log: which entries are the program's is the ledger's question.
        entries = self.env["points.entry"].sudo()
        return entries.search([], order="id desc", limit=1).id or 0

    def _lines(self, months):
        """Values of the table: months in order, then later ones, then without end."""
        dated = sorted(month for month in months if month)
        rows = [(self._month_text(month), months[month]) for month in dated]
        later = [numbers for _text, numbers in rows[MONTHS_LISTED:]]
        rows = rows[:MONTHS_LISTED]
        if later:
            # A member may be in several of the months: their number is not a sum.
            both = [sum(numbers) for numbers in zip(*later, strict=True)]
            rows.append((self.env._("Later"), (both[0], 0, both[2], 0)))
        if "" in months:
            rows.append((self.env._("Without end"), months[""]))
        program, value = self.program_id, self.program_id._point_value()
        return [
            {
                "until": text,
                "points_before": before / 100,
                "members_before": members_before,
                "points_after": after / 100,
                "members_after": members_after,
                "worth_before": program._liability(before, value),
                "worth_after": program._liability(after, value),
            }
            for text, (before, members_before, after, members_after) in rows
        ]

    def _month_text(self, month):
        first = fields.Date.to_date(f"{month}-01")
        return format_date(self.env, first, date_format="MMMM y")

    def action_confirm(self):
        """Change the program; where asked, let a job write it on members' points."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may change when points expire.")
            )
        program = self.program_id
        program.check_access("write")
        if self.problem:
            raise UserError(self.problem)
        if program.expiry_change_text:
            raise UserError(program.expiry_change_text)
        terms = self._terms()
        program.write(self._settings())
        if self.applies_to == "all":
            self._start(terms)
        program.message_post(
            body=self.env._(
                "When points expire was changed, for %(which)s: %(sentence)s",
                which=dict(self._fields["applies_to"]._description_selection(self.env))[
                    self.applies_to
                ],
                sentence=program._expiry_text(),
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _start(self, terms):
        """Hand the change over to the job, which begins at once."""
        program = self.program_id
        # Managers start changes here, with their checks; nobody else writes them.
        self.env["points.expiry.change"].sudo().create(
            {
                "name": self.env._("New expiry: %s", program._expiry_text()),
                "uuid": str(uuid4()),
                "program_id": program.id,
                "expiry": to_dict(terms.expiry),
                "counted_from": terms.counted_from or False,
                "not_before": terms.not_before,
                "last_entry_id": terms.last_entry_id,
                "reason": self.reason,
                "user_id": self.env.uid,
                "member_count": self.member_count,
            }
        )
        self.env.ref(
            "pos_loyalty_membership.points_expiry_change_cron"
        ).sudo()._trigger()


class PointsProgramExpiryLine(models.TransientModel):
    """What ends in one month, before and after the change."""

    _name = "points.program.expiry.line"
    _description = "What Expires When"

    wizard_id = fields.Many2one(
        "points.program.expiry", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    until = fields.Char(string="Last day in", readonly=True)
    points_before = fields.Float(string="Points now", digits=(16, 2), readonly=True)
    members_before = fields.Integer(string="Members now", readonly=True)
    worth_before = fields.Monetary(string="Worth now", readonly=True)
    points_after = fields.Float(string="Points then", digits=(16, 2), readonly=True)
    members_after = fields.Integer(string="Members then", readonly=True)
    worth_after = fields.Monetary(string="Worth then", readonly=True)
