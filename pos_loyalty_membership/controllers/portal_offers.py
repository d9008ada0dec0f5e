from datetime import date

from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from .personal_link import HEADERS
from .portal import PointsPortalPages


class PointsPortalOffers(PointsPortalPages):
    """What members say about themselves: offers, yes or no, and the birth date."""

    @route(
        "/my/points/<int:account_id>/offers",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def points_offers(self, account_id, offers="", birth_date="", **_kw):
        """Keep what the visitor says about one of the own accounts."""
        account = self._own_account(account_id)
        said = "saved"
        if birth_date and not request.env["points.portal"]._say_birth_date(
            account, self._date(birth_date)
        ):
            said = "no_date"
        account._set_offers(bool(offers), "portal")
        return request.redirect(f"/my/points/{account.id}?said={said}#points-offers")

    def _date(self, text):
        """A date as browsers send it, or None."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None


class StopOffers(Controller):
    """Saying no to offers needs no login: every offer carries the address."""

    @route(
        "/points/offers/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        sitemap=False,
    )
    def stop_offers(self, token, **_kw):
        """Ask, and withdraw the consent when the question is answered."""
        account = request.env["points.account"]._account_of_stop_link(token)
        if not account:
            raise NotFound()
        if request.httprequest.method == "POST":
            account._set_offers(False, "link")
        response = request.render(
            "pos_loyalty_membership.portal_points_stop_offers",
            {
                "program": account.program_id,
                "allowed": account.offers_allowed,
                "token": token,
                "page_name": "points_stop",
                "no_breadcrumbs": True,
            },
        )
        response.headers.update(HEADERS)
        return response
