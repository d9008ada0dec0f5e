"""What a return will do, said before it is confirmed, is what it does."""

from uuid import uuid4

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from .till_common import TillCommon


class TestTillReturns(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.env["points.till"].with_user(cls.cashier)
        cls.uuid = str(uuid4())

    def _quote(self, lines):
        answer = self.till._quote_return_once(self.config.id, self.uuid, lines)
        return [
            {
                name: figures[name]
                for name in ("member", "taken_back", "given_back", "balance")
            }
            for figures in answer
        ]

    def _asked(self, values):
        """Line values of a return as the till asks about them."""
        return [
            {
                "sold_id": line["refunded_orderline_id"],
                "qty": line["qty"],
                "price_unit": line["price_unit"],
            }
            for line in values
        ]

    def assertKept(self, lines, quoted):
        """Sold for real, the return does what was said."""
        order, answer = self._sync(self._order_values(lines, self.ana, is_refund=True))
        [values] = [each for each in answer["pos.order"] if each["id"] == order.id]
        [figures] = values["_points_receipt"]["lines"]
        self.assertEqual({name: figures[name] for name in quoted}, quoted)

    def test_what_is_said_is_what_happens_and_nothing_is_kept_before(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(
            [self._line(self.espresso, 2), self._line(self.croissant)], 500, 5.0
        )
        goods = order.lines[1]
        [discount] = order.lines.filtered("points_hold_uuid")
        lines = self._return_lines({goods: 1})
        before = self.env["pos.order"].search_count([])
        [quoted] = self._quote(self._asked(lines))
        # 2.50 of 8.50 carried 1.47 of the 5.00.
        lines.append(
            self._line(
                discount.product_id,
                qty=-1,
                price=-1.47,
                points_discount_line_id=discount.id,
            )
        )
        self.assertEqual(quoted["member"], "Ana Ruiz")
        self.assertEqual(quoted["given_back"], 14700)
        self.assertEqual(quoted["balance"], 74300 + 14700 - quoted["taken_back"])
        self.assertPoints(743)
        self.assertEqual(self.env["pos.order"].search_count([]), before)
        self.assertKept(lines, quoted)

    def test_a_debt_is_a_balance_below_zero(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        self._redeem_and_sell([self._line(self.croissant)], 6, 0.06)
        lines = self._return_lines({order.lines: 2})
        [quoted] = self._quote(self._asked(lines))
        self.assertEqual((quoted["taken_back"], quoted["balance"]), (600, -400))
        self.assertKept(lines, quoted)
        self.assertEqual(self._account().debt, 4)

    def test_what_was_returned_before_counts(self):
        order = self._sell([self._line(self.espresso, 3)], self.ana)
        self._sell(self._return_lines({order.lines: 2}), self.ana, is_refund=True)
        [quoted] = self._quote(self._asked(self._return_lines({order.lines: 2})))
        self.assertEqual((quoted["taken_back"], quoted["balance"]), (300, 0))

    def test_a_return_that_is_stored_as_a_draft_counts_once(self):
        order = self._sell([self._line(self.espresso, 3)], self.ana)
        lines = self._return_lines({order.lines: 1})
        draft, _answer = self._sync(
            self._order_values(
                lines, self.ana, uuid=self.uuid, state="draft", is_refund=True, paid=0
            )
        )
        [quoted] = self._quote(self._asked(lines))
        self.assertEqual((quoted["taken_back"], quoted["balance"]), (300, 600))
        self.assertEqual(draft.state, "draft")

    def test_a_sale_without_points_has_nothing_to_say(self):
        order = self._sell([self._line(self.espresso)])
        self.assertEqual(
            self._quote(self._asked(self._return_lines({order.lines: 1}))), []
        )

    def test_lines_of_nobody_knows_what_count_for_nothing(self):
        self.assertEqual(
            self._quote([{"sold_id": 2**30, "qty": -1, "price_unit": 3}]), []
        )
        order = self._sell([self._line(self.espresso)], self.ana)
        company = self.env["res.company"].create({"name": "Other company"})
        self.env.cr.execute(
            "UPDATE pos_order SET company_id = %s WHERE id = %s", [company.id, order.id]
        )
        self.env.invalidate_all()
        self.assertEqual(
            self._quote([{"sold_id": order.lines.id, "qty": -1, "price_unit": 3}]), []
        )

    def test_wrong_arguments_and_other_users_are_refused(self):
        good = {"sold_id": 1, "qty": -1, "price_unit": 3}
        for wrong in (
            None,
            [],
            {},
            [None],
            [{}],
            [{**good, "more": 1}],
            [{**good, "sold_id": "1"}],
            [{**good, "qty": 1}],
            [{**good, "qty": "x"}],
            [{**good, "price_unit": float("nan")}],
            [{**good, "price_unit": float("inf")}],
            [good] * 201,
        ):
            with self.assertRaises(ValidationError):
                self.till.quote_return(self.config.id, self.uuid, wrong)
        user = new_test_user(self.env, "nobody")
        with self.assertRaises(AccessError):
            till = self.env["points.till"].with_user(user)
            till.quote_return(self.config.id, self.uuid, [good])
        with self.assertRaises(ValidationError):
            self.till.quote_return(self.config.id, "x", [good])
