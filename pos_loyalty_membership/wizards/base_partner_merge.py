from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Fold points accounts first: Odoo's SQL cannot join two of one member.

        It would stop at the second account, or delete it with everything it is worth.
        """
        self.env["points.ledger"]._merge_contacts(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["points.merged.contact"]._remember(src_partners, dst_partner)
        return result
