"""Levels of membership of a program."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .points_earning_rule import MAXIMUM_POINTS
from .points_rule_mixin import MAXIMUM_MINOR_UNITS

# Ten times the points of every sale is a party, a hundred times a slip of the finger.
MAXIMUM_MULTIPLIER = 1000
POINT_CONDITIONS = ("points_required", "lifetime_required", "balance_required")
CONDITIONS = (*POINT_CONDITIONS, "amount_required")
REACHED_BY = [
    ("numbers", "Reaching one of the numbers below"),
    ("everybody", "Every member"),
    ("hand", "Only being given it by hand"),
]
# A change of these can move members.
MOVING = ("active", "sequence", "reached_by", *CONDITIONS, "join_cost")


class PointsTier(models.Model):
    """A level of membership: how it is reached, what it gives."""

    _name = "points.tier"
    _inherit = ["points.setting.mixin"]
    _description = "Membership Tier"
    _order = "sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(string="In use", default=True)
    sequence = fields.Integer(default=10, help="The lowest tier comes first.")
    color = fields.Integer(string="Color of the badge")
    icon = fields.Selection(
        [
            ("fa-star", "Star"),
            ("fa-trophy", "Trophy"),
            ("fa-diamond", "Diamond"),
            ("fa-heart", "Heart"),
            ("fa-coffee", "Cup"),
            ("fa-leaf", "Leaf"),
            ("fa-certificate", "Seal"),
            ("fa-bolt", "Bolt"),
        ],
        required=True,
        default="fa-star",
    )

    reached_by = fields.Selection(
        REACHED_BY,
        string="A member gets it by",
        required=True,
        default="numbers",
    )
    points_required = fields.Float(
        string="Points earned",
        digits=(16, 2),
        help="Within the program's look-back. Using points never lowers it. 0: does "
        "not count.",
    )
    amount_required = fields.Monetary(
        string="Amount spent",
        help="In sales that earned points, within the program's look-back, less what "
        "was returned. 0: does not count.",
    )
    lifetime_required = fields.Float(
        string="Points earned ever",
        digits=(16, 2),
        help="Since the member joined. 0: does not count.",
    )
    balance_required = fields.Float(
        string="Current balance",
        digits=(16, 2),
        help="Points the member has at that moment. 0: does not count.",
    )
    join_cost = fields.Float(
        string="Joining costs",
        digits=(16, 2),
        help="Points a member pays to join. Such a tier is never joined or renewed by "
        "itself, and can be cancelled within 24 hours while it was not used.",
    )

    multiplier = fields.Float(
        string="Earns",
        digits=(16, 2),
        required=True,
        default=100.0,
        help="Percent of the points that rules for amounts and products give: 150 is "
        "one and a half times as many.",
    )
    benefit_kind = fields.Selection(
        [("percent", "Discounts"), ("pricelist", "A price list")],
        string="Prices",
        required=True,
        default="percent",
    )
    benefit_ids = fields.One2many(
        "points.tier.benefit", "tier_id", string="Discounts", copy=True
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price list",
        check_company=True,
        ondelete="restrict",
        help="Members in the tier get its prices at the till and on draft invoices, "
        "unless one is set on the contact itself or was chosen by hand. On an invoice "
        "a price typed by hand stays.",
    )

    @api.constrains("reached_by", *CONDITIONS)
    def _check_conditions(self):
        for tier in self:
            for name in POINT_CONDITIONS:
                if not 0 <= tier[name] <= 10 * MAXIMUM_POINTS:
                    raise ValidationError(
                        self.env._(
                            "The points that “%(tier)s” asks for lie between 0 and "
                            "%(most)s.",
                            tier=tier.name,
                            most=f"{10 * MAXIMUM_POINTS:,}",
                        )
                    )
            units = tier.amount_required / (tier.currency_id.rounding or 0.01)
            if not 0 <= units <= MAXIMUM_MINOR_UNITS:
                raise ValidationError(
                    self.env._(
                        "The amount that “%s” asks for is below 0 or too large.",
                        tier.name,
                    )
                )
            if tier.reached_by == "numbers" and not any(
                tier[name] for name in CONDITIONS
            ):
                raise ValidationError(
                    self.env._(
                        "Say how “%s” is reached: fill in at least one of points, "
                        "amount or balance, or let every member have it.",
                        tier.name,
                    )
                )

    @api.constrains("join_cost", "reached_by")
    def _check_join_cost(self):
        for tier in self:
            if not 0 <= tier.join_cost <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "Joining “%(tier)s” costs between 0 and %(most)s points.",
                        tier=tier.name,
                        most=f"{MAXIMUM_POINTS:,}",
                    )
                )
            if tier.join_cost and tier.reached_by == "hand":
                raise ValidationError(
                    self.env._(
                        "“%s” is given by hand: nobody joins it, so joining cannot "
                        "cost points.",
                        tier.name,
                    )
                )

    @api.constrains("multiplier")
    def _check_multiplier(self):
        for tier in self:
            if not 0 <= tier.multiplier <= MAXIMUM_MULTIPLIER:
                raise ValidationError(
                    self.env._(
                        "A tier earns between 0 and %s percent of the points.",
                        f"{MAXIMUM_MULTIPLIER:,}",
                    )
                )

    @api.constrains("benefit_kind", "pricelist_id")
    def _check_pricelist(self):
        for tier in self:
            if tier.benefit_kind == "pricelist" and not tier.pricelist_id:
                raise ValidationError(
                    self.env._("Choose the price list of “%s”.", tier.name)
                )
            if tier.pricelist_id and tier.pricelist_id.currency_id != tier.currency_id:
                raise ValidationError(
                    self.env._(
                        "The price list of “%s” is in another currency than its "
                        "program.",
                        tier.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = self.env["points.program"].browse(
            {vals["program_id"] for vals in vals_list if vals.get("program_id")}
        )
        with programs._moving_members():
            return super().create(vals_list)

    def write(self, vals):
        if "program_id" in vals and self.filtered(
            lambda tier: tier.program_id.id != vals["program_id"]
        ):
            raise ValidationError(
                self.env._("A tier cannot move to another program. Make a new one.")
            )
        if vals.keys().isdisjoint(MOVING):
            return super().write(vals)
        with self.program_id._moving_members():
            return super().write(vals)

    def _moving_facts(self):
        """What decides who is in this tier."""
        return (self.id, *(self[name] for name in MOVING))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A tier somebody was in stays, for the history; it can be switched off."""
        memberships = self.env["points.membership"].sudo()
        if memberships.search_count([("tier_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Members are, or were, in this tier. Switch it off instead of "
                    "deleting it."
                )
            )
