"""Points on a customer invoice that no till made: what can be used, held and removed.

While the invoice is a draft its points are reserved under the uuid that its discount
lines carry; `points.invoice.settlement` takes them when it is posted.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.values import Refusal, is_refusal
from .ledger_operations import Hold, LedgerRefusal, Release, Renew
from .settlement_redemption import read_holds

# An invoice that is posted later keeps its points at least until the day after.
DAYS_AFTER_POSTING = 2
# Renewing on every write of a draft would lock its member's account each time.
RENEW_AFTER = timedelta(days=1)


@dataclass(slots=True)
class Invoice:
    """What is known of one invoice; read once, before anything is decided.

    `members` are contacts and `accounts` account values by program id, `holds` the
    reservations that its lines name or that were made for it, by uuid.
    """

    move: object
    programs: tuple
    amounts: list
    moment: datetime
    members: dict = field(default_factory=dict)
    accounts: dict = field(default_factory=dict)
    holds: dict = field(default_factory=dict)

    def program(self, program_id):
        """The live program of this id, or None."""
        return next((each for each in self.programs if each.id == program_id), None)

    def held(self, program_id):
        """Active reservations made for this very invoice, in one program."""
        return [
            hold
            for hold in self.holds.values()
            if hold.state == "held"
            and hold.program_id == program_id
            and hold.document_uuid == self.move.points_uuid
        ]


class PointsInvoice(models.AbstractModel):
    _name = "points.invoice"
    _description = "Points on invoices"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _read(self, move):
        """An Invoice of this move; accounts of its customer in every live program."""
        # An accountant reads neither contacts of tills nor every member's tags.
        move = move.sudo()
        snapshot = self.with_env(move.env).env["points.snapshot"]
        invoice = Invoice(
            move=move,
            programs=snapshot._invoice_programs(move.company_id),
            amounts=snapshot._invoice_amounts(move),
            moment=fields.Datetime.now(),
        )
        wanted = []
        for program in invoice.programs:
            member = snapshot._member(move.partner_id, program)
            if member:
                invoice.members[program.id] = member
                day = snapshot._invoice_situation(program, invoice.moment).day
                wanted.append((program.id, member.id, day, program.once_a_day_rules()))
        for (program_id, _), account in snapshot._accounts_of(wanted).items():
            invoice.accounts[program_id] = account
        invoice.holds = self._read_holds(move)
        return invoice

    @api.model
    def _read_holds(self, move):
        """HoldValues by uuid: those the lines name, and active ones of the invoice."""
        uuids = [uuid for uuid in move.line_ids.mapped("points_hold_uuid") if uuid]
        if not uuids and not move.points_uuid:
            return {}
        rounding = move.company_currency_id.rounding
        document = ("account.move", move.points_uuid or "")
        holds = read_holds(self.env, uuids, document, rounding)
        return {hold.uuid: hold for hold in holds}

    @api.model
    def _basket(self, invoice, program, moment=None, received=None):
        """The engine's basket of an invoice in one program."""
        snapshot = self.env["points.snapshot"]
        situation = snapshot._invoice_situation(program, moment or invoice.moment)
        kind_of = self.env["points.settlement"]._reward_kind
        rewards = {
            uuid: (hold.program_id, kind_of(hold))
            for uuid, hold in invoice.holds.items()
        }
        return snapshot._invoice_basket(
            program, invoice.amounts, situation, rewards, received
        )

    # ------------------------------------------------------------------
    # Redeeming
    # ------------------------------------------------------------------

    @api.model
    def _check_allowed(self, move):
        """Whether this user may use points on this invoice; raises if not."""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Points on invoices are for accountants only.")
            )
        move.check_access("write")
        if move.company_id not in self.env.companies:
            raise AccessError(self.env._("This invoice is not one of your company."))
        if not move._points_can_redeem():
            raise UserError(
                self.env._(
                    "Points can be used on draft customer invoices only, and not on "
                    "down payments or invoices made at a till."
                )
            )

    @api.model
    def _redeem(self, move, program_id, rule_id, wish, replaced="", product_id=0):
        """Reserve points for a draft and write their discount lines.

        `wish` and `product_id` as in `_quote`; `replaced` is the uuid of a redemption
        to be changed. Returns the Redemption; raises `UserError` in words, and nothing
        is changed.
        """
        self._check_allowed(move)
        invoice = self._read(move)
        program = invoice.program(program_id)
        rule = program.rule(rule_id) if program else None
        if rule is None:
            self._refuse(Refusal("unknown_rule"), program)
        if replaced and replaced not in move.line_ids.mapped("points_hold_uuid"):
            self._refuse(Refusal("hold_not_active"), program)
        redemption = self._quote(invoice, program, rule, wish, replaced, product_id)
        if is_refusal(redemption):
            self._refuse(redemption, program)
        self._income_account(invoice.move, rule)
        hold_uuid = str(uuid.uuid4())
        if not move.points_uuid:
            invoice.move.points_uuid = str(uuid.uuid4())
        hold = self._hold(invoice, program, redemption, hold_uuid, replaced)
        self._post([hold], program)
        self._write_discount(
            invoice, program, rule, redemption, hold_uuid, replaced, product_id
        )
        self._check_others(move, hold_uuid)
        return redemption

    @api.model
    def _hold(self, invoice, program, redemption, hold_uuid, replaced):
        """The ledger operation that reserves the points of a redemption."""
        old = invoice.holds.get(replaced)
        return Hold(
            uuid=hold_uuid,
            account_id=invoice.accounts[program.id]["id"],
            points=redemption.points,
            money=redemption.money,
            currency_id=program.currency_id,
            document_model="account.move",
            document_uuid=invoice.move.points_uuid,
            document_name=self._document_name(invoice.move),
            redemption_rule_id=redemption.rule_id,
            expires_at=self._hold_end(invoice.move, program),
            replaces=replaced if old and old.state == "held" else "",
        )

    @api.model
    def _check_others(self, move, hold_uuid):
        """Refuse a redemption that leaves no room for those made before it.

        Products and percentages come before plain discounts, whatever was chosen first.
        """
        invoice = self._read(move)
        others = set(move._points_lines().mapped("points_hold_uuid")) - {hold_uuid}
        if any(self._hold_trouble(invoice, other) == "basket" for other in others):
            raise UserError(
                self.env._(
                    "This leaves too little for the points that are used already. "
                    "Remove those first, and use them again afterwards."
                )
            )

    @api.model
    def _remove(self, move, hold_uuids):
        """Take redemptions off a draft: their lines go, their points are free again."""
        self._check_allowed(move)
        lines = move.line_ids.filtered(lambda line: line.points_hold_uuid in hold_uuids)
        # Removing the last line of a redemption frees its points, see there.
        lines.unlink()

    @api.model
    def _release(self, hold_uuids):
        """Free reservations whose invoice does not need them any more."""
        self._post([Release(uuid=hold_uuid) for hold_uuid in hold_uuids])

    @api.model
    def _renew(self, moves):
        """Start the time of these drafts' reservations again, at most once a day."""
        now = fields.Datetime.now()
        uuids = [uuid for uuid in moves.mapped("points_uuid") if uuid]
        # Whoever saves a draft keeps its points; the ledger is not theirs to read.
        holds = self.env["points.hold"].sudo()
        found = holds.search(
            [
                ("document_model", "=", "account.move"),
                ("document_uuid", "in", uuids),
                ("state", "=", "held"),
                ("expires_at", ">", now),
            ]
        )
        by_uuid = moves.grouped("points_uuid")
        operations = []
        for hold in found:
            program = self.env["points.snapshot"]._program_by_id(
                hold.account_id.program_id.id
            )
            end = self._hold_end(by_uuid[hold.document_uuid], program)
            if end - hold.expires_at > RENEW_AFTER:
                operations.append(
                    Renew(uuid=hold.uuid, account_id=hold.account_id.id, expires_at=end)
                )
        if operations:
            self._post(operations)

    @api.model
    def _hold_end(self, move, program):
        """Until when a draft keeps its points (UTC)."""
        end = fields.Datetime.now() + timedelta(days=program.invoice_hold_days)
        if move.auto_post == "no" or not move.date:
            return end
        posted = datetime.combine(move.date, time.min)
        return max(end, posted + timedelta(days=DAYS_AFTER_POSTING))

    @api.model
    def _document_name(self, move):
        if move.name and move.name != "/":
            return move.name
        return self.env._("Draft invoice %s", move.id)

    @api.model
    def _post(self, operations, program=None):
        """Let the ledger write; its refusal becomes a `UserError` in words."""
        try:
            # Accountants reserve and use points, but write no table of the ledger.
            return self.sudo().env["points.ledger"]._post(operations)
        except LedgerRefusal as refusal:
            self._refuse(Refusal(refusal.code, refusal.values), program)

    @api.model
    def _refuse(self, refusal, program):
        messages = self.env["points.refusal.messages"]
        raise UserError(messages._message(refusal.code, refusal.values, program))
