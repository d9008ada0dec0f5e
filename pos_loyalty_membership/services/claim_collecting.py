"""Who brings a receipt collects its points: once, under the sale's own key.

Nothing that happens at the same time, another claim or a return of the goods, doubles
them: everybody locks the claim and writes it.
"""

from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.earning import earn
from ..engine.values import (
    ENGINE_VERSION,
    Basket,
    Program,
    Refusal,
    is_refusal,
    to_dict,
)
from .ledger_operations import Credit, Source
from .settlement_earning import GENERATION


class PointsClaims(models.AbstractModel):
    _inherit = "points.claims"

    @api.model
    def _collect_code(self, code, partner, companies, through):
        """Collect what a code stands for; see `_collect`."""
        claims = self._lock(
            SQL("code = %s AND company_id = ANY(%s)", code, companies.ids)
        )
        return self._collect(claims, partner, through)

    @api.model
    def _collect_order(self, order, partner, through):
        """Collect what a sale without a member earned; see `_collect`."""
        claims = self._lock(SQL("source_uuid = %s", order.uuid))
        return self._collect(claims, partner, through)

    @api.model
    def _lock(self, condition):
        """The claims of a condition, locked: of two who come at once one comes again.

        Whoever waited finds the row changed, which Odoo answers by starting over.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM points_claim WHERE %s ORDER BY id FOR NO KEY UPDATE",
                condition,
            )
        )
        claims = self.env["points.claim"].sudo().browse([row[0] for row in rows])
        claims.invalidate_recordset()
        return claims

    @api.model
    def _collect(self, claims, partner, through):
        """Give the points of claims of one sale to a contact.

        `claims` are locked and of one document, `through` is "till" or "portal". Where
        several programs offered points, what can be given is given. Returns
        (accounts that got points, None), or (none, Refusal) where nothing was given:
        unknown_code, claim_used, claim_expired, claim_returned, no_member,
        not_enrolled, account_not_open, staff_earns_nothing, claim_gives_nothing.
        """
        accounts = self.env["points.account"].sudo()
        order = self._order_of(claims)
        refusals = [] if claims else [Refusal("unknown_code")]
        for claim in claims:
            account_id, refusal = self._collect_one(claim, order, partner, through)
            if refusal:
                refusals.append(refusal)
            else:
                accounts |= accounts.browse(account_id)
        if not accounts:
            return accounts, refusals[0]
        self._take_back_returned(order)
        claims.company_id._notify_tills(
            "POINTS_CHANGED", {"partner_ids": accounts.partner_id.ids}
        )
        return accounts, None

    @api.model
    def _order_of(self, claims):
        """The sale, without the limits of who collects its points; none if deleted."""
        # The receipt in hand decides who may collect, not the right to read sales.
        orders = self.env["pos.order"].sudo()
        return orders.browse(claims[:1].source_id).exists()

    @api.model
    def _collect_one(self, claim, order, partner, through):
        """Collect one claim: (account id, None) or (0, Refusal)."""
        snapshot = self.env["points.snapshot"].sudo()
        program = snapshot._program_by_id(claim.program_id.id)
        # Whether somebody may be a member is asked of facts a visitor cannot read.
        member = snapshot._member(partner.sudo(), program)
        refusal = self._refusal(claim, order, program, member)
        if refusal:
            return 0, refusal
        account_id, refusal = self._account_of(claim, program, member, through)
        if refusal:
            return 0, refusal
        account = self._account_values(claim, program, member)
        earning = self._earning(claim, account)
        if not earning.points:
            return 0, Refusal("claim_gives_nothing")
        credit = self._credit(claim, account_id, earning)
        welcome = self._welcome(claim, program, member, account)
        posted = self.env["points.ledger"].sudo()._post([credit, *welcome])
        if credit.key not in posted.entries:
            return 0, Refusal("account_not_open")
        self._write_claimed(claim, account_id, through)
        self._note_staff(claim, order, program, member, earning.points)
        return account_id, None

    @api.model
    def _refusal(self, claim, order, program, member):
        """Why a claim cannot be collected by this contact, or None."""
        if claim.account_id or self._has_earned(claim):
            return Refusal("claim_used")
        if claim._is_late():
            return Refusal("claim_expired", {"until": claim.until.isoformat()})
        if order and self._all_returned(order):
            return Refusal("claim_returned")
        if program.state not in ("running", "redeem_only"):
            return Refusal("not_running")
        if not member:
            return Refusal("no_member")
        if program.sales.staff_sales == "never" and self._is_staff(member, order):
            return Refusal("staff_earns_nothing")
        return None

    @api.model
    def _earn_key(self, claim):
        return f"earn:{claim.source_uuid}:{claim.program_id.id}:{GENERATION}"

    @api.model
    def _has_earned(self, claim):
        """Whether the sale got a customer and earned by itself meanwhile."""
        entries = self.env["points.entry"].sudo()
        return bool(entries.search_count([("key", "=", self._earn_key(claim))]))

    @api.model
    def _is_staff(self, member, order):
        return self.env["points.snapshot"].sudo()._is_staff(member, order)

    @api.model
    def _all_returned(self, order):
        """Whether every piece of a sale has come back."""
        back = order.lines.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in ("paid", "done")
        ).grouped("refunded_orderline_id")
        goods = order.lines.filtered(
            lambda line: line.qty > 0 and not line.points_hold_uuid
        )
        return bool(goods) and all(
            -sum(back.get(line, line.browse()).mapped("qty")) >= line.qty
            for line in goods
        )

    @api.model
    def _account_of(self, claim, program, member, through):
        """The contact's account, opened where it may be: (account id, None or Refusal).

        At the till, whoever is named joins by it, as with any sale. In the portal a
        program that takes those enrolled has to let its visitors join.
        """
        ledger = self.env["points.ledger"].sudo()
        key = (program.id, member.id)
        found = ledger._find_accounts([key])
        may_join = program.state == "running" and (
            through == "till"
            or program.member_policy == "everybody"
            or claim.program_id.portal_join
        )
        if key not in found and not may_join:
            return 0, Refusal("not_enrolled")
        if key not in found:
            found = ledger._open_accounts([(*key, through)])
        return found[key], None

    @api.model
    def _account_values(self, claim, program, member):
        """The member's account as the rules look at it on the day of the sale."""
        snapshot = self.env["points.snapshot"].sudo()
        day = claim.local_day.isoformat()
        wanted = (program.id, member.id, day, program.once_a_day_rules())
        return snapshot._accounts_of([wanted])[program.id, member.id]

    @api.model
    def _earning(self, claim, account):
        """What the sale earns for this member by the rules of its own moment."""
        quote = claim.quote
        earning = earn(
            Basket.from_dict(quote["basket"]),
            Program.from_dict(quote["program"]),
            self.env["points.snapshot"].sudo()._member_value(account),
        )
        if is_refusal(earning):
            raise ValueError(f"claim {claim.id} cannot earn: {earning}")
        return earning

    @api.model
    def _welcome(self, claim, program, member, account):
        """The welcome bonus, where this is the first sale of a member: [operation]."""
        basket = Basket.from_dict(claim.quote["basket"])
        if basket.received <= 0:
            return []
        bonuses = self.env["points.bonuses"].sudo()
        keys = bonuses._welcome_keys(
            [program], {program.id: member}, {program.id: account}
        )
        available_on = _day(claim.quote["available_on"])
        sale = (self._source(claim), claim.moment, basket.situation)
        return [
            bonuses._welcome_credit(program, account["id"], key, sale, available_on)
            for key in keys.values()
        ]

    @api.model
    def _source(self, claim):
        return Source(
            model=claim.source_model,
            id=claim.source_id,
            uuid=claim.source_uuid,
            name=claim.source_name or "",
        )

    @api.model
    def _credit(self, claim, account_id, earning):
        """The ledger operation: the sale's own key, moment and dates."""
        quote = claim.quote
        best = max(earning.rules, key=lambda result: result.points)
        known = self.env["points.earning.rule"].sudo().browse(best.rule_id).exists()
        return Credit(
            account_id=account_id,
            kind="earn",
            key=self._earn_key(claim),
            points=earning.points,
            source=self._source(claim),
            moment=claim.moment,
            local_day=claim.local_day,
            earning_rule_id=known.id or 0,
            available_on=_day(quote["available_on"]),
            expires_on=_day(quote["expires_on"]),
            explanation={
                "engine": ENGINE_VERSION,
                "currency_id": claim.program_id.currency_id.id,
                "order_points": earning.order_points,
                "rules": to_dict(earning.rules),
            },
            lines=to_dict(earning.lines),
        )

    @api.model
    def _write_claimed(self, claim, account_id, through):
        self.env.cr.execute(
            SQL(
                """
                UPDATE points_claim
                   SET account_id = %s, claimed_on = %s, claimed_by_id = %s,
                       claimed_through = %s
                 WHERE id = %s
                """,
                account_id,
                fields.Datetime.now(),
                self.env.uid,
                through,
                claim.id,
            )
        )
        claim.invalidate_recordset()

    @api.model
    def _note_staff(self, claim, order, program, member, points):
        """List points that somebody who works here collected, where that is wanted."""
        if program.sales.staff_sales != "flag" or not self._is_staff(member, order):
            return
        settlement = self.env["points.settlement"].sudo()
        values = settlement._staff_claim_values(claim, program, member, points)
        settlement.env["points.review"]._note([values])

    @api.model
    def _take_back_returned(self, order):
        """Take back for what returned before, as the return itself would have done.

        What came back is counted over all returns, so the last one takes it all.
        """
        returns = order.lines.refund_orderline_ids.order_id.filtered(
            lambda refund: refund.state in ("paid", "done")
        )
        if returns:
            self.env["points.settlement"].sudo()._settle(returns.sorted("id")[-1])


def _day(text):
    return date.fromisoformat(text) if text else None
