from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

# A program in one of these states settles sales and keeps promises to its members.
LIVE_STATES = ("running", "redeem_only")
# Accountants read programs and rules, and have no right to read points of sale.
TILL_READERS = (
    "point_of_sale.group_pos_user,pos_loyalty_membership.points_group_officer"
)
# A hold may outlive a lunch, not a season: a month, as long as an invoice draft.
MAXIMUM_HOLD_MINUTES = 30 * 24 * 60


class PointsProgram(models.Model):
    """One loyalty program of a company: who earns what, and what points are worth."""

    _name = "points.program"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Loyalty Program"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10,
        help="Where several programs apply, the first one is shown to the cashier and "
        "on the contact.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("redeem_only", "Redeem only"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    redeem_until = fields.Date(
        string="Points can be used until",
        copy=False,
        tracking=True,
        help="The last day on which members can redeem. Empty means no end.",
    )

    point_name = fields.Char(
        string="Points are called",
        required=True,
        translate=True,
        default="pts",
        help="The word after a number of points, for example pts, stars or beans.",
    )
    decimals = fields.Selection(
        [("0", "Whole points"), ("2", "Two decimals")],
        required=True,
        default="0",
    )
    rounding = fields.Selection(
        [("down", "Down"), ("half_up", "To the nearest"), ("up", "Up")],
        string="Rounding of earned points",
        required=True,
        default="down",
    )
    earn_basis = fields.Selection(
        [
            ("tax_included", "What the customer pays, taxes included"),
            ("tax_excluded", "The amount without taxes"),
        ],
        string="Points are earned on",
        required=True,
        default="tax_included",
    )

    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Days, and the dates of rules, are counted in this time zone.",
    )
    day_starts_at = fields.Float(
        string="A day starts at",
        help="A bar that closes at 3:00 starts its day at 4:00: what is sold after "
        "midnight still belongs to the evening before.",
    )
    hold_minutes = fields.Integer(
        string="Points stay reserved for",
        required=True,
        default=30,
        help="Minutes for which a till keeps points for an order that is not paid yet.",
    )
    pos_config_ids = fields.Many2many(
        "pos.config",
        string="Points of sale",
        check_company=True,
        context={"active_test": False},
        groups=TILL_READERS,
        help="Empty means every point of sale of the company.",
    )

    member_policy = fields.Selection(
        [
            ("everybody", "Everybody, with the first sale"),
            ("enrolled", "Only those who were enrolled"),
        ],
        string="Who is a member",
        required=True,
        default="everybody",
    )
    companies_allowed = fields.Boolean(string="Companies can be members")
    person_account = fields.Selection(
        [
            ("own", "An account of their own"),
            ("company", "The account of their company"),
        ],
        string="People of a company use",
        required=True,
        default="own",
    )

    earning_rule_ids = fields.One2many(
        "points.earning.rule", "program_id", string="Earning rules in use"
    )
    redemption_rule_ids = fields.One2many(
        "points.redemption.rule", "program_id", string="Redemption rules in use"
    )
    # What an administrator works on: rules that are not in use as well.
    all_earning_rule_ids = fields.One2many(
        "points.earning.rule",
        "program_id",
        string="Earning rules",
        context={"active_test": False},
        copy=True,
    )
    all_redemption_rule_ids = fields.One2many(
        "points.redemption.rule",
        "program_id",
        string="Redemption rules",
        context={"active_test": False},
        copy=True,
    )

    _hold_minutes_range = models.Constraint(
        f"CHECK (hold_minutes BETWEEN 1 AND {MAXIMUM_HOLD_MINUTES})",
        "Points can stay reserved for 1 minute up to 30 days (43200 minutes).",
    )
    _day_starts_at_range = models.Constraint(
        "CHECK (day_starts_at >= 0 AND day_starts_at < 24)",
        "A day starts between 0:00 and 23:59.",
    )

    @api.onchange("person_account")
    def _onchange_person_account(self):
        if self.person_account == "company":
            self.companies_allowed = True

    @api.constrains("person_account", "companies_allowed")
    def _check_company_account(self):
        for program in self:
            if program.person_account == "company" and not program.companies_allowed:
                raise ValidationError(
                    self.env._(
                        "People can only use the account of their company in “%s” if "
                        "companies can be members.",
                        program.name,
                    )
                )

    @api.constrains("redeem_until", "state")
    def _check_redeem_until(self):
        for program in self.filtered(lambda p: p.state == "draft" and p.redeem_until):
            raise ValidationError(
                self.env._(
                    "“%s” has not started: an end date for using points is set when it "
                    "changes to redeem only.",
                    program.name,
                )
            )

    def copy_data(self, default=None):
        """Name a duplicate so that it cannot be mistaken for its original."""
        return [
            {**vals, "name": self.env._("%s (copy)", program.name)}
            if "name" not in (default or {})
            else vals
            for program, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        for company in programs.company_id:
            company._points_make_products()
        # Tills hold programs and rules as frozen values.
        programs.company_id._points_rules_changed()
        return programs

    def write(self, vals):
        if "decimals" in vals:
            self._check_decimals_kept(vals["decimals"])
        if "company_id" in vals:
            self._check_company_kept(vals["company_id"])
        closing = self.filtered(lambda p: p.state != "closed")
        result = super().write(vals)
        closing.filtered(lambda p: p.state == "closed")._after_closing()
        for company in self.company_id if "company_id" in vals else ():
            company._points_make_products()
        self.company_id._points_rules_changed()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._points_rules_changed()
        return result

    def _check_decimals_kept(self, decimals):
        """Refuse to drop decimals that somebody's balance may already have."""
        narrowed = self.filtered(lambda p: p.decimals == "2" and decimals == "0")
        if narrowed and narrowed._has_accounts():
            raise UserError(
                self.env._(
                    "“%s” has members: their balances may have decimals, so it cannot "
                    "change to whole points any more.",
                    ", ".join(narrowed.mapped("name")),
                )
            )

    def _check_company_kept(self, company_id):
        """Refuse to move members' points, a debt of one company, to another."""
        moved = self.filtered(lambda p: p.company_id.id != company_id)
        if moved and moved._has_accounts():
            raise UserError(
                self.env._(
                    "“%s” has members: what their points are worth is owed by its "
                    "company, which cannot be changed any more.",
                    ", ".join(moved.mapped("name")),
                )
            )

    def _has_accounts(self):
        """Whether anybody, still a member or not, has an account in these programs."""
        accounts = self.env["points.account"].sudo().with_context(active_test=False)
        return bool(accounts.search_count([("program_id", "in", self.ids)], limit=1))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_accounts(self):
        if self._has_accounts():
            raise UserError(
                self.env._(
                    "A program with members keeps its log and cannot be deleted. Close "
                    "it and archive it instead."
                )
            )

    @api.constrains("active")
    def _check_archived(self):
        """A live program still owes points: only draft and closed ones are archived."""
        live = self.filtered(lambda p: not p.active and p.state in LIVE_STATES)
        if live:
            raise ValidationError(
                self.env._(
                    "Close “%s” before you archive it.", ", ".join(live.mapped("name"))
                )
            )

    def action_redeem_only(self):
        """Stop earning; members may still use what they have, until the date if set."""
        for program in self:
            if program.state != "running":
                raise UserError(
                    self.env._("Only a running program can change to redeem only.")
                )
        self.write({"state": "redeem_only"})
