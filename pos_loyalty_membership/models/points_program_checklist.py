from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .points_program import LIVE_STATES


class PointsProgram(models.Model):
    """What a program needs before it may start, and the start."""

    _inherit = "points.program"

    points_product_id = fields.Many2one(
        related="company_id.points_discount_product_id", string="Product of discounts"
    )
    reward_product_id = fields.Many2one(
        related="company_id.points_reward_product_id", string="Product of rewards"
    )
    coupon_product_id = fields.Many2one(
        related="company_id.points_coupon_product_id", string="Product of coupons"
    )
    income_account_id = fields.Many2one(
        "account.account",
        compute="_compute_income_account_id",
        inverse="_inverse_income_account_id",
        compute_sudo=True,
        domain="[('company_ids', 'parent_of', company_id),"
        " ('account_type', 'in', ('income', 'income_other'))]",
        help="Where discounts, rewards and coupons for points are booked, for all "
        "programs of the company. Another account for one of them is set on its "
        "product.",
    )
    has_till = fields.Boolean(compute="_compute_has_till", compute_sudo=True)
    has_income_account = fields.Boolean(compute="_compute_has_income_account")
    has_earning_rule = fields.Boolean(compute="_compute_has_rules")
    has_redemption_rule = fields.Boolean(compute="_compute_has_rules")
    is_complete = fields.Boolean(compute="_compute_is_complete")

    @api.depends(
        "company_id.points_discount_product_id.property_account_income_id",
        "company_id.points_reward_product_id.property_account_income_id",
    )
    def _compute_income_account_id(self):
        for program in self:
            product = program.company_id.points_discount_product_id
            program.income_account_id = product.with_company(
                program.company_id
            ).property_account_income_id

    def _inverse_income_account_id(self):
        """Set the account on the product; only who may write the program comes here."""
        for program in self:
            account = program.income_account_id
            if account and not account.filtered_domain(
                self.env["account.account"]._check_company_domain(program.company_id)
            ):
                raise UserError(
                    self.env._(
                        "The account %(account)s does not belong to %(company)s.",
                        account=account.display_name,
                        company=program.company_id.name,
                    )
                )
            company = program.company_id
            company._points_make_products()
            products = company._points_products().sudo().with_company(company)
            before = products[0].property_account_income_id
            for product in products:
                # One that was given an account of its own keeps it.
                if product.property_account_income_id in (before, before.browse()):
                    product.property_account_income_id = account

    @api.depends("pos_config_ids.currency_id", "company_id")
    def _compute_has_till(self):
        for program, tills in self._tills_by_program().items():
            program.has_till = bool(tills)

    @api.depends("income_account_id")
    def _compute_has_income_account(self):
        for program in self:
            company = program.company_id
            products = company._points_products().sudo().with_company(company)
            program.has_income_account = bool(products) and all(
                product.property_account_income_id for product in products
            )

    @api.depends("all_earning_rule_ids.active", "all_redemption_rule_ids.active")
    def _compute_has_rules(self):
        for program in self:
            program.has_earning_rule = any(
                program.all_earning_rule_ids.mapped("active")
            )
            program.has_redemption_rule = any(
                program.all_redemption_rule_ids.mapped("active")
            )

    @api.depends(
        "has_till", "has_income_account", "has_earning_rule", "has_redemption_rule"
    )
    def _compute_is_complete(self):
        for program in self:
            program.is_complete = not program._missing()

    def _missing(self):
        """Return in words what the program still needs before it may start."""
        self.ensure_one()
        needs = [
            (self.has_till, self.env._("a point of sale where it applies")),
            (
                self.has_income_account,
                self.env._("an income account for discounts made with points"),
            ),
            (self.has_earning_rule, self.env._("a rule that earns points")),
            (self.has_redemption_rule, self.env._("a rule that redeems points")),
        ]
        return [text for there, text in needs if not there]

    def action_start(self):
        """Start the program, or let it run again after it changed to redeem only."""
        if self.filtered(lambda program: program.state == "running"):
            raise UserError(self.env._("The program is running already."))
        self.write({"state": "running", "redeem_until": False})

    @api.constrains("state")
    def _check_complete(self):
        for program in self.filtered(lambda p: p.state in LIVE_STATES):
            missing = program._missing()
            if missing:
                raise ValidationError(
                    self.env._(
                        "“%(program)s” cannot start yet. It needs %(missing)s.",
                        program=program.name,
                        missing=", ".join(missing),
                    )
                )
