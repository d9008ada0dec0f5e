"""Credit notes of a till's invoice beside returns at the till: one sale, two doors."""

from odoo.exceptions import UserError

from .invoice_common import InvoiceCommon
from .withheld_common import WithheldCommon


class TestInvoiceOfOrders(WithheldCommon, InvoiceCommon):
    """Ana buys the café's 8.50 at the till, with 500 points or a coupon of 5.00."""

    def setUp(self):
        super().setUp()
        self.before = self._account().balance

    def _sold(self, points=500):
        """An invoiced order, with points or with the coupon; returns (order, move)."""
        if points:
            order, _hold = self._redeem_and_sell(
                self._cafe_lines(), points, points / 100
            )
        else:
            order, _hold = self._sell_with_coupon(5.0, partner=self.ana)
        order.action_pos_order_invoice()
        return order, order.account_move

    def _part(self, move, keep, discount):
        """A credit note of some products' lines with so much of the discount."""
        note = self._credit_note(move, post=False)
        for line in note.invoice_line_ids:
            if line.product_id in self.company._points_products():
                line.price_unit = -discount
            elif line.product_id not in keep:
                line.unlink()
        if not discount:
            note.invoice_line_ids.filtered(lambda line: not line.price_unit).unlink()
        note.action_post()
        return note

    # ------------------------------------------------------------- points and money

    def test_a_full_credit_note_gives_back_and_takes_back_all(self):
        order, move = self._sold()
        self.assertEqual(self._account().balance, self.before - 500 + 3)
        note = self._credit_note(move)
        self.assertEqual(note.amount_total, 3.5)
        self.assertPoints(self.before)
        self.assertFalse(self._reviews(order))
        self.assertProved()

    def test_partial_credit_notes_add_up(self):
        _order, move = self._sold()
        self._part(move, self.croissant, 1.47)
        self.assertPoints(self.before - 500 + 3 + 147)
        self._part(move, self.espresso, 3.53)
        self.assertPoints(self.before)
        self.assertProved()

    def test_without_its_discount_a_credit_note_gives_no_points_back(self):
        _order, move = self._sold()
        self._part(move, self.espresso | self.croissant, 0)
        self.assertPoints(self.before - 500)

    def test_reset_and_posted_again_and_again_it_counts_once(self):
        _order, move = self._sold()
        note = self._credit_note(move)
        for _time in range(3):
            note.button_draft()
            self.assertPoints(self.before - 500 + 3)
            note.action_post()
            self.assertPoints(self.before)
        self.assertProved()

    def test_a_credit_note_of_a_credit_note_restores_the_sale(self):
        _order, move = self._sold()
        again = self._credit_note(self._credit_note(move))
        self.assertEqual(again.move_type, "out_invoice")
        self.assertPoints(self.before - 500 + 3)
        self.assertProved()

    # ----------------------------------------------------------------- both doors

    def test_a_return_at_the_till_after_a_reset_credit_note_takes_everything(self):
        order, move = self._sold()
        self._credit_note(move).button_draft()
        refund = self._return_at_till(order)
        self.assertEqual((refund.points_earned, refund.points_redeemed), (-3, -500))
        self.assertPoints(self.before)
        self.assertProved()

    def test_a_return_at_the_till_after_a_credited_credit_note_takes_everything(self):
        order, move = self._sold()
        self._credit_note(self._credit_note(move))
        self._return_at_till(order)
        self.assertPoints(self.before)
        self.assertProved()

    def test_returns_in_parts_after_a_partly_undone_credit_note(self):
        order, move = self._sold()
        first = self._part(move, self.espresso, 3.53)
        self._part(move, self.croissant, 1.47)
        self.assertPoints(self.before)
        first.button_draft()
        self.assertPoints(self.before - 353 + 2)
        self._return_at_till(order)
        self.assertPoints(self.before)
        self.assertProved()

    def test_one_sale_returned_through_both_doors_is_reversed_once(self):
        order, move = self._sold()
        self._return_at_till(order)
        self.assertPoints(self.before)
        self._credit_note(move)
        self.assertPoints(self.before)
        self.assertProved()
        order, move = self._sold()
        self._credit_note(move)
        refund = self._return_at_till(order)
        self.assertFalse(refund.points_entry_ids)
        self.assertPoints(self.before)
        self.assertProved()

    def test_half_at_the_till_and_the_rest_by_credit_note(self):
        order, move = self._sold()
        self._return_at_till(order, {self._goods_of(order)[0]: 2})
        self._part(move, self.croissant, 1.47)
        # Each door rounds down what it takes back of 3 points: 2 there, 0 of 0.88 here.
        self.assertPoints(self.before + 1)
        self.assertProved()

    # -------------------------------------------------------------------- coupons

    def test_a_credit_note_gives_the_coupon_back(self):
        _order, move = self._sold(points=0)
        self.assertLeft(0)
        self._credit_note(move)
        self.assertLeft(5.0)

    def test_partial_credit_notes_give_the_coupon_its_part_back(self):
        _order, move = self._sold(points=0)
        self._part(move, self.croissant, 1.47)
        self.assertLeft(1.47)
        note = self._part(move, self.espresso, 3.53)
        self.assertLeft(5.0)
        note.button_draft()
        self.assertLeft(1.47)
        note.action_post()
        self.assertLeft(5.0)

    def test_a_credit_note_of_a_credit_note_takes_the_coupon_again(self):
        _order, move = self._sold(points=0)
        self._credit_note(self._credit_note(move))
        self.assertLeft(0)

    def test_a_return_at_the_till_after_a_reset_gives_the_coupon_back_once(self):
        order, move = self._sold(points=0)
        note = self._credit_note(move)
        note.button_draft()
        self.assertLeft(0)
        self._return_at_till(order)
        self.assertLeft(5.0)
        note.action_post()
        self.assertLeft(5.0)

    def test_a_coupon_through_both_doors_comes_back_once(self):
        order, move = self._sold(points=0)
        self._return_at_till(order, {self._goods_of(order)[1]: 1})
        self.assertLeft(1.47)
        self._credit_note(move)
        self.assertLeft(5.0)
        self._return_at_till(order, {self._goods_of(order)[0]: 2})
        self.assertLeft(5.0)

    # ---------------------------------------------------- one invoice of many orders

    def test_one_invoice_of_several_orders_reverses_each_order(self):
        self.before = self._give(200).balance
        orders = [
            self._redeem_and_sell(self._cafe_lines(), points, points / 100)[0]
            for points in (500, 200)
        ]
        orders = orders[0] | orders[1]
        self.assertEqual(self._account().balance, self.before - 700 + 3 + 6)
        orders._generate_pos_order_invoice()
        move = orders.account_move
        self.assertEqual(len(move), 1)
        self.assertEqual(move.amount_total, 10.0)
        note = self._credit_note(move)
        self.assertEqual(note.amount_total, 10.0)
        self.assertPoints(self.before)
        note.button_draft()
        self.assertPoints(self.before - 700 + 9)
        for order in orders:
            self._return_at_till(order)
        self.assertPoints(self.before)
        self.assertProved()

    def test_the_invoice_of_a_return_moves_nothing_a_second_time(self):
        order, _move = self._sold()
        refund = self._return_at_till(order, to_invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertEqual(refund.account_move.amount_total, 3.5)
        self.assertPoints(self.before)
        self.assertProved()

    def test_a_duplicate_of_a_tills_invoice_gives_no_discount_for_nothing(self):
        for points in (500, 0):
            _order, move = self._sold(points)
            copy = move.copy()
            self.assertEqual(copy.amount_total, 8.5)
            self.assertEqual(len(copy.invoice_line_ids), 2)

    def test_a_modified_tills_invoice_starts_over_without_the_discount(self):
        _order, move = self._sold()
        note_and_draft = self._credit_note(move, modify=True)
        draft = note_and_draft.filtered(lambda each: each.state == "draft")
        self.assertEqual(draft.amount_total, 8.5)
        self.assertPoints(self.before)
        draft.action_post()
        self.assertPoints(self.before + 8)

    def test_a_discount_written_by_hand_is_not_posted(self):
        for product in self.company._points_products():
            move = self._invoice(
                [(self.espresso, 3, 3.0, None), (product, 1, -5.0, None)]
            )
            with self.assertRaisesRegex(UserError, "nothing is reserved"):
                move.action_post()
            self.assertEqual(move.state, "draft")
        self.assertPoints(self.before)
