"""A paid order becomes entries: what it earned, redeemed, takes back and gives back.

Called by `pos.order.action_pos_order_paid`, in the order's own transaction. It reads
what the order really is (`points.snapshot`), asks the engine, and has the ledger write.
It may run twice for one order; keys make the second run change nothing. It never stops
a sale that was paid: what goes wrong is noted for the manager and settled later.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from .ledger_entries import KeyTaken
from .ledger_locks import Locked
from .ledger_operations import Source

_logger = logging.getLogger(__name__)

# Odoo replays a request on these; they are never handled here.
CONCURRENCY_ERRORS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    ConcurrencyError,
)


@dataclass(slots=True)
class Sale:
    """What settlement knows of one order; read once, before anything is decided.

    `amounts` are the order's lines as LineAmounts, `members` contacts by program id,
    `holds` the reservations its lines name by uuid, `rewards` their
    program ids and the kinds of their rules,
    `partners` and `account_programs` contact and program ids by account id, `accounts`
    what was read of the members' accounts by program id (None: not yet), `claims` what
    the receipt offers to collect where the sale named nobody, `link_versions` those of
    members' links by account id, where they were read. `has_holds` says whether
    anything is reserved for it, None where nobody looked. `locked` is what was locked
    when the accounts were read, None: nothing. `situations` are when and where it was,
    by program id, once somebody asked. `taken_for_new` says that nobody looks whether
    it is in the log already.
    """

    order: object
    source: Source
    programs: tuple
    amounts: list
    moment: datetime
    believed: bool
    members: dict = field(default_factory=dict)
    holds: dict = field(default_factory=dict)
    rewards: dict = field(default_factory=dict)
    partners: dict = field(default_factory=dict)
    account_programs: dict = field(default_factory=dict)
    accounts: dict | None = None
    claims: list = field(default_factory=list)
    link_versions: dict = field(default_factory=dict)
    has_holds: bool | None = None
    locked: Locked | None = None
    situations: dict = field(default_factory=dict)
    taken_for_new: bool = False

    def lines_of(self, kind):
        """The order's lines of one kind."""
        return [amount for amount in self.amounts if amount.kind == kind]

    def know_account(self, account_id, partner_id, program_id):
        """Remember whose account this is."""
        self.partners[account_id] = partner_id
        self.account_programs[account_id] = program_id


@dataclass(slots=True)
class Plan:
    """What is to be written: ledger operations, and reviews for the manager."""

    operations: list = field(default_factory=list)
    reviews: list = field(default_factory=list)


class PointsSettlement(models.AbstractModel):
    _name = "points.settlement"
    _description = "Settlement of points"

    @api.model
    def _settle_order(self, order):
        """Settle a paid order, whatever happens; returns nothing.

        Runs in one savepoint. Concurrency errors propagate, since Odoo repeats the
        request on them; after any other failure the order stays paid and unsettled.
        """
        if not self._concerns_points(order):
            self.env["points.receipt"]._remember_nothing(order)
            return
        try:
            self._settle_guarded(order)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            _logger.exception("The points of order %s could not be settled", order.uuid)
            self._note_unsettled(order)

    @api.model
    def _settle_guarded(self, order):
        """Settle one order in a savepoint, or raise with nothing of it left.

        Nearly every order comes once: whether it is in the log already is not asked
        before the log itself refuses its key, and then it is settled again.
        """
        self.env.flush_all()
        try:
            changed = self._settle_in_savepoint(order, taken_for_new=True)
        except KeyTaken:
            changed = self._settle_in_savepoint(order, taken_for_new=False)
        if changed:
            self._tell_tills(order.company_id, changed)

    @api.model
    def _settle_in_savepoint(self, order, taken_for_new):
        """Settle one order, all of it or nothing; everything else has been flushed.

        Odoo's own flushing savepoint would also send the bus messages of the request
        in several pieces, and drop those waiting when it fails.
        """
        try:
            with self.env.cr.savepoint(flush=False):
                changed = self._settle(order, taken_for_new)
                self.env.flush_all()
        except Exception:
            # Everything else was flushed: what the cache holds now was rolled back.
            self.env.clear()
            raise
        return changed

    @api.model
    def _concerns_points(self, order):
        """Whether this order can move points at all, without asking the database."""
        programs = self.env["points.snapshot"]._till_programs(order.config_id)
        if order.partner_id and programs:
            return True
        if any(
            line.points_hold_uuid
            or line.refunded_orderline_id
            or line.points_discount_line_id
            or line.points_tier_percent
            for line in order.lines
        ):
            return True
        return order.pricelist_id.id in self._tier_pricelist_ids(programs)

    @api.model
    def _settle(self, order, taken_for_new=False):
        """Settle one order or raise; returns the contacts whose points changed.

        Raises `KeyTaken` where one that is `taken_for_new` was settled before.
        """
        # The cashier may not write the ledger: settlement decides, not the user.
        order = order.sudo().with_company(order.company_id)
        settlement = self.with_env(order.env)
        sale = settlement._read_sale(order)
        sale.taken_for_new = taken_for_new
        plan = Plan()
        settlement._plan_redemptions(sale, plan)
        settlement._plan_reversals(sale, plan)
        settlement._plan_earning(sale, plan)
        settlement._plan_forgotten(sale, plan)
        settlement._plan_notes(sale, plan)
        settlement._plan_benefits(sale, plan)
        posted = None
        if plan.operations:
            posted = settlement.env["points.ledger"]._post(plan.operations, sale.locked)
            plan.reviews += settlement._late_reviews(sale, posted)
        if plan.reviews:
            settlement.env["points.review"]._note(plan.reviews)
        settlement.env["points.receipt"]._remember(sale, plan, posted)
        return settlement._changed_partners(sale, posted) if posted else []

    @api.model
    def _changed_partners(self, sale, posted):
        """Ids of the contacts whose points a posting moved.

        A reversal posts on the account its own was merged into, which nobody met yet.
        """
        changed = {
            entry.account_id for entry in posted.entries.values() if entry.created
        }
        unknown = changed - sale.partners.keys()
        partners = self.env["points.account"].browse(unknown).partner_id.ids
        return sorted({*partners, *(sale.partners[one] for one in changed - unknown)})

    @api.model
    def _read_sale(self, order):
        snapshot = self.env["points.snapshot"]
        programs = snapshot._till_programs(order.config_id)
        moment, believed = snapshot._order_moment(order, fields.Datetime.now())
        sale = Sale(
            order=order,
            source=Source(
                model="pos.order", id=order.id, uuid=order.uuid, name=order.name
            ),
            programs=programs,
            amounts=snapshot._line_amounts(order),
            moment=moment,
            believed=believed,
        )
        for program in programs:
            member = snapshot._member(order.partner_id, program)
            if member:
                sale.members[program.id] = member
        self._read_holds(sale)
        return sale

    @api.model
    def _plan_notes(self, sale, plan):
        """Reviews about the sale itself, not about one redemption."""
        if plan.operations and not sale.believed:
            plan.reviews.append(self._review_values(sale, "moment"))
        if sale.members and sale.lines_of("return"):
            plan.reviews.append(self._review_values(sale, "unlinked_return"))

    # ------------------------------------------------------------------
    # What could not be settled
    # ------------------------------------------------------------------

    @api.model
    def _note_unsettled(self, order):
        """Leave a review from which a job settles the order later."""
        order = order.sudo()
        source = Source(
            model="pos.order", id=order.id, uuid=order.uuid, name=order.name
        )
        settlement = self.with_env(order.env)
        settlement.env["points.review"]._note(
            [settlement._unsettled_values(order, source)]
        )

    @api.model
    def _cron_settle_unsettled(self):
        """Settle what could not be settled when it was paid, under the same keys."""
        reviews = self.env["points.review"].search(
            [
                ("kind", "=", "unsettled"),
                ("state", "=", "open"),
                ("source_model", "in", ["pos.order", "account.move"]),
            ],
            order="id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(reviews))
        for review in reviews:
            self._settle_again(review)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _settle_document(self, document):
        """Settle an order that could not be settled when it was paid, or raise."""
        self._settle_guarded(document)

    @api.model
    def _settle_again(self, review):
        """Try one unsettled document again; closes its review when that works."""
        order = self.env[review.source_model].browse(review.source_id).exists()
        try:
            if order:
                self._settle_document(order)
        except CONCURRENCY_ERRORS:
            # Somebody else is moving these accounts: the next run tries again.
            _logger.info("Order of review %s is being used, tried later", review.id)
        except Exception:
            _logger.exception("Order of review %s could not be settled", review.id)
        else:
            review.write(
                {
                    "state": "closed",
                    "closed_on": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                    "note": self._settled_later_note(order),
                }
            )
