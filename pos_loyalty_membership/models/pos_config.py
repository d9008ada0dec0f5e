from odoo import api, fields, models
from odoo.exceptions import UserError

# A change of these changes which programs apply here, or which products are goods,
# or which price lists anybody can choose.
CACHED_FIELDS = {
    "active",
    "available_pricelist_ids",
    "company_id",
    "discount_product_id",
    "down_payment_product_id",
    "journal_id",
    "pricelist_id",
    "tip_product_id",
    "use_pricelist",
}


class PosConfig(models.Model):
    _inherit = "pos.config"

    points_ask = fields.Selection(
        [
            ("never", "Never ask"),
            ("remind", "Remind the cashier"),
            ("always", "Always ask before payment"),
        ],
        string="Ask for the member",
        required=True,
        default="never",
        help="When an order has no customer: nothing, a line above the total, or a "
        "question before payment. “No thanks” ends it for the order.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_only_place(self):
        """Keep the last till a program names: without any it would apply everywhere."""
        for name in ("program", "earning.rule", "redemption.rule"):
            bound = (
                self.env[f"points.{name}"]
                .sudo()
                .with_context(active_test=False)
                .search([("pos_config_ids", "in", self.ids)])
            )
            alone = bound.filtered(lambda record: not record.pos_config_ids - self)
            if alone:
                raise UserError(
                    self.env._(
                        "“%s” applies only at points of sale you are deleting. Choose "
                        "another one there first, or archive the point of sale.",
                        ", ".join(alone.mapped("display_name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        configs = super().create(vals_list)
        self.env.registry.clear_cache()
        return configs

    def write(self, vals):
        result = super().write(vals)
        if CACHED_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    @api.model
    def _load_pos_data_read(self, records, config):
        """Give the till its programs and rules; a reload always brings them again."""
        read_records = super()._load_pos_data_read(records, config)
        if read_records:
            read_records[0]["_points_rules"] = self.env["points.till"]._rules(config)
        return read_records

    def _get_available_pricelists(self):
        """Load the price lists of tiers too; nobody can choose them by hand."""
        tiers = self.env["points.snapshot"]._tier_pricelists(self)
        return super()._get_available_pricelists() | tiers

    def _get_special_products(self):
        """Load the products of points discounts at every till, outside its grid."""
        products = self.env.companies._points_products()
        return super()._get_special_products() | products
