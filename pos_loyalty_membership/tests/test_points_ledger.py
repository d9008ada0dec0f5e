"""The ledger's write paths, one posting at a time."""

from datetime import datetime
from uuid import uuid4

from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services.ledger_operations import (
    Capture,
    Credit,
    Hold,
    Release,
    Renew,
    ReverseCredit,
    ReverseDebit,
)
from .common import PointsCommon, day


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsLedger(PointsCommon):
    def _capture(self, uuid, points, key=None):
        operation = Capture(
            uuid=uuid, points=points, **self._facts(key or f"redeem:{uuid}")
        )
        return self.ledger._post([operation])

    def _reverse(self, kind, entry_id, points, key=None):
        operation = kind(
            entry_id=entry_id, points=points, **self._facts(key or f"test:{uuid4()}")
        )
        return self.ledger._post([operation])

    def _only_entry(self, posted):
        [entry] = posted.entries.values()
        return entry

    def _lots(self, account=None):
        return self.env["points.lot"].search(
            [("account_id", "=", (account or self.account).id)], order="id"
        )

    # ------------------------------------------------------------------ accounts

    def test_opening_an_account_twice_gives_the_same_account(self):
        again = self._open_account(self.program, self.ana)
        self.assertEqual(again, self.account)
        self.assertEqual(again.company_id, self.company)
        self.assertNumbers(0)

    # -------------------------------------------------------------------- credit

    def test_a_credit_makes_an_entry_and_a_lot_and_raises_the_balance(self):
        posted = self._credit(10_000, expires_on=day("2027-05-31"))
        entry = self.env["points.entry"].browse(self._only_entry(posted).id)
        self.assertEqual((entry.kind, entry.points), ("earn", 100))
        self.assertEqual(entry.program_id, self.program)
        lot = self._lots()
        self.assertEqual((lot.points, lot.remaining, lot.waiting), (100, 100, False))
        self.assertEqual(lot.expires_on, day("2027-05-31"))
        self.assertEqual(self.account.next_due, datetime(2027, 6, 1))
        self.assertNumbers(100)

    def test_the_same_key_is_posted_once_and_answers_the_first_entry(self):
        first = self._only_entry(self._credit(10_000, key="earn:one"))
        second = self._only_entry(self._credit(99_999, key="earn:one"))
        self.assertEqual(second.id, first.id)
        self.assertFalse(second.created)
        self.assertNumbers(100)

    def test_other_content_under_a_key_the_caller_chose_is_an_error(self):
        self._credit(10_000, kind="adjust", key="adjust:one")
        self.assertRefused(
            "key_mismatch", self._credit, 20_000, kind="adjust", key="adjust:one"
        )
        self.assertNumbers(100)

    def test_a_blocked_account_earns_nothing_and_the_posting_goes_on(self):
        self.account.state = "blocked"
        other = self._open_account(
            self.program, self.env["res.partner"].create({"name": "Bo"})
        )
        posted = self.ledger._post(
            [
                Credit(
                    account_id=account.id,
                    kind="earn",
                    points=500,
                    **self._facts(f"earn:{account.id}"),
                )
                for account in self.account | other
            ]
        )
        self.assertEqual(list(posted.refusals), [f"earn:{self.account.id}"])
        self.assertNumbers(0)
        self.assertNumbers(5, account=other)

    def test_negative_points_and_a_key_twice_are_programming_errors(self):
        with self.assertRaises(ValueError):
            self._credit(-1)
        with self.assertRaises(ValueError):
            self.ledger._post(
                [
                    Credit(
                        account_id=self.account.id,
                        kind="earn",
                        points=1,
                        **self._facts("twice"),
                    )
                    for _time in range(2)
                ]
            )

    # --------------------------------------------------------------------- debit

    def test_a_debit_takes_the_lot_that_expires_first(self):
        self._credit(10_000)
        self._credit(10_000, expires_on=day("2026-12-31"))
        self._credit(10_000, expires_on=day("2026-08-31"))
        self._debit(15_000)
        self.assertEqual(self._lots().mapped("remaining"), [100, 50, 0])
        self.assertNumbers(150)

    def test_a_debit_above_what_is_available_is_refused_and_changes_nothing(self):
        self._credit(10_000)
        self._hold(6_000)
        refusal = self.assertRefused("not_enough_points", self._debit, 4_001)
        self.assertEqual(refusal.values, {"available": 4_000, "asked": 4_001})
        self.assertNumbers(100, held=60)

    # ---------------------------------------------------------------------- hold

    def test_a_hold_reserves_points_and_a_capture_takes_them(self):
        self._credit(124_000)
        uuid = self._hold(50_000)
        self.assertNumbers(1240, held=500)
        self._capture(uuid, 50_000)
        self.assertNumbers(740)
        hold = self.env["points.hold"].search([("uuid", "=", uuid)])
        self.assertEqual((hold.state, hold.points, hold.money), ("captured", 500, 5))

    def test_a_capture_of_less_frees_the_rest(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self._capture(uuid, 2_000)
        self.assertNumbers(80)

    def test_a_capture_of_more_than_was_held_is_refused(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self.assertRefused("above_what_was_posted", self._capture, uuid, 6_001)
        self.assertNumbers(100, held=60)

    def test_a_capture_sent_twice_takes_the_points_once(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        first = self._only_entry(self._capture(uuid, 6_000))
        second = self._only_entry(self._capture(uuid, 6_000))
        self.assertEqual((first.id, second.created), (second.id, False))
        self.assertNumbers(40)

    def test_points_reserved_elsewhere_cannot_be_reserved_again(self):
        self._credit(10_000)
        self._hold(6_000)
        self.assertRefused("not_enough_points", self._hold, 5_000)
        self.assertNumbers(100, held=60)

    def test_a_hold_repeated_under_its_uuid_reserves_once(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self._hold(6_000, uuid=uuid)
        self.assertNumbers(100, held=60)
        self.assertRefused("key_mismatch", self._hold, 5_000, uuid=uuid)

    def test_a_hold_replaces_another_in_one_write(self):
        self._credit(10_000)
        old = self._hold(6_000)
        new = self._hold(9_000, replaces=old)
        self.assertNumbers(100, held=90)
        self.assertRefused("not_enough_points", self._hold, 10_001, replaces=new)
        self.assertNumbers(100, held=90)
        self._hold(1_000, replaces=new)
        self.assertNumbers(100, held=10)

    def test_lowering_a_hold_is_not_refused_on_a_blocked_account(self):
        self._credit(10_000)
        old = self._hold(6_000)
        self.account.state = "blocked"
        new = self._hold(2_000, replaces=old)
        self.assertNumbers(100, held=20)
        self.assertRefused("account_not_open", self._hold, 3_000, replaces=new)
        self.assertRefused("account_not_open", self._hold, 1)

    def test_a_released_hold_frees_its_points_once(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self.ledger._post([Release(uuid=uuid)])
        self.ledger._post([Release(uuid=uuid)])
        self.assertNumbers(100)

    def test_a_hold_that_arrives_after_its_release_is_refused(self):
        self._credit(10_000)
        uuid = str(uuid4())
        self.ledger._post([Release(uuid=uuid)])
        self.assertRefused("hold_not_active", self._hold, 6_000, uuid=uuid)
        self.assertNumbers(100)

    def test_a_hold_under_the_uuid_of_another_member_is_refused(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        other = self._open_account(
            self.program, self.env["res.partner"].create({"name": "Bo"})
        )
        self._credit(10_000, account=other)
        self.assertRefused("key_mismatch", self._hold, 6_000, account=other, uuid=uuid)
        self.assertNumbers(100, account=other)

    def test_a_hold_is_renewed_only_while_it_is_active(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        later = datetime(2026, 5, 10, 13)
        self.ledger._post([Renew(uuid=uuid, expires_at=later)])
        hold = self.env["points.hold"].search([("uuid", "=", uuid)])
        self.assertEqual(hold.expires_at, later)
        self.ledger._post([Release(uuid=uuid)])
        self.assertRefused(
            "hold_not_active", self.ledger._post, [Renew(uuid=uuid, expires_at=later)]
        )
        self.assertRefused(
            "unknown_hold", self.ledger._post, [Renew(uuid="none", expires_at=later)]
        )

    def test_a_hold_that_timed_out_ends_at_the_next_posting(self):
        self._credit(10_000)
        self._hold(6_000, expires_at=datetime(2026, 5, 10, 12, 30))
        self.assertEqual(self.account.next_due, datetime(2026, 5, 10, 12, 30))
        with freeze_time("2026-05-10 12:31:00"):
            self._hold(10_000)
        self.assertNumbers(100, held=100)
        states = self.env["points.hold"].search(
            [("account_id", "=", self.account.id)], order="id"
        )
        self.assertEqual(states.mapped("state"), ["expired", "held"])

    # -------------------------------------------------------------- late capture

    def test_a_discount_given_after_the_hold_ended_takes_the_points_late(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self.ledger._post([Release(uuid=uuid)])
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 0})
        self.assertNumbers(40)

    def test_a_late_capture_takes_free_then_waiting_points_and_owes_the_rest(self):
        self._credit(3_000)
        self._credit(7_000, available_on=day("2026-05-20"))
        self.assertNumbers(100, waiting=70)
        uuid = self._late_hold(6_000)
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 0})
        self.assertNumbers(40, waiting=40)
        uuid = self._late_hold(6_000)
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 2_000})
        self.assertNumbers(0, debt=20)

    def _late_hold(self, points):
        """A hold of another time, released before its order was paid."""
        extra = self._credit(points, key=f"test:{uuid4()}")
        uuid = self._hold(points)
        self.ledger._post([Release(uuid=uuid)])
        self._reverse(ReverseCredit, self._only_entry(extra).id, points)
        return uuid

    # ------------------------------------------------------------------- reverse

    def test_reversing_an_earning_that_is_partly_reserved_leaves_a_debt(self):
        """The worked states of docs/ledger.md."""
        earned = self._only_entry(self._credit(10_000))
        uuid = self._hold(6_000)
        self._reverse(ReverseCredit, earned.id, 10_000)
        self.assertNumbers(60, held=60, debt=60)
        with self.cr.savepoint() as savepoint:
            self._capture(uuid, 4_000)
            self.env.invalidate_all()
            self.assertNumbers(0, debt=40)
            savepoint.rollback()
        self.env.invalidate_all()
        self.ledger._post([Release(uuid=uuid)])
        self.assertNumbers(0)

    def test_new_points_settle_a_debt_even_when_they_wait(self):
        self._make_debt(4_000)
        self._credit(10_000, available_on=day("2026-05-20"))
        self.assertNumbers(60, waiting=60)
        self.assertFalse(
            self.env["points.entry"].search(
                [("account_id", "=", self.account.id), ("unallocated", ">", 0)]
            )
        )

    def _make_debt(self, points):
        earned = self._only_entry(self._credit(points))
        self._debit(points)
        self._reverse(ReverseCredit, earned.id, points)
        self.assertNumbers(0, debt=points / 100)

    def test_a_member_in_debt_cannot_reserve_points(self):
        self._make_debt(4_000)
        self.assertRefused("in_debt", self._hold, 1)

    def test_reversing_an_earning_takes_its_own_lot_first(self):
        self._credit(10_000, expires_on=day("2026-06-30"))
        earned = self._only_entry(self._credit(10_000))
        self._reverse(ReverseCredit, earned.id, 4_000)
        self.assertEqual(self._lots().mapped("remaining"), [100, 60])

    def test_an_entry_is_never_reversed_beyond_its_points(self):
        earned = self._only_entry(self._credit(10_000))
        self._reverse(ReverseCredit, earned.id, 6_000)
        self.assertRefused(
            "above_what_was_posted", self._reverse, ReverseCredit, earned.id, 4_001
        )
        self.assertRefused("unknown_entry", self._reverse, ReverseCredit, 0, 1)
        self.assertNumbers(40)

    def test_what_expired_counts_as_taken_back(self):
        earned = self._only_entry(self._credit(10_000, expires_on=day("2026-05-15")))
        self._credit(5_000)
        with freeze_time("2026-05-16 00:00:01"):
            self._reverse(ReverseCredit, earned.id, 8_000)
            self.assertNumbers(50)
            self._reverse(ReverseCredit, earned.id, 2_000)
            self.assertNumbers(50)
            self.assertRefused(
                "above_what_was_posted", self._reverse, ReverseCredit, earned.id, 1
            )

    def test_reversing_a_redemption_fills_the_lots_it_came_from(self):
        self._credit(3_000, expires_on=day("2026-06-30"))
        self._credit(7_000)
        uuid = self._hold(5_000)
        redeemed = self._only_entry(self._capture(uuid, 5_000))
        self.assertEqual(self._lots().mapped("remaining"), [0, 50])
        self._reverse(ReverseDebit, redeemed.id, 2_500)
        self.assertEqual(self._lots().mapped("remaining"), [5, 70])
        self._reverse(ReverseDebit, redeemed.id, 2_500)
        self.assertEqual(self._lots().mapped("remaining"), [30, 70])
        self.assertRefused(
            "above_what_was_posted", self._reverse, ReverseDebit, redeemed.id, 1
        )
        self.assertNumbers(100)

    def test_restored_points_pay_a_debt_first(self):
        self._credit(5_000)
        uuid = self._hold(5_000)
        redeemed = self._only_entry(self._capture(uuid, 5_000))
        self._make_debt(3_000)
        self._reverse(ReverseDebit, redeemed.id, 5_000)
        self.assertNumbers(20)

    def test_giving_back_a_debit_cancels_what_is_owed_for_it(self):
        uuid = self._late_hold(6_000)
        redeemed = self._only_entry(self._capture(uuid, 6_000))
        self.assertNumbers(0, debt=60)
        self._reverse(ReverseDebit, redeemed.id, 2_000)
        self.assertNumbers(0, debt=40)
        self._reverse(ReverseDebit, redeemed.id, 4_000)
        self.assertNumbers(0)

    def test_restored_points_that_are_overdue_expire_again_by_an_entry(self):
        self._credit(10_000, expires_on=day("2026-05-15"))
        uuid = self._hold(10_000)
        redeemed = self._only_entry(self._capture(uuid, 10_000))
        with freeze_time("2026-05-20 08:00:00"):
            self._reverse(ReverseDebit, redeemed.id, 10_000)
        self.assertNumbers(0)
        last = self.env["points.entry"].search(
            [("account_id", "=", self.account.id)], order="id desc", limit=1
        )
        self.assertEqual((last.kind, last.points), ("expire", -100))
        self.assertEqual(last.key, f"expire:{self._lots().id}:0")

    # ----------------------------------------------------------------- falls due

    def test_a_waiting_lot_is_usable_from_its_day_on(self):
        self._credit(10_000, available_on=day("2026-05-20"))
        self.assertRefused("not_enough_points", self._hold, 1)
        with freeze_time("2026-05-20 00:00:00"):
            self._hold(10_000)
        self.assertNumbers(100, held=100)

    def test_an_overdue_lot_expires_at_the_next_posting_except_what_is_reserved(self):
        """Expire 100 under hold 60: 60 stay until the hold ends."""
        self._credit(10_000, expires_on=day("2026-05-15"))
        uuid = self._hold(6_000)
        with freeze_time("2026-05-16 00:00:00"):
            self._credit(100)
            self.assertNumbers(61, held=60)
            self.ledger._post([Release(uuid=uuid)])
        self.assertNumbers(1)

    def test_the_day_of_expiry_is_counted_in_the_time_zone_of_the_program(self):
        self.program.tz = "America/New_York"
        self._credit(10_000, expires_on=day("2026-05-15"))
        self.assertEqual(self.account.next_due, datetime(2026, 5, 16, 4))
        with freeze_time("2026-05-16 03:59:59"):
            self._credit(100)
            self.assertNumbers(101)
        with freeze_time("2026-05-16 04:00:00"):
            self._credit(100)
        self.assertNumbers(2)

    # ------------------------------------------------------------------- batches

    def test_one_posting_of_many_accounts_takes_a_fixed_number_of_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(40)]
        )
        accounts = self.env["points.account"].union(
            *[self._open_account(self.program, partner) for partner in partners]
        )
        self.env.flush_all()
        for chunk in (accounts[:1], accounts):
            operations = [
                Credit(
                    account_id=account.id,
                    kind="earn",
                    points=100,
                    **self._facts(),
                )
                for account in chunk
            ]
            with self.assertQueryCount(4):
                self.ledger._post(operations)

    def test_a_refusal_in_one_operation_writes_nothing_of_the_others(self):
        self._credit(10_000)
        with self.assertRaises(Exception):  # noqa: B017 the code is tested above
            self.ledger._post(
                [
                    Credit(
                        account_id=self.account.id,
                        kind="earn",
                        points=100,
                        **self._facts("earn:x"),
                    ),
                    Hold(
                        uuid="too-much",
                        account_id=self.account.id,
                        points=99_999,
                        money=0,
                        currency_id=self.company.currency_id.id,
                        document_model="pos.order",
                        document_uuid="d",
                        redemption_rule_id=self.program.redemption_rule_ids.id,
                        expires_at=datetime(2100, 1, 1),
                    ),
                ]
            )
        self.assertNumbers(100)
        self.assertFalse(self.env["points.entry"].search([("key", "=", "earn:x")]))


@tagged("post_install", "-at_install")
class TestLogIsAppendOnly(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._credit(10_000)
        cls._debit(4_000)
        cls.entry = cls.env["points.entry"].search(
            [("account_id", "=", cls.account.id)], limit=1
        )
        cls.allocation = cls.env["points.allocation"].search(
            [("entry_id.account_id", "=", cls.account.id)], limit=1
        )

    def test_the_orm_refuses_to_create_change_or_delete_ledger_rows(self):
        lot = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self._hold(100)
        hold = self.env["points.hold"].search([("account_id", "=", self.account.id)])
        for record in (self.entry, self.allocation, lot, hold):
            with self.assertRaises(UserError):
                record.write({"points": 1})
            with self.assertRaises(UserError):
                record.unlink()
            with self.assertRaises(UserError):
                record.create({"points": 1})
        with self.assertRaises(UserError):
            self.account.write({"live": 1})
        with self.assertRaises(UserError):
            self.account.unlink()
        with self.assertRaises(UserError):
            self.account.create({"partner_id": self.ana.id})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_update_delete_and_truncate_of_the_log(self):
        statements = [
            "UPDATE points_entry SET points = points + 1",
            "UPDATE points_entry SET key = 'x' || key",
            "DELETE FROM points_entry",
            "TRUNCATE points_entry CASCADE",
            "UPDATE points_allocation SET points = 1",
            "DELETE FROM points_allocation",
            "TRUNCATE points_allocation CASCADE",
        ]
        for statement in statements:
            with (
                self.subTest(statement),
                self.assertRaises(errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_the_database_lets_technical_columns_be_cleared(self):
        self.cr.execute("UPDATE points_entry SET create_uid = NULL, write_uid = NULL")
        self.cr.execute("UPDATE points_allocation SET create_uid = NULL")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_impossible_numbers_of_an_account(self):
        for change in (
            "live = -1, balance = -1",
            "held = live + 1",
            "balance = live + 1",
            "debt = 5, balance = live - 5",
        ):
            with (
                self.subTest(change),
                self.assertRaises(errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"UPDATE points_account SET {change} WHERE id = %s",  # noqa: S608
                    [self.account.id],
                )

    def test_contacts_and_users_in_the_log_can_be_archived(self):
        user = self.env["res.users"].create({"name": "U", "login": "points-u"})
        self.ledger.with_user(user)._post(
            [
                Credit(
                    account_id=self.account.id,
                    kind="earn",
                    points=100,
                    **self._facts("by-user"),
                )
            ]
        )
        user.active = False
        self.ana.active = False
        entry = self.env["points.entry"].search([("key", "=", "by-user")])
        self.assertEqual(entry.user_id, user)
        self.assertEqual(entry.account_id.partner_id, self.ana)
