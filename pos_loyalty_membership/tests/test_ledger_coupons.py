"""Coupons in the ledger: issued, held, used, given back and turned back."""

from datetime import datetime

import psycopg2.errors

from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services.ledger_coupon_operations import (
    HoldCoupon,
    IssueCoupon,
    TurnBackCoupon,
)
from ..services.ledger_operations import (
    Capture,
    FallDue,
    Forfeit,
    Release,
    Renew,
    SetState,
)
from .common import day
from .coupon_common import CouponCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestLedgerCoupons(CouponCommon):
    # --------------------------------------------------------------------- issue

    def test_points_become_a_coupon_in_one_posting(self):
        coupon = self._issue()
        self.assertNumbers(50)
        self.assertEqual((coupon.value, coupon.remaining), (5, 5))
        self.assertEqual(coupon.account_id, self.account)
        entry = coupon.entry_id
        self.assertEqual((entry.kind, entry.points), ("convert", -50))
        self.assertEqual(entry.key, f"convert:{coupon.uuid}")
        self.assertProved()

    def test_a_coupon_is_issued_once_however_often_it_is_asked_for(self):
        coupon = self._issue(uuid="one")
        self.assertEqual(self._issue(uuid="one"), coupon)
        self.assertNumbers(50)
        self.assertEqual(self.account.coupon_ids, coupon)

    def test_a_coupon_uuid_with_other_content_is_refused(self):
        self._issue(uuid="one")
        self.assertRefused("key_mismatch", self._issue, money=400, uuid="one")
        self.assertRefused("key_mismatch", self._issue, points=4_000, uuid="one")
        self.assertNumbers(50)

    def test_a_coupon_needs_points_that_are_available(self):
        self._hold(6_000)
        self.assertRefused("not_enough_points", self._issue)
        self.assertNumbers(100, held=60)
        self.assertFalse(self.account.coupon_ids)

    def test_a_blocked_account_converts_nothing(self):
        for state in ("blocked", "left"):
            self._post(SetState(account_id=self.account.id, state=state))
            self.assertRefused("account_not_open", self._issue)
        self.assertNumbers(100)

    def test_a_coupon_without_money_is_a_programming_error(self):
        with self.assertRaises(ValueError):
            self._issue(money=0)

    # ---------------------------------------------------------------------- hold

    def test_held_money_is_not_there_for_another_document(self):
        coupon = self._issue()
        self._hold_money(coupon, 300)
        self.assertEqual(coupon.remaining, 2)
        refusal = self.assertRefused(
            "not_enough_on_coupon", self._hold_money, coupon, 201
        )
        self.assertEqual(refusal.values, {"left": 200, "asked": 201})
        self._hold_money(coupon, 200)
        self.assertEqual(coupon.remaining, 0)
        self.assertNumbers(50)
        self.assertProved()

    def test_a_hold_asked_for_twice_holds_once(self):
        coupon = self._issue()
        self._hold_money(coupon, 300, uuid="h")
        self._hold_money(coupon, 300, uuid="h")
        self.assertEqual(coupon.remaining, 2)
        self.assertRefused("key_mismatch", self._hold_money, coupon, 200, uuid="h")
        self._post(Release(uuid="h"))
        self.assertRefused("hold_not_active", self._hold_money, coupon, 300, uuid="h")

    def test_a_hold_is_changed_by_one_that_replaces_it(self):
        coupon = self._issue()
        self._hold_money(coupon, 300, uuid="a")
        self._hold_money(coupon, 500, uuid="b", replaces="a")
        self.assertEqual(coupon.remaining, 0)
        self.assertRefused(
            "not_enough_on_coupon",
            self._hold_money,
            coupon,
            501,
            uuid="c",
            replaces="b",
        )
        self._post(SetState(account_id=self.account.id, state="blocked"))
        self._hold_money(coupon, 100, uuid="c", replaces="b")
        self.assertEqual(coupon.remaining, 4)
        self.assertProved()

    def test_a_coupon_is_held_until_its_last_day(self):
        coupon = self._issue(valid_until=day("2026-05-10"))
        uuid = self._hold_money(coupon, 100)
        with freeze_time("2026-05-11 00:00:00"):
            self.assertRefused("coupon_expired", self._hold_money, coupon, 100)
            self._use(uuid, 100)
        self.assertEqual(coupon.remaining, 4)

    def test_a_coupon_is_held_in_its_own_currency(self):
        other = self.env["res.currency"].create(
            {"name": "XPT", "symbol": "x", "rounding": 0.01}
        )
        coupon = self._issue()
        self.assertRefused(
            "other_currency", self._hold_money, coupon, 100, currency_id=other.id
        )

    def test_a_coupon_of_a_blocked_account_is_not_held_and_one_of_who_left_is(self):
        coupon = self._issue()
        self._post(SetState(account_id=self.account.id, state="blocked"))
        self.assertRefused("account_not_open", self._hold_money, coupon, 100)
        self._post(SetState(account_id=self.account.id, state="left"))
        self._hold_money(coupon, 100)
        self.assertEqual(coupon.remaining, 4)

    def test_a_coupon_nobody_knows_is_refused(self):
        coupon = self.env["points.coupon"].new(
            {"uuid": "nobody", "currency_id": self.program.currency_id.id}
        )
        self.assertRefused("unknown_coupon", self._hold_money, coupon, 100)
        self.assertRefused("unknown_hold", self._use, "nobody", 100)

    # ----------------------------------------------------------- use and release

    def test_a_use_leaves_the_rest_on_the_coupon(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        use, _posted = self._use(uuid, 350)
        self.assertEqual(coupon.remaining, 1.5)
        self.assertEqual(coupon.use_ids.ids, [use.id])
        self.assertEqual((coupon.use_ids.kind, coupon.use_ids.money), ("use", 3.5))
        self.assertNumbers(50)
        self.assertProved()

    def test_a_use_sent_twice_uses_once(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        use, _posted = self._use(uuid, 400)
        again, _posted = self._use(uuid, 400)
        self.assertEqual((again.id, again.created), (use.id, False))
        self.assertEqual(coupon.remaining, 1)
        self.assertRefused("hold_not_active", self._use, uuid, 400, key="another")

    def test_more_than_was_held_is_not_used(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        self.assertRefused("above_what_was_posted", self._use, uuid, 401)
        self.assertEqual(coupon.remaining, 1)

    def test_a_released_hold_puts_its_money_back(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        self._post(Renew(uuid=uuid, expires_at=datetime(2100, 1, 2)))
        self._post(Release(uuid=uuid))
        self._post(Release(uuid=uuid))
        self.assertEqual(coupon.remaining, 5)
        self.assertProved()

    def test_a_hold_that_timed_out_puts_its_money_back(self):
        coupon = self._issue()
        self._hold_money(coupon, 400, expires_at=datetime(2026, 5, 10, 12, 30))
        self.assertEqual(self.account.next_due, datetime(2026, 5, 10, 12, 30))
        with freeze_time("2026-05-10 12:31:00"):
            self._post(FallDue(account_id=self.account.id))
        self.assertEqual(coupon.remaining, 5)
        self.assertNumbers(50)

    def test_a_late_use_takes_what_is_left_and_says_what_was_missing(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        self._post(Release(uuid=uuid))
        self._use(self._hold_money(coupon, 300), 300)
        use, posted = self._use(uuid, 400)
        self.assertEqual(use.money, 200)
        self.assertEqual(posted.late, {uuid: 200})
        self.assertEqual(coupon.remaining, 0)
        self.assertProved()

    def test_points_are_not_captured_from_a_hold_of_a_coupon(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        capture = Capture(uuid=uuid, points=0, **self._facts(f"redeem:{uuid}"))
        self.assertRefused("unknown_hold", self._post, capture)
        points = self._hold(1_000)
        self.assertRefused("unknown_hold", self._use, points, 100)

    # ----------------------------------------------------------------- give back

    def test_a_refund_puts_money_back_at_most_once(self):
        coupon = self._issue(valid_until=day("2026-05-10"))
        use, _posted = self._use(self._hold_money(coupon, 400), 400)
        with freeze_time("2026-06-01 10:00:00"):
            self._give_back(use, 300, key="reverse:refund:1:0")
            self._give_back(use, 300, key="reverse:refund:1:0")
            self.assertEqual(coupon.remaining, 4)
            self.assertRefused("above_what_was_posted", self._give_back, use, 101)
            self._give_back(use, 100)
        self.assertEqual(coupon.remaining, 5)
        self.assertEqual(coupon.valid_until, day("2026-05-10"))
        self.assertProved()

    def test_only_a_use_is_given_back(self):
        coupon = self._issue()
        use, _posted = self._use(self._hold_money(coupon, 400), 400)
        back = next(iter(self._give_back(use, 100).coupon_uses.values()))
        self.assertRefused("unknown_use", self._give_back, back, 50)

    # ----------------------------------------------------------------- turn back

    def test_an_unused_coupon_becomes_the_lots_it_came_from(self):
        coupon = self._issue()
        self._turn_back(coupon)
        self._turn_back(coupon)
        self.assertNumbers(100)
        lot = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self.assertEqual((lot.remaining, lot.expires_on), (100, day("2026-12-31")))
        self.assertEqual(coupon.remaining, 0)
        self.assertRefused("not_enough_on_coupon", self._hold_money, coupon, 1)
        self.assertRefused("coupon_used", self._turn_back, coupon, key="again")
        self.assertProved()

    def test_a_used_or_held_coupon_is_not_turned_back(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 100)
        self.assertRefused("coupon_used", self._turn_back, coupon)
        use, _posted = self._use(uuid, 100)
        self.assertRefused("coupon_used", self._turn_back, coupon)
        self._give_back(use, 100)
        self._turn_back(coupon)
        self.assertNumbers(100)
        self.assertProved()

    def test_an_expired_coupon_is_not_turned_back(self):
        coupon = self._issue(valid_until=day("2026-05-10"))
        with freeze_time("2026-05-11 08:00:00"):
            self.assertRefused("coupon_expired", self._turn_back, coupon)

    def test_the_coupon_of_who_left_is_not_lost_by_turning_it_back(self):
        coupon = self._issue()
        self._post(SetState(account_id=self.account.id, state="left"))
        self.assertRefused("account_not_open", self._turn_back, coupon)
        self.assertEqual(coupon.remaining, 5)

    def test_another_entry_does_not_turn_a_coupon_back(self):
        coupon, second = self._issue(), self._issue(points=1_000)
        operation = TurnBackCoupon(
            coupon_uuid=coupon.uuid, entry_id=second.entry_id.id, **self._facts()
        )
        self.assertRefused("unknown_coupon", self._post, operation)

    # ------------------------------------------------------------------- account

    def test_leaving_forfeits_points_and_not_coupons(self):
        coupon = self._issue()
        uuid = self._hold_money(coupon, 400)
        self._post(Forfeit(account_id=self.account.id, **self._facts()))
        self.assertNumbers(0)
        self.assertEqual(coupon.remaining, 1)
        self._use(uuid, 400)
        self.assertProved()

    def test_a_merge_moves_coupons_and_what_is_held_of_them(self):
        coupon, used = self._issue(), self._issue(points=1_000, money=100)
        uuid = self._hold_money(coupon, 400)
        late = self._hold_money(used, 100)
        self._post(Release(uuid=late))
        self._merge()
        self.assertEqual((coupon | used).account_id, self.other)
        self.assertProved()
        use, _posted = self._use(uuid, 400)
        self._use(late, 100)
        self.assertEqual((coupon.remaining, used.remaining), (1, 0))
        self._give_back(use, 400)
        self._turn_back(coupon)
        self.assertNumbers(90, account=self.other)
        self.assertNumbers(0)
        self.assertProved()

    def test_points_captured_late_after_a_merge_are_taken_from_the_target(self):
        uuid = self._hold(4_000)
        self._post(Release(uuid=uuid))
        self._merge()
        posted = self._post(
            Capture(uuid=uuid, points=4_000, **self._facts(f"redeem:{uuid}"))
        )
        self.assertEqual(posted.late, {uuid: 0})
        self.assertNumbers(60, account=self.other)
        self.assertProved()

    def test_a_hold_of_somebody_else_is_not_captured(self):
        self._credit(5_000, account=self.other)
        uuid = self._hold(4_000)
        capture = Capture(
            uuid=uuid, points=4_000, account_id=self.other.id, **self._facts()
        )
        self.assertRefused("unknown_hold", self._post, capture)
        self.assertNumbers(50, account=self.other)

    # ---------------------------------------------------------------- protection

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_to_change_uses_and_overdrawn_coupons(self):
        coupon = self._issue()
        self._use(self._hold_money(coupon, 400), 400)
        for statement, error in (
            ("UPDATE points_coupon_use SET money = 1", "RestrictViolation"),
            ("DELETE FROM points_coupon_use", "RestrictViolation"),
            ("TRUNCATE points_coupon_use CASCADE", "RestrictViolation"),
            ("UPDATE points_coupon SET remaining = -1", "CheckViolation"),
            ("UPDATE points_coupon SET remaining = 6", "CheckViolation"),
        ):
            with (
                self.subTest(statement),
                self.assertRaises(getattr(psycopg2.errors, error)),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_several_coupons_and_members_in_one_posting(self):
        self._credit(3_000, account=self.other)
        coupon = self._issue()
        currency = self.program.currency_id.id
        facts = self._facts("convert:second")
        posted = self.ledger._post(
            [
                IssueCoupon(
                    account_id=self.other.id,
                    coupon_uuid="second",
                    points=1_000,
                    money=100,
                    currency_id=currency,
                    **facts,
                ),
                HoldCoupon(
                    uuid="h",
                    coupon_uuid=coupon.uuid,
                    money=500,
                    currency_id=currency,
                    document_model="pos.order",
                    document_uuid="o",
                    expires_at=datetime(2100, 1, 1),
                ),
                FallDue(account_id=self.other.id),
            ]
        )
        left = {uuid: one.left for uuid, one in posted.coupons.items()}
        self.assertEqual(left, {"second": 100, coupon.uuid: 0})
        self.assertProved()
