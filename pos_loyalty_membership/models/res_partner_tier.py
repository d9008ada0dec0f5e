"""The tier of a contact in the company's first program."""

from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import POINTS_READERS

OWN_PRICELIST = "specific_property_product_pricelist"


class ResPartner(models.Model):
    _inherit = "res.partner"

    points_tier_id = fields.Many2one(
        "points.tier",
        string="Tier",
        compute="_compute_points_tier_id",
        groups=POINTS_READERS,
        help="Tier in the first running program of the current company.",
    )

    @api.depends_context("company")
    @api.depends("points_account_ids.tier_id", "points_account_ids.program_id.state")
    def _compute_points_tier_id(self):
        """The tier in the company's first program, as the balance shown is its too."""
        program = self._points_first_program()
        # Whoever sees the contact sees its tier; rights on accounts differ.
        rows = (
            self.env["points.account"]
            .sudo()
            ._read_group(
                Domain("partner_id", "in", self.ids)
                & Domain("program_id", "=", program.id)
                & Domain("merged_into_id", "=", False)
                & Domain("tier_id", "!=", False),
                ["partner_id", "tier_id"],
            )
        )
        tiers = {partner.id: tier.id for partner, tier in rows}
        for partner in self:
            partner.points_tier_id = tiers.get(partner._origin.id, False)

    def _points_own_pricelist(self):
        """The price list set on the contact itself, in use; it comes before a tier's.

        One that Odoo finds for the contact's country, or for everybody, does not. The
        till is told this field and decides the same.
        """
        return self[OWN_PRICELIST]._get_partner_pricelist_multi_filter_hook()

    @api.model
    def _load_pos_data_fields(self, config):
        """Tell the till which price list is set on the contact itself."""
        return [*super()._load_pos_data_fields(config), OWN_PRICELIST]
