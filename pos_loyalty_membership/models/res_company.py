from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    points_discount_product_id = fields.Many2one(
        "product.product",
        string="Points discount product",
        ondelete="restrict",
        help="The service product of the discount lines made with points.",
    )

    def _points_discount_product(self):
        """Return the company's product for discounts made with points.

        It is made when first needed: a service nobody can put in a basket by hand, and
        without taxes of its own, because a discount takes the taxes of what it
        discounts.
        """
        self.ensure_one()
        company = self.sudo()
        if not company.points_discount_product_id:
            company.points_discount_product_id = (
                self.env["product.product"]
                .sudo()
                .with_company(company)
                .create(company._points_discount_product_vals())
            )
        return company.points_discount_product_id.with_env(self.env)

    def _points_discount_product_vals(self):
        return {
            "name": self.env._("Points redeemed"),
            "default_code": "POINTS",
            "type": "service",
            "sale_ok": True,
            "purchase_ok": False,
            "available_in_pos": False,
            "list_price": 0.0,
            "taxes_id": False,
            "supplier_taxes_id": False,
            "company_id": self.id,
        }
