from odoo.exceptions import UserError
from odoo.http import request, route

from .portal_coupons import PointsPortalCoupons


class PointsPortalTiers(PointsPortalCoupons):
    """Tiers on the member's page: asked, confirmed, joined; and taken back."""

    @route(
        "/my/points/<int:account_id>/tier/<int:tier_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def points_tier(self, account_id, tier_id, request_uuid="", **_kw):
        """Show what a tier gives and costs; with a request's uuid, join it.

        The first page makes that uuid: a double click joins once.
        """
        account = self._own_account(account_id)
        portal = request.env["points.portal"]
        try:
            if request.httprequest.method == "POST":
                portal._choose_tier(account, tier_id, self._uuid(request_uuid))
                return request.redirect(f"/my/points/{account.id}#tiers")
            return self._tier_page(account, portal._quote_tier(account, tier_id), "")
        except UserError as refused:
            return self._tier_page(account, None, str(refused))

    @route(
        "/my/points/<int:account_id>/tier/undo",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def points_tier_undo(self, account_id, **_kw):
        """Cancel a tier that was paid for today and not used yet."""
        account = self._own_account(account_id)
        try:
            request.env["points.portal"]._undo_tier(account)
        except UserError as refused:
            return self._tier_page(account, None, str(refused))
        return request.redirect(f"/my/points/{account.id}#tiers")

    def _tier_page(self, account, tier, reason):
        return self._asking_page("portal_points_tier", account, reason, tier=tier)
