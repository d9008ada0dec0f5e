from odoo.http import request, route

from .portal import PointsPortalPages

LONGEST_CODE = 32


class PointsPortalClaims(PointsPortalPages):
    """Points of a purchase that named nobody, collected by the code on its receipt."""

    @route()
    def home(self, **kw):
        """The portal's home, with a way to collect points where a program has one."""
        response = super().home(**kw)
        portal = request.env["points.portal"]
        response.qcontext["points_claims"] = portal._claims_offered(request.env.company)
        return response

    @route("/my/points/claim", type="http", auth="user", website=True, methods=["GET"])
    def points_claim(self, code="", **_kw):
        """The field for the code; a scanned receipt has filled it in already.

        Opening the page collects nothing and tells nothing of the code.
        """
        return self._claim_page(code[:LONGEST_CODE])

    @route("/my/points/claim", type="http", auth="user", website=True, methods=["POST"])
    def points_claim_collect(self, code="", **_kw):
        """Collect, or say why not; a page that is sent twice says “already”."""
        accounts, reason = request.env["points.portal"]._claim(
            request.env.user, code[:LONGEST_CODE]
        )
        return self._claim_page(code[:LONGEST_CODE], accounts, reason)

    def _claim_page(self, code, accounts=(), reason=""):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "points",
            "code": code,
            "collected": accounts,
            "reason": reason,
        }
        return request.render("pos_loyalty_membership.portal_points_claim", values)
