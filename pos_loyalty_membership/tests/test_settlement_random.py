"""A customer's life at the till, at random, against a model of a few lines.

Everything goes the way a till goes: points are reserved by `points.till`, orders are
sent to `sync_from_ui`, some of them twice, some late. What an order is worth is
computed here anew; what the ledger should make of it is the ledger's own model.

`make test` plays some sequences; POINTS_SOAK_SALES asks for more steps. The seed is
printed: POINTS_SEED plays the same again.
"""

import copy
import os
import random
from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services.ledger_operations import Credit, FallDue, Source
from .ledger_model_paths import CompleteLedgerModel
from .seeds import SEED, say_seed
from .till_common import TillCommon

STEPS = int(os.environ.get("POINTS_SOAK_SALES") or 120)
SEQUENCE = 15
HOLD_MINUTES = 30
# (how often, what)
LIFE = [
    (6, "sell"),
    (6, "redeem"),
    (6, "refund"),
    (2, "gift"),
    (2, "leave_an_order"),
    (2, "delete_an_order"),
    (2, "pay_after_the_time_out"),
    (2, "forget_a_discount"),
    (2, "collect_a_receipt"),
    (3, "send_again"),
    (3, "settle_again"),
    (3, "pass_days"),
]


class Sold:
    """One order as the model remembers it; money in cents, points in hundredths."""

    def __init__(self, values, quantity, price, discount, earned, spent):
        self.values, self.uuid = values, values["uuid"]
        self.quantity, self.price, self.discount = quantity, price, discount
        self.earned, self.spent = earned, spent
        self.back = self.taken = 0
        self.discount_back = False


class Life:
    """One sequence of steps of one customer, on the records and on the model."""

    def __init__(self, test, rng):
        self.test, self.rng, self.env = test, rng, test.env
        self.now = fields.Datetime.now().replace(hour=10) + timedelta(days=1)
        self.clock = freeze_time(self.now)
        self.frozen = self.clock.start()
        self.model = CompleteLedgerModel(1, "UTC", 0, self.now)
        self.member = self.env["res.partner"].create({"name": "Ana at random"})
        opened = self.env["points.ledger"]._open_accounts(
            [(test.program.id, self.member.id, "back_office")]
        )
        self.account = self.env["points.account"].browse(opened.values())
        self.sold, self.sent, self.paid, self.played = [], [], 0, []

    def step(self):
        """Play one step, then compare everything."""
        names = [name for often, name in LIFE for _time in range(often)]
        name = self.rng.choice(names)
        self.played.append(name)
        getattr(self, name)()
        self.compare(name)

    def compare(self, name):
        """The numbers are the model's, the money adds up, the proof is clean."""
        account, test = self.account, self.test
        self.env.invalidate_all()
        stored = (account.live, account.waiting, account.held, account.debt)
        expected = tuple(number / 100 for number in self.model.numbers(0))
        test.assertEqual(stored, expected, f"after {self.played}")
        orders = self.env["pos.order"].search([("partner_id", "=", self.member.id)])
        test.assertEqual(round(sum(orders.mapped("amount_total")) * 100), self.paid)
        test.assertEqual(self.env["points.proof"]._prove(account), [], name)

    # --------------------------------------------------------------------- steps

    def sell(self):
        """A sale of some espressos."""
        self._pay(str(uuid4()), self._goods())

    def redeem(self):
        """Points are reserved, the order is paid."""
        uuid, line = str(uuid4()), self._goods()
        hold = self._reserve(uuid, line)
        self._pay(uuid, line, hold)

    def pay_after_the_time_out(self):
        """Paid without connection after the time was over; the discount was given."""
        uuid, line = str(uuid4()), self._goods()
        hold = self._reserve(uuid, line)
        self._move(minutes=HOLD_MINUTES + 1)
        if self.rng.random() < 0.5:
            self.redeem()
        self._pay(uuid, line, hold)

    def leave_an_order(self):
        """Points are reserved, and the order is left: the till gives them back."""
        hold = self._reserve(str(uuid4()), self._goods())
        if hold:
            till = self.env["points.till"].with_user(self.test.cashier)
            till._release_once(self.test.config.id, [hold[0]])
            self._post({"do": "release", "uuid": hold[0]})

    def delete_an_order(self):
        """An order with reserved points is stored unpaid, and cancelled."""
        uuid, line = str(uuid4()), self._goods()
        hold = self._reserve(uuid, line)
        order = self._send(self._values(uuid, line, hold, paid=0, state="draft"))
        order.with_user(self.test.cashier).action_pos_order_cancel()
        order.partner_id = False
        if hold:
            self._post({"do": "release", "uuid": hold[0]})

    def forget_a_discount(self):
        """Points are reserved, the discount is taken off again, nobody says so."""
        uuid, line = str(uuid4()), self._goods()
        hold = self._reserve(uuid, line)
        self._pay(uuid, line, forgotten=hold)

    def collect_a_receipt(self):
        """A sale that named nobody, given to the member at once or a day later."""
        uuid, line = str(uuid4()), self._goods()
        values = self._values(uuid, line, None, partner_id=False)
        order = self._send(values)
        self._move(minutes=60 * 24 * self.rng.choice([0, 1]))
        till = self.env["points.till"].with_user(self.test.cashier)
        answer = till._claim_order_once(self.test.config.id, order.id, self.member.id)
        self.test.assertTrue(answer["ok"], answer)
        self._remember_sale(uuid, line, values, None, [])

    def refund(self):
        """Some of an earlier order comes back, with its discount or without."""
        left = [one for one in self.sold if one.back < one.quantity]
        if not left:
            return
        sold = self.rng.choice(left)
        count = self.rng.randint(1, sold.quantity - sold.back)
        with_discount = bool(
            sold.discount and not sold.discount_back and self.rng.random() < 0.6
        )
        self._send_refund(sold, count, with_discount)

    def gift(self):
        """Points that end in a few days."""
        points = self.rng.randrange(100, 2_000) * 100
        key, end = f"import:random:{uuid4()}", self._today() + timedelta(days=3)
        moment = {"moment": self.now, "local_day": self._today()}
        gift = {"kind": "import", "points": points, "key": key, "expires_on": end}
        source = Source(model="res.partner", id=self.member.id)
        credit = Credit(account_id=self.account.id, source=source, **gift, **moment)
        self.env["points.ledger"]._post([credit])
        self._post({"do": "credit", "account": 0, "available_on": None, **gift})

    def send_again(self):
        """The answer was lost: the till sends an order, or a refund, once more."""
        if self.sent:
            self._send(self.rng.choice(self.sent))

    def settle_again(self):
        """An order, or a refund, is settled once more: it is in the log already."""
        if self.sent:
            uuid = self.rng.choice(self.sent)["uuid"]
            order = self.env["pos.order"].search([("uuid", "=", uuid)])
            self.env["points.settlement"]._settle_order(order)

    def pass_days(self):
        """Days go by; the job lets points end."""
        self._move(minutes=60 * 24 * self.rng.choice([1, 2, 5]))
        self.env["points.ledger"]._post([FallDue(account_id=self.account.id)])
        self._post({"do": "fall_due", "account": 0})

    # ------------------------------------------------------------------- helpers

    def _today(self):
        return self.now.date()

    def _move(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.frozen.move_to(self.now)
        self.model.now = self.now

    def _post(self, *operations):
        self.model.post([op for op in operations if op])

    def _goods(self):
        """(quantity, price in cents)"""
        return self.rng.randint(1, 4), self.rng.choice([300, 250, 199, 1_999])

    def _usable(self):
        """(available, debt) once everything that is overdue has ended."""
        model = copy.deepcopy(self.model)
        model.post([{"do": "fall_due", "account": 0}])
        return model.available(0), model.numbers(0)[3]

    def _reserve(self, uuid, line):
        """Reserve points for an order: (hold uuid, cents), or None if refused."""
        quantity, price = line
        available, debt = self._usable()
        most = min(quantity * price, available // 100 + 5)
        cents = self.rng.randint(1, max(1, most))
        request = self.test._hold_request(uuid, cents, cents / 100)
        request["partner_id"] = self.member.id
        till = self.env["points.till"].with_user(self.test.cashier)
        answer = till._hold_once(self.test.config.id, request)
        fits = available >= cents * 100 and not debt
        self.test.assertEqual(answer["ok"], fits, answer)
        if not fits:
            return None
        end = self.now + timedelta(minutes=HOLD_MINUTES)
        self._post(
            {
                "do": "place_hold",
                "uuid": request["uuid"],
                "account": 0,
                "points": cents * 100,
                "expires_at": end,
                "document": "pos.order",
                "replaces": "",
            }
        )
        return request["uuid"], cents

    def _values(self, uuid, line, hold, **values):
        quantity, price = line
        test = self.test
        lines = [test._line(test.espresso, quantity, price=price / 100)]
        if hold:
            lines += test._discount_lines(lines, hold[1] / 100, hold[0])
        return test._order_values(lines, self.member, uuid=uuid, **values)

    def _send(self, values):
        with mute_logger("odoo.addons.point_of_sale.models.pos_order"):
            return self.test._sync({**values})[0]

    def _pay(self, uuid, line, hold=None, forgotten=None):
        """Send a paid order; a reservation that no line of it names is freed."""
        quantity, price = line
        values = self._values(uuid, line, hold)
        order = self._send(values)
        total = quantity * price - (hold[1] if hold else 0)
        self.test.assertEqual(round(order.amount_total * 100), total)
        freed = [{"do": "release", "uuid": forgotten[0]}] if forgotten else []
        self._remember_sale(uuid, line, values, hold, freed)
        self.sent.append(values)

    def _remember_sale(self, uuid, line, values, hold, others):
        """The model earns what was paid, in whole points, and spends what was used."""
        quantity, price = line
        discount = hold[1] if hold else 0
        total = quantity * price - discount
        earned = total // 100 * 100
        operations = []
        if hold:
            key = f"redeem:{hold[0]}"
            capture = {"do": "capture", "uuid": hold[0], "points": discount * 100}
            operations.append({**capture, "key": key})
        if earned:
            operations.append(
                {
                    "do": "credit",
                    "account": 0,
                    "kind": "earn",
                    "points": earned,
                    "key": f"earn:{uuid}",
                    "available_on": None,
                    "expires_on": None,
                }
            )
        self._post(*operations, *others)
        self.paid += total
        spent = hold and f"redeem:{hold[0]}"
        self.sold.append(Sold(values, quantity, price, discount, earned, spent))

    def _send_refund(self, sold, count, with_discount):
        """Points back and taken: what the formula of RULES.md says, in whole points."""
        order = self.env["pos.order"].search([("uuid", "=", sold.uuid)])
        goods = order.lines.filtered(lambda line: not line.points_hold_uuid)
        returned = [(goods, count)]
        if with_discount:
            returned.append((order.lines - goods, 1))
        lines = [
            self.test._line(
                line.product_id,
                qty=-quantity,
                price=line.price_unit,
                tax_ids=[Command.set([])],
                refunded_orderline_id=line.id,
            )
            for line, quantity in returned
        ]
        values = self.test._order_values(lines, self.member, is_refund=True)
        self._send(values)
        sold.back += count
        due = sold.earned // 100 * sold.back // sold.quantity * 100 - sold.taken
        sold.taken += due
        operations = []
        if with_discount:
            sold.discount_back = True
            back = {"do": "reverse_debit", "entry": sold.spent}
            points = sold.discount * 100
            operations.append({**back, "points": points, "key": f"back:{uuid4()}"})
        if due:
            back = {"do": "reverse_credit", "entry": f"earn:{sold.uuid}"}
            operations.append({**back, "points": due, "key": f"back:{uuid4()}"})
        if operations:
            self._post(*operations)
        self.paid -= count * sold.price - (sold.discount if with_discount else 0)
        self.sent.append(values)


class TestSettlementRandom(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.claim_days = 14

    def test_lives_at_random_agree_with_the_model_and_the_money_adds_up(self):
        for current in range(SEED, SEED + max(1, STEPS // SEQUENCE)):
            say_seed(self, current)
            with self.subTest(POINTS_SEED=current), self.cr.savepoint():
                life = Life(self, random.Random(current))
                try:
                    for _step in range(SEQUENCE):
                        life.step()
                finally:
                    life.clock.stop()
