from odoo import fields, models


class PointsProgram(models.Model):
    """What members see and do on their own page."""

    _inherit = "points.program"

    portal_shown = fields.Boolean(
        string="Members see their points in the portal",
        default=True,
        help="Card, balance, dates and the points log, on a page of their own.",
    )
    portal_join = fields.Boolean(
        string="Visitors of the portal may join",
        default=True,
        help="Only where the program takes those enrolled: they join with one click.",
    )
    portal_link = fields.Boolean(
        string="Members without a login get a personal link",
        default=True,
        help="The same page, read only, behind an address nobody can guess. An officer "
        "can end a member's link and make a new one.",
    )
    portal_link_receipt = fields.Boolean(
        string="Print the link on receipts",
        help="As a picture to scan. Whoever finds the receipt sees the member's page, "
        "also the codes of coupons.",
    )

    def _links_on_receipts(self):
        """Whether receipts of this program carry the member's personal link."""
        self.ensure_one()
        return self.portal_shown and self.portal_link and self.portal_link_receipt
