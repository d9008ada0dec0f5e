from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..services.points_portal import LOG_PAGE


class PointsPortalPages(CustomerPortal):
    """The member's own pages, for those who have a login.

    What belongs to somebody else does not exist here: any other id is "not found".
    """

    @route()
    def home(self, **kw):
        """The portal's home, with a card for every program of the visitor."""
        response = super().home(**kw)
        portal, partner = request.env["points.portal"], request.env.user.partner_id
        response.qcontext.update(
            points_accounts=portal._accounts(partner),
            points_joinable=portal._joinable(partner, request.env.company),
        )
        return response

    @route("/my/points", type="http", auth="user", website=True, readonly=True)
    def points(self, **_kw):
        """All programs of the visitor; the page itself where there is just one."""
        portal, partner = request.env["points.portal"], request.env.user.partner_id
        accounts = portal._accounts(partner)
        joinable = portal._joinable(partner, request.env.company)
        if len(accounts) == 1 and not joinable:
            return request.redirect(f"/my/points/{accounts.id}")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "points",
            "accounts": accounts,
            "joinable": joinable,
        }
        return request.render("pos_loyalty_membership.portal_points_list", values)

    @route(
        [
            "/my/points/<int:account_id>",
            "/my/points/<int:account_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def points_account(self, account_id, page=1, filterby="all", **_kw):
        """Card, balance, dates and log of one of the visitor's accounts."""
        account = self._own_account(account_id)
        values = {
            **self._prepare_portal_layout_values(),
            **request.env["points.portal"]._page(account),
            **log_values(f"/my/points/{account.id}", account, page, filterby),
            "page_name": "points",
            "personal": False,
        }
        return request.render("pos_loyalty_membership.portal_points_page", values)

    @route("/my/points/join", type="http", auth="user", website=True, methods=["POST"])
    def points_join(self, program_id="", **_kw):
        """Join a program that takes those enrolled; joining again changes nothing."""
        if not (program_id.isascii() and program_id.isdigit() and len(program_id) < 10):
            raise NotFound()
        account = request.env["points.portal"]._join(
            request.env.user.partner_id, request.env.company, int(program_id)
        )
        if not account:
            raise NotFound()
        return request.redirect(f"/my/points/{account.id}")

    def _own_account(self, account_id):
        account = request.env["points.portal"]._account(
            request.env.user.partner_id, account_id
        )
        if not account:
            raise NotFound()
        return account


def log_values(url, account, page, filterby):
    """Values of the log: its rows, filters and pager; an unknown filter is none."""
    portal = request.env["points.portal"]
    filters = portal._log_filters()
    filterby = filterby if filterby in filters else "all"
    pages = pager(
        url=url,
        total=portal._log_count(account, filterby),
        page=page,
        step=LOG_PAGE,
        url_args={"filterby": filterby} if filterby != "all" else {},
    )
    return {
        "url": url,
        "rows": portal._log(account, filterby, offset=pages["offset"]),
        "pager": pages,
        "filters": filters,
        "filterby": filterby,
    }
