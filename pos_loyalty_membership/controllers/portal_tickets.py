from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .portal import PointsPortalPages


class PointsPortalTickets(PointsPortalPages):
    """The ticket of a purchase, opened from the member's log."""

    @route(
        "/my/points/<int:account_id>/ticket/<int:order_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def points_ticket(self, account_id, order_id, **_kw):
        """What was bought, paid and earned; any other order is not found."""
        account = self._own_account(account_id)
        ticket = request.env["points.portal"]._ticket(account, order_id)
        if not ticket:
            raise NotFound()
        values = {
            **self._prepare_portal_layout_values(),
            **ticket,
            "page_name": "points",
        }
        return request.render("pos_loyalty_membership.portal_points_ticket", values)
