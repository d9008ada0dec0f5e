"""Which contact a merged, and so deleted, contact lives on in."""

from odoo import api, fields, models
from odoo.tools import frozendict, ormcache


class PointsMergedContact(models.Model):
    """A till that was offline may still name a contact that was merged meanwhile.

    Odoo's merge deletes it and keeps no trace that can be looked up by its id.
    """

    _name = "points.merged.contact"
    _description = "Merged Contact"
    _rec_name = "merged_id"

    merged_id = fields.Integer(
        required=True, readonly=True, help="Id of the contact that does not exist now."
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Merged into",
        required=True,
        readonly=True,
        index=True,
        # A later merge of this contact moves the row with everything else of it.
        ondelete="cascade",
    )

    _merged_uniq = models.Constraint(
        "UNIQUE (merged_id)", "A contact is merged into one other."
    )

    @api.model
    def _remember(self, merged, contact):
        """Note that these contacts are about to be deleted in favour of another."""
        self.sudo().create(
            [{"merged_id": one.id, "contact_id": contact.id} for one in merged]
        )
        self.env.registry.clear_cache()

    @api.model
    def _survivor(self, contact_id):
        """The contact that a merged one lives on in; none when it never was merged.

        Costs no query for all the others: every order asks.
        """
        survivor = self._survivors().get(contact_id)
        return self.env["res.partner"].browse(survivor).exists()

    @api.model
    @ormcache()
    def _survivors(self):
        """Ids of contacts by the id of the one that was merged into them."""
        return frozendict(
            (one.merged_id, one.contact_id.id) for one in self.sudo().search([])
        )
