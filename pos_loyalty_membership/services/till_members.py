"""Members at the till: found by what they say or show, or enrolled in one step.

Somebody who is known by a number or address is selected, never made twice, also when
two tills enrol at the same moment.
"""

import re
import zlib

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize
from odoo.tools.barcode import check_barcode_encoding
from odoo.tools.mail import single_email_re

from ..engine.values import Refusal
from .till_arguments import (
    check_flag,
    check_id,
    check_request,
    check_text,
    check_uuid,
)

CARD = re.compile(r"[0-9A-Za-z-]{4,32}")
# What the lock of an enrolment is called, so that it is no other lock of the database.
LOCK_SPACE = 0x704D
LOOKED_AT = 10

ENROL_REQUEST = {
    "text": lambda value, name: check_text(value, name, 64),
    "name": lambda value, name: check_text(value, name, 128),
    "offers": check_flag,
    "uuid": lambda value, name: check_uuid(value, name) if value else "",
}
ENROL_DEFAULTS = {"name": "", "offers": False, "uuid": ""}


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    @api.readonly
    def find_member(self, config_id, text):
        """Who is meant by a card number, phone number or e-mail address.

        Returns partner_id (0: nobody known), and as `new` what a new member would be:
        kind ("phone", "email", "name", or "card": no member yet, a card that nobody
        has), value as it would be kept.
        """
        config = self._check_till(config_id)
        text = check_text(text, "text", 64).strip()
        partner = self._known_member(config, text)
        kind, value = self._contact_way(config, text)
        return {"partner_id": partner.id or 0, "new": {"kind": kind, "value": value}}

    @api.model
    def enrol(self, config_id, request):
        """Make somebody a member of the till's programs: {partner_id, created}.

        `request` has text (phone number, e-mail address or name), name ("" where nobody
        said one), offers (whether the member told the cashier to agree to them) and
        uuid (chosen by the till: asking again with it makes nobody a second time).
        Somebody already known is enrolled, not made twice. Refused with ok False, code
        and message when no contact can be made of it.
        """
        self._check_till(config_id)
        request = check_request(request, ENROL_REQUEST, ENROL_DEFAULTS)
        request |= {name: request[name].strip() for name in ("text", "name")}
        if not request["text"]:
            return self._member_refusal("nothing_to_enrol", {})
        return self._in_own_transaction("_enrol_once", config_id, request)

    @api.model
    def link_card(self, config_id, partner_id, card_number, replace=False):
        """Give a card that nobody has to a member: {ok: True}, or a refusal.

        Refused with code `other_card` where the member has one already, unless
        `replace`: then the old one is nobody's.
        """
        self._check_till(config_id)
        partner = self._check_partner(check_id(partner_id, "partner_id"))
        number = check_text(card_number, "card_number", 32)
        replace = check_flag(replace, "replace")
        return self._in_own_transaction(
            "_link_once", config_id, partner.id, number, replace
        )

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _known_member(self, config, text):
        """The one contact of this company that a card, number or address names."""
        partners = self.env["res.partner"]
        if CARD.fullmatch(text):
            account = self._account_of_card(config, text)
            if account:
                return account.partner_id.with_env(self.env)
        kind, value = self._contact_way(config, text)
        if kind in ("name", "card"):
            return partners
        field = {"phone": "phone_sanitized", "email": "email_normalized"}[kind]
        # A cashier reads the contacts of the company only; so does this search.
        domain = Domain(field, "=", value)
        domain &= Domain("company_id", "in", [False, config.company_id.id])
        found = partners.search(domain, order="id", limit=LOOKED_AT)
        members = found.filtered("points_account_ids")
        return (members or found)[:1]

    @api.model
    def _account_of_card(self, config, number):
        programs = self.env["points.snapshot"]._till_programs(config)
        # Which accounts count is decided here, by program and number.
        return (
            self.env["points.account"]
            .sudo()
            .search(
                [
                    ("program_id", "in", [program.id for program in programs]),
                    ("card_number", "=", number),
                    ("merged_into_id", "=", False),
                ],
                limit=1,
            )
        )

    @api.model
    def _contact_way(self, config, text):
        """What a text is: ("phone", E.164), ("email", normalised), ("card", text) where
        the barcode rule for cards knows it, else ("name", text).

        Some phone numbers begin like cards: only the shop's own cards, with their check
        digit, come before them.
        """
        if single_email_re.fullmatch(text):
            return "email", email_normalize(text)
        is_card = self._is_card_barcode(config, text)
        if is_card and check_barcode_encoding(text, "ean13"):
            return "card", text
        if sum(character.isdigit() for character in text) >= 6:
            country = config.company_id.country_id
            partners = self.env["res.partner"]
            phone = partners._phone_format(number=text, country=country)
            if phone:
                return "phone", phone
        return ("card" if is_card else "name"), text

    @api.model
    def _is_card_barcode(self, config, text):
        """Whether the company's barcode rules read this text as a loyalty card."""
        nomenclature = config.company_id.nomenclature_id
        if not nomenclature or not CARD.fullmatch(text):
            return False
        parsed = nomenclature.parse_barcode(text)
        # A GS1 nomenclature answers with a list of what is in the code, or nothing.
        return isinstance(parsed, dict) and parsed["type"] == "points_card"

    # ------------------------------------------------------------------
    # Enrolling
    # ------------------------------------------------------------------

    @api.model
    def _enrol_once(self, config_id, request):
        """Enrol in the current transaction; see `enrol`."""
        request = {**ENROL_DEFAULTS, **request}
        config = self.env["pos.config"].browse(config_id)
        kind, value = self._contact_way(config, request["text"])
        if kind == "name" and any(character.isdigit() for character in value):
            return self._member_refusal("no_phone_number", {"text": value})
        if not any(
            program.earns
            for program in self.env["points.snapshot"]._till_programs(config)
        ):
            return self._member_refusal("no_member", {})
        if lock := request["uuid"] if kind == "name" else value:
            self._lock_enrolment(lock)
        partner = self._known_member(config, request["text"])
        partner = partner or self._enrolled_before(config, request["uuid"])
        if kind == "card" and not partner:
            return self._member_refusal("unknown_card", {"text": value})
        created = not partner
        if created:
            partner = self._new_contact(config, kind, value, request)
        opened = self._join_programs(config, partner)
        if not opened:
            return self._member_refusal("no_member", {})
        accounts = self.env["points.account"].browse(opened.values())
        if created and request["uuid"]:
            # What of an account a cashier may write is decided here.
            accounts[:1].sudo().joined_uuid = request["uuid"]
        if request["offers"]:
            accounts._set_offers(True, "till")
        return {"ok": True, "partner_id": partner.id, "created": created}

    @api.model
    def _enrolled_before(self, config, uuid):
        """The contact this very request made, whose answer was lost; or none.

        A number or an address finds its contact by itself, a name alone does not.
        """
        if not uuid:
            return self.env["res.partner"]
        domain = Domain("joined_uuid", "=", uuid)
        domain &= Domain("company_id", "=", config.company_id.id)
        # Which account counts is decided here: one of this company and request.
        account = self.env["points.account"].sudo().search(domain, limit=1)
        account = account.merged_into_id or account
        return account.partner_id.with_env(self.env)

    @api.model
    def _lock_enrolment(self, value):
        """Let one call at a time enrol a number, or send a request of a name.

        The others try again and find what the first one made. Waiting would not do:
        whoever waited cannot see what the one before wrote.
        """
        key = zlib.crc32(value.encode()) - 2**31
        [[locked]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, key)
        )
        if not locked:
            raise ConcurrencyError("points.till: somebody else enrols this number")

    @api.model
    def _new_contact(self, config, kind, value, request):
        name = request["name"] or value
        vals = {"name": name, "company_id": config.company_id.id}
        if kind != "name":
            vals[kind] = value
        # Whether a cashier may make contacts is another question than enrolling.
        partner = self.env["res.partner"].sudo().create(vals)
        return partner.with_env(self.env)

    @api.model
    def _join_programs(self, config, partner):
        """Open the member's accounts in the programs that run at the till."""
        snapshot = self.env["points.snapshot"]
        wanted = []
        for program in snapshot._till_programs(config):
            member = snapshot._member(partner.sudo(), program)
            if member and program.earns:
                wanted.append((program.id, member.id, "till"))
        # A cashier may enrol, but writes no table of the ledger.
        return self.sudo().env["points.ledger"]._open_accounts(wanted)

    @api.model
    def _link_once(self, config_id, partner_id, number, replace=False):
        """Link a card in the current transaction; see `link_card`."""
        config = self.env["pos.config"].browse(config_id)
        partner = self.env["res.partner"].browse(partner_id)
        if not CARD.fullmatch(number):
            return self._member_refusal("no_card_number", {"text": number})
        self._lock_enrolment(number)
        owner = self._account_of_card(config, number)
        if owner:
            values = {"name": owner.partner_id.display_name}
            if owner.partner_id == partner:
                return {"ok": True}
            return self._member_refusal("card_of_other_member", values)
        opened = self._join_programs(config, partner)
        if not opened:
            return self._member_refusal("no_member", {})
        first = next(iter(opened.values()))
        # What of an account a cashier may change is decided here: the card alone.
        account = self.env["points.account"].sudo().browse(first)
        if account.card_number and not replace:
            values = {"name": partner.display_name, "text": account.card_number}
            return self._member_refusal("other_card", values)
        account.card_number = number
        return {"ok": True}

    @api.model
    def _member_refusal(self, code, values):
        refusal = Refusal(code, values)
        messages = self.env["points.refusal.messages"]
        return {
            "ok": False,
            "code": refusal.code,
            "message": messages._message(refusal.code, refusal.values),
        }
