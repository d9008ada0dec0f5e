from odoo import api, fields, models
from odoo.tools import hmac, ormcache

# By kind of redemption rule: the field of the product its discount lines have.
PRODUCT_FIELDS = {
    "amount": "points_discount_product_id",
    "percent": "points_reward_product_id",
    "product": "points_reward_product_id",
    "coupon": "points_coupon_product_id",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    points_discount_product_id = fields.Many2one(
        "product.product",
        string="Points discount product",
        ondelete="restrict",
        help="The service product of the discount lines made with points.",
    )
    points_reward_product_id = fields.Many2one(
        "product.product",
        string="Points reward product",
        ondelete="restrict",
        help="The service product of percentages and products given for points.",
    )

    points_coupon_product_id = fields.Many2one(
        "product.product",
        string="Points coupon product",
        ondelete="restrict",
        help="The service product of the discounts that coupons give.",
    )

    def _points_discount_product(self, kind="amount"):
        """Return the company's product for what a redemption rule of a kind gives.

        It is made when first needed: a service nobody can put in a basket by hand, and
        without taxes of its own, because a discount takes the taxes of what it
        discounts. Plain discounts, rewards and coupons have one each, so that they can
        be booked and reported apart; a later one starts with the income account that
        was chosen for plain discounts.
        """
        self.ensure_one()
        company = self.sudo()
        name = PRODUCT_FIELDS.get(kind, PRODUCT_FIELDS["amount"])
        if not company[name]:
            company[name] = (
                self.env["product.product"]
                .sudo()
                .with_company(company)
                .create(company._points_discount_product_vals(name))
            )
            chosen = company.points_discount_product_id.with_company(company)
            account = chosen.property_account_income_id
            company[name].with_company(company).property_account_income_id = account
        return company[name].with_env(self.env)

    def _points_make_products(self):
        """Have all products that a program of the company may need."""
        for kind in PRODUCT_FIELDS:
            self._points_discount_product(kind)

    def _points_products(self):
        """Return the products of these companies that carry what points give."""
        products = self.env["product.product"]
        for name in dict.fromkeys(PRODUCT_FIELDS.values()):
            products |= self.sudo()[name]
        return products.with_env(self.env)

    @api.model
    @ormcache("company_id")
    def _points_bus_channel(self, company_id):
        """The bus channel of a company's tills.

        Cashiers learn it with the rules of their till. The channel of a single till is
        known to its public customer display and carries nothing of a member.
        """
        # The secret that makes the channel unguessable is for the system only.
        return "points-" + hmac(self.sudo().env, "points-bus", company_id)

    def _notify_tills(self, name, payload):
        """Tell the open tills of these companies something, at commit; no query."""
        for company in self:
            channel = self._points_bus_channel(company.id)
            self.env["bus.bus"]._sendone(channel, f"{channel}-{name}", payload)

    def _points_rules_changed(self):
        """Forget cached rules, and have open tills fetch them again."""
        self.env.registry.clear_cache()
        self._notify_tills("POINTS_RULES", {})

    def _points_discount_product_vals(self, name):
        product_name, code = {
            PRODUCT_FIELDS["amount"]: (self.env._("Points redeemed"), "POINTS"),
            PRODUCT_FIELDS["product"]: (self.env._("Reward for points"), "REWARD"),
            PRODUCT_FIELDS["coupon"]: (self.env._("Coupon"), "COUPON"),
        }[name]
        return {
            "name": product_name,
            "default_code": code,
            "type": "service",
            "sale_ok": True,
            "purchase_ok": False,
            "available_in_pos": False,
            "list_price": 0.0,
            "taxes_id": False,
            "supplier_taxes_id": False,
            "company_id": self.id,
        }
