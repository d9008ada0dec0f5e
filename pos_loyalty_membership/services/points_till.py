"""What a till may ask: rules, a member, and to reserve or free points.

Every method is called by RPC from the browser of a cashier: it checks the arguments,
the user's group, the till's company and the member before it does anything. What cannot
be done is an answer with a code and a sentence, never an error on the cashier's screen.
All points and money are the engine's integers.
"""

import logging
import random
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry

from ..engine.redemption import hold_refusal
from ..engine.values import MAX_AMOUNT, Refusal
from .ledger_operations import Hold, LedgerRefusal, Release, Renew
from .points_settlement import CONCURRENCY_ERRORS
from .till_arguments import (
    MAX_ID,
    check_id,
    check_number,
    check_request,
    check_uuid,
    check_uuids,
)

_logger = logging.getLogger(__name__)

# A hold is short: it repeats a concurrency error itself before Odoo's slower replay.
ATTEMPTS = 20
WAIT_SECONDS = (0.005, 0.05)

HOLD_REQUEST = {
    "uuid": check_uuid,
    "replaces": lambda value, name: check_uuid(value, name) if value else "",
    "partner_id": check_id,
    "program_id": check_id,
    "rule_id": check_id,
    "order_uuid": check_uuid,
    "sales_mode_id": lambda value, name: check_number(value, name, 0, MAX_ID),
    "points": lambda value, name: check_number(value, name, 1, MAX_AMOUNT),
    "money": lambda value, name: check_number(value, name, 1, MAX_AMOUNT),
}


class PointsTill(models.AbstractModel):
    _name = "points.till"
    _description = "Points at the till"

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_rules(self, config_id):
        """Programs and rules of a till, as its engine reads them."""
        return self._rules(self._check_till(config_id))

    @api.model
    @api.readonly
    def get_member(self, config_id, partner_id):
        """A contact's accounts in the till's programs.

        Programs it has no part in are absent. `account_id` is 0 where the first sale
        would open an account.
        """
        config = self._check_till(config_id)
        partner = self._check_partner(partner_id)
        return {
            "digest": self.env["points.snapshot"]._rules_digest(config),
            "partner_id": partner.id,
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "accounts": self._accounts(config, partner),
        }

    @api.model
    def _rules(self, config):
        """See `get_rules`; for callers that may read this till already."""
        snapshot = self.env["points.snapshot"]
        company = config.company_id.sudo()
        return {
            "digest": snapshot._rules_digest(config),
            "programs": [
                snapshot._program_payload(program)
                for program in snapshot._till_programs(config)
            ],
            "categories": snapshot._categories_payload(),
            "discount_product_id": company.points_discount_product_id.id,
            "reward_product_id": company.points_reward_product_id.id,
            "coupon_product_id": company.points_coupon_product_id.id,
            "coupons": self._takes_coupons(config),
            "bus_channel": company._points_bus_channel(company.id),
        }

    # ------------------------------------------------------------------
    # Reservations
    # ------------------------------------------------------------------

    @api.model
    def hold(self, config_id, request):
        """Reserve points for an order of this till.

        `request` has uuid (chosen by the till), replaces (the uuid of the reservation
        it changes, or ""), partner_id, program_id, rule_id, order_uuid, points, money,
        and sales_mode_id (the order's preset) where it has one.
        Asking twice with the same uuid reserves once. Returns ok with the seconds to
        live, or a refusal with code, values and message; with the account either way.
        """
        self._check_till(config_id)
        request = check_request(request, HOLD_REQUEST, {"sales_mode_id": 0})
        request["partner_id"] = self._check_partner(request["partner_id"]).id
        return self._in_own_transaction("_hold_once", config_id, request)

    @api.model
    def release(self, config_id, hold_uuids):
        """Free reservations of this till's company; unknown ones can never come later.

        Returns the accounts they belonged to.
        """
        self._check_till(config_id)
        uuids = check_uuids(hold_uuids, "hold_uuids")
        return self._in_own_transaction("_release_once", config_id, uuids)

    @api.model
    def renew(self, config_id, hold_uuids):
        """Give reservations a new time to live: {uuid: seconds, 0 if it has ended}."""
        self._check_till(config_id)
        uuids = check_uuids(hold_uuids, "hold_uuids")
        return self._in_own_transaction("_renew_once", config_id, uuids)

    @api.model
    def _in_own_transaction(self, method, *arguments):
        """Run a private method of this model in a short transaction of its own.

        The account stays locked as briefly as possible, and somebody else's sale on it
        costs a few milliseconds instead of Odoo's replay, which comes after that.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with Registry(self.env.cr.dbname).cursor() as cr:
                    till = self.with_env(self.env(cr=cr))
                    return getattr(till, method)(*arguments)
            except CONCURRENCY_ERRORS:
                if attempt == ATTEMPTS:
                    raise
                _logger.info("points.till.%s is repeated (%s)", method, attempt)
                time.sleep(random.uniform(*WAIT_SECONDS))
        raise AssertionError("unreachable")

    @api.model
    def _hold_once(self, config_id, request):
        """Reserve points in the current transaction; see `hold`."""
        config = self.env["pos.config"].browse(config_id)
        partner = self.env["res.partner"].browse(request["partner_id"])
        program = self.env["points.snapshot"]._till_program(
            config, request["program_id"]
        )
        refusal = self._hold(config, partner, program, request)
        answer = {"ok": refusal is None, "account": None}
        if program:
            answer["account"] = self._account(config, partner, program)
        if refusal is None:
            return {
                **answer,
                "uuid": request["uuid"],
                "points": request["points"],
                "money": request["money"],
                "expires_in": program.hold_minutes * 60,
            }
        return answer | self._refused(refusal, program)

    @api.model
    def _refused(self, refusal, program):
        """What an answer says of a refusal: code, values, and the words to show."""
        messages = self.env["points.refusal.messages"]
        return {
            "code": refusal.code,
            "values": refusal.values,
            "message": messages._message(refusal.code, refusal.values, program),
        }

    @api.model
    def _hold(self, config, partner, program, request):
        """Post the hold; returns a Refusal, or None when the points are reserved."""
        now = fields.Datetime.now()
        if program is None:
            return Refusal("not_running")
        situation = self.env["points.snapshot"]._situation(
            program, now, config.id, request["sales_mode_id"]
        )
        if not program.redeems_on(situation.date):
            return Refusal("not_running")
        rule = program.rule(request["rule_id"])
        if rule is None:
            return Refusal("unknown_rule")
        account = self._account(config, partner, program)
        if account is None:
            return Refusal("no_member")
        if not account["account_id"]:
            return Refusal("not_enrolled")
        if self._replaces_foreign_hold(account, request):
            return Refusal("hold_of_other_order")
        if not self._is_held(account, request):
            member = self._member(account, request)
            refusal = hold_refusal(
                program.engine,
                rule,
                member,
                situation,
                request["points"],
                request["money"],
            )
            if refusal:
                return refusal
        operation = Hold(
            uuid=request["uuid"],
            account_id=account["account_id"],
            points=request["points"],
            money=request["money"],
            currency_id=program.currency_id,
            document_model="pos.order",
            document_uuid=request["order_uuid"],
            document_name=config.display_name,
            redemption_rule_id=rule.id,
            expires_at=now + timedelta(minutes=program.hold_minutes),
            replaces=request["replaces"],
        )
        return self._post(operation)

    @api.model
    def _post(self, operation):
        """Let the ledger write; returns its refusal, or None."""
        try:
            # A cashier may reserve points, but writes no table of the ledger.
            self.sudo().env["points.ledger"]._post([operation])
        except LedgerRefusal as refusal:
            return Refusal(refusal.code, refusal.values)
        return None

    @api.model
    def _is_held(self, account, request):
        """Whether this very hold exists already: the till asks again."""
        return any(hold["uuid"] == request["uuid"] for hold in account["holds"])

    @api.model
    def _replaces_foreign_hold(self, account, request):
        """Whether the reservation to be changed was made for another order."""
        return any(
            hold["uuid"] == request["replaces"]
            and hold["document_uuid"] != request["order_uuid"]
            for hold in account["holds"]
        )

    @api.model
    def _member(self, account, request):
        """The member as the rules see it from this order."""
        own = [
            hold
            for hold in account["holds"]
            if hold["document_uuid"] == request["order_uuid"]
        ]
        others = [hold for hold in own if hold["uuid"] != request["replaces"]]
        return self.env["points.snapshot"]._member_value(
            account,
            own_holds=sum(hold["points"] for hold in own),
            other_holds=sum(hold["points"] for hold in others),
        )

    @api.model
    def _release_once(self, config_id, uuids):
        """Free reservations in the current transaction; see `release`."""
        config = self.env["pos.config"].browse(config_id)
        holds = self._holds_of_company(config, uuids)
        known = {hold.uuid: hold for hold in holds}
        foreign = self._known_elsewhere(uuids, known)
        # A cashier may free points, but writes no table of the ledger.
        ledger = self.sudo().env["points.ledger"]
        ledger._post(
            [
                Release(
                    uuid=uuid,
                    account_id=known[uuid].account_id.id if uuid in known else 0,
                )
                for uuid in uuids
                if uuid not in foreign
            ]
        )
        # A coupon may be shown by anybody: whose points it came from is not told.
        of_points = holds.filtered(lambda hold: not hold.coupon_id)
        accounts = self._accounts_of_records(config, of_points.account_id)
        return {"accounts": accounts}

    @api.model
    def _renew_once(self, config_id, uuids):
        """Renew reservations in the current transaction; see `renew`."""
        config = self.env["pos.config"].browse(config_id)
        now = fields.Datetime.now()
        answer = dict.fromkeys(uuids, 0)
        for hold in self._holds_of_company(config, uuids):
            minutes = (
                self.env["points.snapshot"]
                ._program_by_id(hold.account_id.program_id.id)
                .hold_minutes
            )
            refusal = self._post(
                Renew(
                    uuid=hold.uuid,
                    account_id=hold.account_id.id,
                    expires_at=now + timedelta(minutes=minutes),
                )
            )
            if refusal is None:
                answer[hold.uuid] = minutes * 60
        return answer

    @api.model
    def _holds_of_company(self, config, uuids):
        """Reservations for orders of the till's company, among these uuids."""
        return (
            # What may be freed is decided here, by company and document.
            self.env["points.hold"]
            .sudo()
            .search(
                [
                    ("uuid", "in", uuids),
                    ("company_id", "=", config.company_id.id),
                    ("document_model", "=", "pos.order"),
                ]
            )
        )

    @api.model
    def _known_elsewhere(self, uuids, known):
        """Uuids of reservations that exist but are not this company's to free."""
        holds = self.env["points.hold"].sudo().search([("uuid", "in", uuids)])
        return set(holds.mapped("uuid")) - set(known)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.model
    def _check_till(self, config_id):
        """The point of sale, if this user may sell there; raises AccessError if not."""
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Points at the till are for cashiers only."))
        config = self.env["pos.config"].browse(check_id(config_id, "config_id"))
        config = config.exists()
        config.check_access("read")
        if not config or config.company_id not in self.env.companies:
            raise AccessError(
                self.env._("This point of sale is not one of your company.")
            )
        return config

    @api.model
    def _check_partner(self, partner_id):
        """The contact, if this user may see it; raises AccessError if not."""
        partner = self.env["res.partner"].browse(check_id(partner_id, "partner_id"))
        partner = partner.exists() or self.env["points.merged.contact"]._survivor(
            partner_id
        )
        if not partner:
            raise AccessError(self.env._("This customer does not exist any more."))
        partner.check_access("read")
        return partner
