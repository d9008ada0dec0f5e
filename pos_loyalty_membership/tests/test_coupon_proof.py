"""The proof of coupons: every planted fault is named."""

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .coupon_common import CouponCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestCouponProof(CouponCommon):
    """Every fault planted in coupons and their uses is named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].create({"name": "Another company"})

    def _live(self):
        """One of each movement: used, given back in part, held, turned back."""
        self.used = self._issue()
        self.taken = self._hold_money(self.used, 400)
        use, _posted = self._use(self.taken, 300)
        self._give_back(use, 100)
        self.held = self._hold_money(self.used, 50)
        self.back = self._issue(points=1_000, money=100)
        self._turn_back(self.back)
        self.assertProved()

    def _assert_named(self, change, check):
        with self.cr.savepoint() as savepoint:
            for table in ("points_coupon", "points_coupon_use", "points_hold"):
                self._without_checks(table)
            self.cr.execute("ALTER TABLE points_entry DISABLE TRIGGER USER")
            self.cr.execute(change)
            self.assertTrue(self.cr.rowcount, change)
            faults = self.env["points.proof"]._prove(self.account | self.other)
            self.assertIn(check, {fault.check for fault in faults}, change)
            self.assertTrue(self.env["points.proof"]._as_html(faults))
            savepoint.rollback()

    def test_a_fault_planted_in_coupons_is_named(self):
        self._live()
        one = f"id = {self.used.id}"
        use = "kind = 'use'"
        for change, check in (
            (f"points_coupon SET remaining = 1 WHERE {one}", "coupon_remaining"),
            (f"points_coupon SET value = 6 WHERE {one}", "coupon_remaining"),
            (f"points_coupon SET uuid = 'x' WHERE {one}", "coupon_of_its_entry"),
            (
                f"points_coupon SET entry_id = {self.back.entry_id.id} WHERE {one}",
                "convert_has_its_coupon",
            ),
            (
                "points_coupon SET company_id = (SELECT max(id) FROM res_company) "
                f"WHERE {one}",
                "coupon_of_its_entry",
            ),
            (
                f"points_coupon SET account_id = {self.other.id} WHERE {one}",
                "coupon_hold_of_its_account",
            ),
            (f"points_coupon_use SET money = 4 WHERE {use}", "coupon_remaining"),
            (f"points_coupon_use SET money = 0.5 WHERE {use}", "coupon_given_back"),
            (
                f"points_coupon_use SET hold_uuid = 'x' WHERE {use}",
                "coupon_hold_has_its_use",
            ),
            ("points_coupon_use SET key = 'same'", "coupon_use_once"),
            (
                "points_coupon_use SET kind = 'use' WHERE kind = 'turn_back'",
                "coupon_turned_back",
            ),
            (
                "points_entry SET points = points - 1 "
                f"WHERE reversed_entry_id = {self.back.entry_id.id}",
                "coupon_turned_back",
            ),
            (
                f"points_hold SET money = 1 WHERE uuid = '{self.held}'",
                "coupon_remaining",
            ),
            (
                f"points_hold SET state = 'captured' WHERE uuid = '{self.held}'",
                "coupon_hold_has_its_use",
            ),
        ):
            with self.subTest(change):
                self._assert_named(f"UPDATE {change}", check)

    def test_a_missing_row_of_a_coupon_is_named(self):
        self._live()
        self._assert_named(
            "DELETE FROM points_coupon_use WHERE kind = 'turn_back'",
            "coupon_turned_back",
        )
        self._assert_named(
            "DELETE FROM points_coupon_use WHERE kind = 'give_back'",
            "coupon_remaining",
        )
