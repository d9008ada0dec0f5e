"""What a member sees on the own page: texts and numbers, ready to be shown.

The pages have no rights of their own: everything is read here, with `sudo`, for an
account that the caller has shown to be the visitor's.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

LOG_PAGE = 20
LIVE_STATES = ("running", "redeem_only", "closed")


class PointsPortal(models.AbstractModel):
    _name = "points.portal"
    _description = "The member's own page"

    # ------------------------------------------------------------ whose account

    @api.model
    def _accounts(self, partner):
        """The contact's own accounts in programs that show them, best first."""
        accounts = (
            self.env["points.account"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("merged_into_id", "=", False),
                    ("state", "!=", "left"),
                    ("program_id.portal_shown", "=", True),
                    ("program_id.state", "in", LIVE_STATES),
                ]
            )
        )
        return accounts.sorted(lambda one: (one.program_id.sequence, one.id))

    @api.model
    def _account(self, partner, account_id):
        """The contact's own account of this id, or an empty one."""
        return self._accounts(partner).filtered(lambda one: one.id == account_id)

    @api.model
    def _joinable(self, partner, company):
        """Running programs of a company that the contact may join by itself."""
        programs = (
            self.env["points.program"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "running"),
                    ("portal_shown", "=", True),
                    ("portal_join", "=", True),
                    ("member_policy", "=", "enrolled"),
                ]
            )
        )
        accounts = self.env["points.account"].sudo()
        known = accounts.search(
            [("partner_id", "=", partner.id), ("program_id", "in", programs.ids)]
        ).program_id
        partner = partner.sudo()
        return (programs - known).filtered(
            lambda program: partner._points_member(program) == partner
        )

    @api.model
    def _join(self, partner, company, program_id):
        """Open the contact's account in a program it may join; returns it, or none.

        Joining twice answers the account that exists.
        """
        found = self._accounts(partner).filtered(
            lambda one: one.program_id.id == program_id
        )
        program = self._joinable(partner, company).filtered(
            lambda one: one.id == program_id
        )
        if found or not program:
            return found
        # Who may join was decided above: visitors have no right to the ledger.
        ledger = self.env["points.ledger"].sudo()
        opened = ledger._open_accounts([(program.id, partner.id, "portal")])
        return self._account(partner, opened[program.id, partner.id])

    # ------------------------------------------------------------- what is shown

    @api.model
    def _page(self, account):
        """Values of the page of one account."""
        program = account.program_id
        return {
            "account": account,
            "program": program,
            "points": program._points_text,
            "waiting": self._waiting(account),
            "expiring": self._expiring(account),
            "how_to_earn": program.earning_rule_ids.mapped("sentence"),
            "how_to_use": program.redemption_rule_ids.mapped("sentence"),
        }

    @api.model
    def _waiting(self, account):
        """[(points, day)] as texts, of points that can be used from a day on."""
        domain = Domain("account_id", "=", account.id) & Domain("remaining", ">", 0)
        lots = self.env["points.lot"].sudo()
        sums = lots._read_group(
            domain & Domain("waiting", "=", True),
            ["available_on:day"],
            ["remaining:sum"],
            order="available_on:day",
        )
        text = account.program_id._points_text
        return [(text(points), format_date(self.env, day)) for day, points in sums]

    @api.model
    def _expiring(self, account):
        """[(points, day)] as texts, of points that can be used until a day."""
        text = account.program_id._points_text
        expiring = self.env["points.expiries"]._expiring(account.ids)[account.id]
        return [(text(points), format_date(self.env, day)) for day, points in expiring]

    @api.model
    def _log_filters(self):
        """{name in the address: (label, kinds)} of the log's filters."""
        kind = self.env["points.entry"]._fields["kind"]
        filters = {"all": (self.env._("Everything"), [])}
        for name, label in kind._description_selection(self.env):
            filters[name] = (label, [name])
        return filters

    @api.model
    def _log_domain(self, account, kind):
        domain = Domain("account_id", "=", account.id)
        kinds = self._log_filters().get(kind, ("", []))[1]
        return domain & Domain("kind", "in", kinds) if kinds else domain

    @api.model
    def _log_count(self, account, kind="all"):
        """How many entries of this kind the account has."""
        domain = self._log_domain(account, kind)
        return self.env["points.entry"].sudo().search_count(domain)

    @api.model
    def _log(self, account, kind="all", offset=0, limit=LOG_PAGE):
        """Rows of the log, newest first: what happened, why, and where to read on."""
        entries = (
            self.env["points.entry"]
            .sudo()
            .search(self._log_domain(account, kind), offset=offset, limit=limit)
        )
        kinds = {name: label for name, (label, _kinds) in self._log_filters().items()}
        expiry = self._last_days(entries)
        documents = self._documents(account, entries)
        return [
            {
                "day": format_date(self.env, entry.local_day),
                "event": kinds[entry.kind],
                "points": entry.points_text,
                "given": entry.points > 0,
                "balance": account.program_id._points_text(entry.balance_after),
                "place": self._place(documents.get(entry)),
                "document": entry.source_name or "",
                "url": self._url(account, documents.get(entry)),
                "why": (entry.why_text or "").split("\n") if entry.why_text else [],
                "reason": entry.reason or "",
                "expires": expiry.get(entry.id, ""),
            }
            for entry in entries
        ]

    @api.model
    def _last_days(self, entries):
        """{entry id: last day of its points as text} where something is left."""
        days = self.env["points.expiries"]._last_days(entries.ids)
        return {entry_id: format_date(self.env, day) for entry_id, day in days.items()}

    @api.model
    def _documents(self, account, entries):
        """{entry: its order or invoice} where it exists and is the member's."""
        found = {}
        member = account.partner_id.commercial_partner_id
        for model in ("pos.order", "account.move"):
            named = entries.filtered(lambda entry, m=model: entry.source_model == m)
            records = self.env[model].sudo().browse(named.mapped("source_id")).exists()
            own = records.filtered(
                lambda one: one.partner_id.commercial_partner_id == member
            )
            by_id = {one.id: one for one in own}
            for entry in named:
                if entry.source_id in by_id:
                    found[entry] = by_id[entry.source_id]
        return found

    @api.model
    def _place(self, document):
        """The shop in which it was bought; "" for an invoice or nothing."""
        if document and document._name == "pos.order":
            return document.config_id.name
        return ""

    @api.model
    def _url(self, account, document):
        """Where the visitor can read the document: an invoice has its own page."""
        if not document:
            return ""
        invoice = document
        if document._name == "pos.order":
            invoice = document.account_move
        visitor = self.env.user.partner_id
        if not invoice or self.env.user._is_public() or visitor != account.partner_id:
            return ""
        return invoice.get_portal_url() if invoice.state == "posted" else ""
