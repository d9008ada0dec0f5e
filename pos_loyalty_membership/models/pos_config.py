from odoo import api, models
from odoo.exceptions import UserError


class PosConfig(models.Model):
    _inherit = "pos.config"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_only_place(self):
        """Keep the last till a program names: without any it would apply everywhere."""
        for model in ("points.program", "points.earning.rule", "points.redemption.rule"):
            bound = (
                self.env[model]
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
