"""The ledger's write paths, one posting at a time: credit, debit and hold."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Credit, Hold, Release, Renew
from .common import day
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsLedger(LedgerCommon):
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
