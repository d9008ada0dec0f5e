"""What expires soon stands on the receipt, and is the same on a reprint."""

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .expiry_common import ExpiryCommon, run_job


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestReceiptExpiry(ExpiryCommon):
    def _printed(self, order):
        """What the receipt says of expiry, now and on a reprint, which agree."""
        [line] = self.env["points.receipt"]._receipts(order)[order.id]["lines"]
        self.env.cr.cache.clear()
        [again] = self.env["points.receipt"]._receipts(order)[order.id]["lines"]
        self.assertEqual(line, again)
        return line.get("expiring")

    def _order(self, price=100.0, moment="2026-05-10 12:00:00"):
        lines = [self._line(self.espresso, price=price)]
        return self._sell(lines, self.ana, date_order=moment)

    def test_points_that_end_soon_are_on_the_receipt(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self.assertEqual(
            self._printed(self._order()), {"date": "2026-06-09", "points": 10_000}
        )

    def test_points_of_the_same_day_are_one_sum(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._order(20.0)
        self.assertEqual(self._printed(self._order())["points"], 12_000)

    def test_points_that_end_later_or_never_are_not(self):
        self.assertIsNone(self._printed(self._order()))
        self.program.write({"expiry_mode": "days", "expiry_number": 61})
        self.assertIsNone(self._printed(self._order()))

    def test_the_receipt_of_a_redemption_says_what_it_left(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._order()
        with self._at("2026-05-11 12:00:00"):
            order = self._sell_points(60)
            self.assertEqual(
                self._printed(order), {"date": "2026-06-09", "points": 4_000}
            )

    def test_a_reprint_says_what_was_true_then(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        order = self._order()
        said = self._printed(order)
        with self._at("2026-06-10 12:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 0)
            self.assertEqual(self._printed(order), said)

    def test_a_sale_moves_points_that_end_with_inactivity(self):
        self._inactive_after_six_months()
        self._order()
        with self._at("2026-10-01 12:00:00"):
            self.program.write({"expiry_mode": "days", "expiry_number": 50})
            order = self._order(10.0, moment="2026-10-01 12:00:00")
            # The first 100 points live until April now; the 10 new ones do not.
            self.assertEqual(
                self._printed(order), {"date": "2026-11-20", "points": 1_000}
            )

    def test_points_that_a_late_sale_brought_back_are_not_said_to_be_given_back(self):
        self._inactive_after_six_months()
        self._order()
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
        with self._at("2026-11-12 08:00:00"):
            self.till_session.start_at = "2026-05-01 08:00:00"
            order = self._order(50.0, moment="2026-11-09 18:00:00")
            self.assertIsNone(self._printed(order))
