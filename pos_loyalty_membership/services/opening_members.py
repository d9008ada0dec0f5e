"""Who the rows of opening balances are about, and whether they may get points."""

from odoo import api, models
from odoo.fields import Domain

# Names told of several contacts that one number could mean.
NAMES_TOLD = 3


class PointsOpenings(models.AbstractModel):
    _inherit = "points.openings"

    @api.model
    def _find_members(self, program, rows, again=False):
        """Put into each row the contact that holds its account, or what is wrong.

        A row of somebody new keeps partner_id 0. A card, phone number or e-mail address
        that is known selects its owner. With `again` a member who has opening balances
        may get more: each of Odoo's loyalty cards is a row of its own.
        """
        known = self._known_contacts(program, rows)
        for row in rows:
            if not row.partner_id and (row.phone or row.email or row.card_number):
                row.partner_id = self._contact_of(row, *known).id or 0
        self._resolve_holders(program, rows)
        self._check_accounts(program, rows, again)

    def _known_contacts(self, program, rows):
        """({card: account's contact}, {phone: contacts}, {e-mail: contacts})."""
        # Who is meant is decided here, for managers who may not read every contact.
        accounts = self.env["points.account"].sudo()
        cards = accounts.search(
            [
                ("program_id", "=", program.id),
                ("merged_into_id", "=", False),
                ("card_number", "in", [row.card_number for row in rows]),
            ]
        )
        found = [{one.card_number: one.partner_id for one in cards}]
        for field, name in (
            ("phone_sanitized", "phone"),
            ("email_normalized", "email"),
        ):
            values = {getattr(row, name) for row in rows} - {""}
            domain = Domain(field, "in", list(values))
            domain &= Domain("company_id", "in", [False, program.company_id.id])
            partners = self.env["res.partner"].sudo().search(domain, order="id")
            found.append(partners.grouped(field))
        members = accounts.search(
            [
                ("program_id", "=", program.id),
                ("merged_into_id", "=", False),
                (
                    "partner_id",
                    "in",
                    [
                        one.id
                        for each in found[1:]
                        for some in each.values()
                        for one in some
                    ],
                ),
            ]
        )
        return (*found, members.partner_id)

    def _contact_of(self, row, by_card, by_phone, by_email, members):
        """The one contact a row means; none for somebody new, or with a problem."""
        nobody = self.env["res.partner"].sudo()
        owner = by_card.get(row.card_number, nobody)
        phone = by_phone.get(row.phone, nobody)
        email = by_email.get(row.email, nobody)
        for column, others in (("phone", phone), ("email", email)):
            if owner and others and owner not in others:
                self._add_problem(
                    row,
                    column,
                    self.env._(
                        "it belongs to %(other)s, the card to %(owner)s. Correct one",
                        other=others[0].display_name,
                        owner=owner.display_name,
                    ),
                )
                return nobody
        if owner:
            return owner
        if phone and email and not phone & email:
            self._add_problem(
                row,
                "email",
                self.env._(
                    "it belongs to %(other)s, the phone number to %(owner)s. Correct "
                    "one",
                    other=email[0].display_name,
                    owner=phone[0].display_name,
                ),
            )
            return nobody
        found = (phone & email) or phone or email
        found = (found & members) or found
        if len(found) > 1:
            self._add_problem(
                row,
                "phone" if found & phone else "email",
                self.env._(
                    "several contacts have it: %s. Merge them, or give a card number",
                    ", ".join(found[:NAMES_TOLD].mapped("display_name")),
                ),
            )
            return nobody
        if not found and not row.phone and not row.email:
            self._add_problem(
                row,
                "card_number",
                self.env._(
                    "nobody has the card %s. Add a phone number or an e-mail address "
                    "to make a new member of it",
                    row.card_number,
                ),
            )
        return found

    def _resolve_holders(self, program, rows):
        """Let addresses and people of companies stand for who holds their account."""
        partners = self.env["res.partner"].sudo()
        partners = partners.browse({row.partner_id for row in rows if row.partner_id})
        holders = partners._points_members(program)
        for row in rows:
            if not row.partner_id:
                continue
            holder = holders[row.partner_id]
            if not holder:
                name = partners.browse(row.partner_id).display_name
                row.problems.append(
                    self.env._(
                        "%(name)s cannot be a member of “%(program)s”: a company, "
                        "somebody who stands for buyers nobody named, or of another "
                        "company. Leave the row out.",
                        name=name,
                        program=program.name,
                    )
                )
            row.partner_id = holder.id or 0

    def _check_accounts(self, program, rows, again):
        """Say where an account cannot take points, or has its opening balance."""
        accounts = self.env["points.account"].sudo()
        found = accounts.search(
            [
                ("program_id", "=", program.id),
                ("merged_into_id", "=", False),
                ("partner_id", "in", [row.partner_id for row in rows]),
            ]
        )
        by_partner = {account.partner_id.id: account for account in found}
        imported = {} if again else self._imported(found)
        for row in rows:
            account = by_partner.get(row.partner_id)
            if not account:
                continue
            name = account.partner_id.display_name
            if account.state != "open":
                row.problems.append(
                    self.env._(
                        "%s is blocked or has left the program. Unblock or enrol them "
                        "first, or leave the row out.",
                        name,
                    )
                )
            if account in imported:
                row.problems.append(
                    self.env._(
                        "%(name)s has an opening balance already, from “%(origin)s”. "
                        "Take that one back first, or leave the row out.",
                        name=name,
                        origin=imported[account],
                    )
                )
            if row.card_number and account.card_number not in (False, row.card_number):
                self._add_problem(
                    row,
                    "card_number",
                    self.env._(
                        "%(name)s has the card %(card)s. Leave the column empty, or "
                        "change the card on the member",
                        name=name,
                        card=account.card_number,
                    ),
                )

    def _imported(self, accounts):
        """{account: where its opening balance came from}, of those that stand."""
        entries = self.env["points.entry"].sudo()
        found = entries.search(
            [("account_id", "in", accounts.ids), ("kind", "=", "import")]
        )
        undone = entries.search([("reversed_entry_id", "in", found.ids)])
        return {
            entry.account_id: entry.source_name or ""
            for entry in found - undone.reversed_entry_id
        }

    @api.model
    def _find_doubles(self, rows):
        """Say of each row that means somebody an earlier row means as well."""
        first = {}
        for row in rows:
            keys = [("partner", row.partner_id)] if row.partner_id else []
            keys += [
                (name, getattr(row, name))
                for name in ("phone", "email", "card_number")
                if getattr(row, name)
            ]
            earlier = min((first[key] for key in keys if key in first), default=0)
            if earlier:
                row.problems.append(
                    self.env._(
                        "Row %s is about the same member. Keep one row, with the "
                        "points of both.",
                        earlier,
                    )
                )
            for key in keys:
                first.setdefault(key, row.row)
