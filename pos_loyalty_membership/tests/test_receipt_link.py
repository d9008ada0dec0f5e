"""The member's personal link on receipts, where the program prints it."""

from .till_common import TillCommon


class TestReceiptLink(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.portal_link_receipt = True

    def _printed(self, order):
        """The link on the receipt of a sale, the same as on a reprint."""
        receipts = self.env["points.receipt"].sudo()
        [line] = receipts._receipts(order)[order.id]["lines"]
        self.env.cr.cache.clear()
        [again] = receipts._receipts(order)[order.id]["lines"]
        self.assertEqual(line["link"], again["link"])
        return line["link"]

    def _shown(self, link):
        """The account that an address shows."""
        return self.env["points.account"]._account_of_link(link.rpartition("/")[2])

    def _croissant(self):
        return [self._line(self.croissant)]

    def test_a_receipt_carries_the_page_of_its_member(self):
        order = self._sell(self._croissant(), self.ana)
        link = self._printed(order)
        account = order.points_entry_ids.account_id
        self.assertEqual(self._shown(link), account)
        self.assertEqual(link, account.sudo().personal_link)

    def test_a_sale_that_only_redeems_carries_it_too(self):
        self._give(1000)
        order, _hold = self._redeem_and_sell(self._croissant(), 250, 2.5)
        self.assertEqual(order.points_earned, 0)
        self.assertEqual(
            self._shown(self._printed(order)), order.points_entry_ids.account_id
        )

    def test_a_link_made_anew_is_the_one_that_is_printed(self):
        first = self._printed(self._sell(self._croissant(), self.ana))
        account = self._shown(first)
        account.sudo().action_renew_link()
        second = self._printed(self._sell(self._croissant(), self.ana))
        self.assertNotEqual(first, second)
        self.assertFalse(self._shown(first))
        self.assertEqual(self._shown(second), account)

    def test_nothing_is_printed_unless_the_program_says_so(self):
        for settings in (
            {"portal_link_receipt": False},
            {"portal_link_receipt": True, "portal_link": False},
            {"portal_link": True, "portal_shown": False},
        ):
            self.program.write(settings)
            order = self._sell(self._croissant(), self.ana)
            self.assertEqual(self._printed(order), "", settings)

    def test_the_receipt_of_a_return_carries_none(self):
        order = self._sell(self._croissant(), self.ana)
        [sold] = order.lines
        back = self._line(self.croissant, -1, refunded_orderline_id=sold.id)
        refund = self._sell([back], self.ana)
        self.assertEqual(refund.points_earned, -2)
        self.assertEqual(self._printed(refund), "")

    def test_printing_costs_a_sale_that_earns_no_query(self):
        self._sell(self._croissant(), self.ana)
        counted = []
        for printed in (False, True):
            self.program.portal_link_receipt = printed
            self._sell(self._croissant(), self.ana)
            before = self.env.cr.sql_log_count
            self._sell(self._croissant(), self.ana)
            counted.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counted[0], counted[1])
