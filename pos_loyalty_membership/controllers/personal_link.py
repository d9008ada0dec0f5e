from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from .portal import log_values

# The address is the key: no search engine, no other site and no cache may learn it.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class PersonalLink(Controller):
    """The member's page behind an address nobody can guess: read only, no login."""

    @route(
        ["/points/<string:token>", "/points/<string:token>/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def personal_page(self, token, page=1, filterby="all", **_kw):
        """The page of the account that the link names; anything else is not found."""
        account = request.env["points.account"]._account_of_link(token)
        if not account:
            raise NotFound()
        values = {
            **request.env["points.portal"]._page(account),
            **log_values(f"/points/{token}", account, page, filterby),
            "page_name": "points",
            "no_breadcrumbs": True,
            "personal": True,
        }
        response = request.render("pos_loyalty_membership.portal_points_page", values)
        response.headers.update(HEADERS)
        return response
