from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        """Forget who never is a member: a new public user's contact is one of them."""
        users = super().create(vals_list)
        if any(user._is_public() for user in users):
            self.env.registry.clear_cache()
        return users
