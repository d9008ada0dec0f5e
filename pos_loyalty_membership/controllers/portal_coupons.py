import uuid

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import PointsPortalPages


class PointsPortalCoupons(PointsPortalPages):
    """Coupons on the member's page: asked, confirmed, made; and turned back."""

    @route(
        "/my/points/<int:account_id>/coupon",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def points_coupon(self, account_id, points="", request_uuid="", **_kw):
        """Show what the points would become; with a request's uuid, make the coupon.

        The first page makes that uuid: a double click makes one coupon.
        """
        account = self._own_account(account_id)
        portal = request.env["points.portal"]
        confirmed = request.httprequest.method == "POST"
        try:
            if confirmed:
                portal._convert(account, points, self._uuid(request_uuid))
                return request.redirect(f"/my/points/{account.id}#coupons")
            quote = portal._quote_coupon(account, points)
        except UserError as refused:
            return self._coupon_page(account, quote=None, reason=str(refused))
        return self._coupon_page(account, quote=quote, reason="")

    def _coupon_page(self, account, quote, reason):
        return self._asking_page("portal_points_coupon", account, reason, quote=quote)

    def _asking_page(self, template, account, reason, **asked):
        """A page that asks before something changes; it makes the request's uuid."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "points",
            "account": account,
            "program": account.program_id,
            "reason": reason,
            "request_uuid": str(uuid.uuid4()),
            **asked,
        }
        return request.render(f"pos_loyalty_membership.{template}", values)

    @route(
        "/my/points/<int:account_id>/coupon/<int:coupon_id>/back",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def points_coupon_back(self, account_id, coupon_id, **_kw):
        """Turn an unused coupon of the visitor back into points."""
        account = self._own_account(account_id)
        try:
            if not request.env["points.portal"]._turn_back(account, coupon_id):
                raise NotFound()
        except UserError as refused:
            return self._coupon_page(account, quote=None, reason=str(refused))
        return request.redirect(f"/my/points/{account.id}")

    def _uuid(self, text):
        try:
            return str(uuid.UUID(text))
        except ValueError as wrong:
            raise NotFound() from wrong
