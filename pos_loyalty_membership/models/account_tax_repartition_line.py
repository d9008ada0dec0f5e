from odoo import api, models


class AccountTaxRepartitionLine(models.Model):
    """Settlement keeps in a cache which taxes have a negative part."""

    _inherit = "account.tax.repartition.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env.registry.clear_cache()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"factor_percent", "repartition_type", "document_type"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
