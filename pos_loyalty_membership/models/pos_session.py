from odoo import api, models

from .pos_order import LEDGER_FIELDS


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_relations(self, model, fields):
        """Describe orders to the till as before: every field but those of the ledger.

        Odoo describes a model that loads everything (no list of fields) without fields
        made by hand; the list that leaves ours out must not bring those back.
        """
        if model != "pos.order" or not self.env[model]._loads_everything(fields):
            return super()._load_pos_data_relations(model, fields)
        relations = super()._load_pos_data_relations(model, [])
        return {
            name: relation
            for name, relation in relations.items()
            if name not in LEDGER_FIELDS
        }
