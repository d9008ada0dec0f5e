from odoo import api, models


class PointsSettingMixin(models.AbstractModel):
    """Settings that tills and the server keep as frozen values.

    Whoever makes, changes or deletes one has the company's tills read them again. The
    model has a `company_id`.
    """

    _name = "points.setting.mixin"
    _description = "Setting of a Loyalty Program"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.company_id._points_rules_changed()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.company_id._points_rules_changed()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._points_rules_changed()
        return result
