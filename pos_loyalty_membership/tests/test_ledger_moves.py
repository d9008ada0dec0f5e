"""Write paths that close, move or reopen what others posted."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import (
    Capture,
    FallDue,
    Forfeit,
    Hold,
    Merge,
    Release,
    Reopen,
    ReverseCredit,
    ReverseDebit,
    SetState,
    Source,
    Transfer,
    WriteOff,
)
from .common import PointsCommon, day


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestLedgerMoves(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})
        cls.other = cls._open_account(cls.program, cls.bo)

    def _post(self, kind, key=None, **values):
        operation = kind(**values, **self._facts(key or f"test:{uuid4()}"))
        return self.ledger._post([operation])

    def _entry(self, posted):
        [entry] = posted.entries.values()
        return entry

    def _redeem(self, points, account=None):
        uuid = self._hold(points, account=account)
        return self._entry(
            self._post(Capture, f"redeem:{uuid}", uuid=uuid, points=points)
        )

    def _debt(self, points, account=None):
        earned = self._entry(self._credit(points, account=account))
        spent = self._entry(self._debit(points, account=account))
        self._post(ReverseCredit, entry_id=earned.id, points=points)
        return spent

    def _lots(self, account):
        return self.env["points.lot"].search(
            [("account_id", "=", account.id), ("remaining", ">", 0)], order="id"
        )

    def _merge(self):
        self._post(
            Merge,
            f"merge:{self.account.id}",
            account_id=self.account.id,
            target_id=self.other.id,
        )

    # ----------------------------------------------------------------- write-off

    def test_a_debt_is_written_off_by_an_entry(self):
        self._debt(4_000)
        self._post(WriteOff, account_id=self.account.id, points=3_000)
        self.assertNumbers(0, debt=10)
        self.assertRefused(
            "above_the_debt",
            self._post,
            WriteOff,
            account_id=self.account.id,
            points=1_001,
        )
        self.assertNumbers(0, debt=10)

    def test_what_was_written_off_of_a_redemption_does_not_come_back(self):
        self._credit(2_000)
        uuid = self._hold(2_000)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(2_000)
        redeemed = self._entry(self._post(Capture, uuid=uuid, points=2_000))
        self.assertNumbers(0, debt=20)
        self._post(WriteOff, account_id=self.account.id, points=1_500)
        self._post(ReverseDebit, entry_id=redeemed.id, points=2_000)
        self.assertNumbers(0)
        self.assertRefused(
            "above_what_was_posted",
            self._post,
            ReverseDebit,
            entry_id=redeemed.id,
            points=1,
        )

    # ------------------------------------------------------------------- forfeit

    def test_a_member_who_leaves_forfeits_every_point(self):
        self._credit(3_000)
        self._credit(7_000, available_on=day("2026-05-20"))
        forfeited = self._entry(
            self._post(
                Forfeit, f"forfeit:{self.account.id}:0", account_id=self.account.id
            )
        )
        self.assertEqual(forfeited.points, -10_000)
        self.assertNumbers(0)
        self._post(ReverseDebit, entry_id=forfeited.id, points=10_000)
        self.assertNumbers(100, waiting=70)

    def test_points_a_till_holds_are_not_forfeited(self):
        self._credit(10_000)
        self._hold(6_000)
        self.assertRefused(
            "held_by_a_till", self._post, Forfeit, account_id=self.account.id
        )
        self.assertNumbers(100, held=60)

    def test_points_a_draft_holds_are_forfeited_with_the_rest(self):
        self._credit(10_000)
        hold = Hold(
            uuid="invoice",
            account_id=self.account.id,
            points=6_000,
            money=60,
            currency_id=self.program.currency_id.id,
            document_model="account.move",
            document_uuid="move",
            redemption_rule_id=self.program.redemption_rule_ids.id,
            expires_at=datetime(2100, 1, 1),
        )
        self.ledger._post([hold])
        self._post(Forfeit, account_id=self.account.id)
        self.assertNumbers(0)
        state = self.env["points.hold"].search([("uuid", "=", "invoice")]).state
        self.assertEqual(state, "released")

    def test_what_comes_back_to_a_member_who_left_is_forfeited_at_once(self):
        self._credit(10_000)
        redeemed = self._redeem(6_000)
        self._post(Forfeit, account_id=self.account.id)
        self.ledger._post([SetState(account_id=self.account.id, state="left")])
        self._post(ReverseDebit, entry_id=redeemed.id, points=6_000)
        self.assertNumbers(0)
        last = self.env["points.entry"].search(
            [("account_id", "=", self.account.id)], order="id desc", limit=1
        )
        self.assertEqual((last.kind, last.points), ("forfeit", -60))
        self.assertEqual(last.key, f"forfeit:{self.account.id}:1")

    def test_a_sale_paid_after_the_member_left_earns_nothing(self):
        self.ledger._post([SetState(account_id=self.account.id, state="left")])
        posted = self._credit(1_000)
        self.assertEqual(len(posted.refusals), 1)
        self.assertNumbers(0)

    # -------------------------------------------------------------------- reopen

    def _reopen(self, entry, points, uuid="again"):
        return self._post(
            Reopen,
            entry_id=entry.id,
            points=points,
            uuid=uuid,
            money=points // 100,
            currency_id=self.program.currency_id.id,
            document_model="account.move",
            document_uuid="move",
            redemption_rule_id=self.program.redemption_rule_ids.id,
            expires_at=datetime(2100, 1, 1),
        )

    def test_a_reopened_capture_is_a_hold_again(self):
        self._credit(10_000)
        redeemed = self._redeem(6_000)
        posted = self._reopen(redeemed, 6_000)
        self.assertEqual(posted.reopened, {"again": 6_000})
        self.assertNumbers(100, held=60)
        self._post(Capture, "redeem:again", uuid="again", points=6_000)
        self.assertNumbers(40)

    def test_a_reopened_late_capture_holds_only_what_its_lots_gave(self):
        self._credit(4_000)
        uuid = self._hold(4_000)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(1_000)
        redeemed = self._entry(self._post(Capture, uuid=uuid, points=4_000))
        self.assertNumbers(0, debt=10)
        posted = self._reopen(redeemed, 4_000)
        self.assertEqual(posted.reopened, {"again": 3_000})
        self.assertNumbers(30, held=30)

    def test_a_capture_is_reopened_once(self):
        self._credit(10_000)
        redeemed = self._redeem(6_000)
        self._reopen(redeemed, 6_000)
        self.assertRefused(
            "above_what_was_posted", self._reopen, redeemed, 1, uuid="third"
        )
        self.assertNumbers(100, held=60)

    # --------------------------------------------------------------------- grace

    def test_restored_points_live_for_the_days_of_grace(self):
        self.program.grace_days = 7
        self._credit(10_000, expires_on=day("2026-05-15"))
        redeemed = self._redeem(10_000)
        with freeze_time("2026-05-20 08:00:00"):
            posted = self._post(ReverseDebit, entry_id=redeemed.id, points=10_000)
            self.assertNumbers(100)
        lot = self._lots(self.account)
        self.assertEqual(lot.expires_on, day("2026-05-26"))
        entry = self.env["points.entry"].browse(self._entry(posted).id)
        self.assertEqual(entry.explanation["grace"], {str(lot.id): "2026-05-26"})
        with freeze_time("2026-05-27 00:00:00"):
            self.ledger._post([FallDue(account_id=self.account.id)])
        self.assertNumbers(0)

    # ------------------------------------------------------------------ transfer

    def _transfer(self, points, uuid="gift"):
        return self._post(
            Transfer,
            f"transfer:{uuid}",
            account_id=self.account.id,
            target_id=self.other.id,
            points=points,
        )

    @classmethod
    def _facts(cls, key=None, **values):
        facts = super()._facts(key, **values)
        if key and key.startswith("transfer:"):
            uuid = key.removeprefix("transfer:")
            facts["source"] = Source(model="points.account", uuid=uuid)
        return facts

    def test_points_are_transferred_with_their_dates(self):
        self._credit(3_000, expires_on=day("2026-06-30"))
        self._credit(7_000)
        self._transfer(5_000)
        self.assertNumbers(50)
        self.assertNumbers(50, account=self.other)
        self.assertEqual(
            self._lots(self.other).mapped(lambda lot: (lot.remaining, lot.expires_on)),
            [(30, day("2026-06-30")), (20, False)],
        )

    def test_points_that_wait_or_are_reserved_are_not_transferred(self):
        self._credit(10_000)
        self._credit(5_000, available_on=day("2026-05-20"))
        self._hold(6_000)
        self.assertRefused("not_enough_points", self._transfer, 4_001)
        self._transfer(4_000)
        self.assertNumbers(110, waiting=50, held=60)
        self.assertNumbers(40, account=self.other)

    def test_a_transfer_sent_twice_moves_once(self):
        self._credit(10_000)
        self._transfer(5_000)
        self._transfer(5_000)
        self.assertNumbers(50)
        self.assertNumbers(50, account=self.other)

    def test_a_transfer_is_refused_where_points_or_accounts_do_not_allow_it(self):
        self._credit(10_000)
        self.assertRefused("not_enough_points", self._transfer, 10_001)
        self.other.state = "blocked"
        self.assertRefused("account_not_open", self._transfer, 1)
        stranger = self._open_account(self._create_program("Other"), self.bo)
        for target, code in (
            (self.account, "same_account"),
            (stranger, "other_program"),
        ):
            self.assertRefused(
                code,
                self._post,
                Transfer,
                "transfer:x",
                account_id=self.account.id,
                target_id=target.id,
                points=1,
            )
        self.assertNumbers(100)

    # --------------------------------------------------------------------- merge

    def test_a_merge_moves_lots_holds_and_dates(self):
        self._credit(3_000, expires_on=day("2026-06-30"))
        self._credit(7_000, available_on=day("2026-05-20"))
        uuid = self._hold(2_000)
        self._credit(1_000, account=self.other)
        self._merge()
        self.assertNumbers(0)
        self.assertNumbers(110, waiting=70, held=20, account=self.other)
        self.assertEqual(self.account.merged_into_id, self.other)
        self._post(Capture, f"redeem:{uuid}", uuid=uuid, points=2_000)
        self.assertNumbers(90, waiting=70, account=self.other)

    def test_a_merge_keeps_the_days_of_every_lot(self):
        self._credit(3_000, expires_on=day("2026-06-30"))
        self._credit(
            7_000, available_on=day("2026-05-20"), expires_on=day("2026-07-31")
        )
        self._merge()
        self.assertEqual(
            self._lots(self.other).mapped(
                lambda lot: (lot.available_on, lot.expires_on)
            ),
            [(False, day("2026-06-30")), (day("2026-05-20"), day("2026-07-31"))],
        )

    def test_a_merge_gives_active_reservations_to_the_target(self):
        self._credit(3_000)
        uuid = self._hold(2_000)
        self._merge()
        hold = self.env["points.hold"].search([("uuid", "=", uuid)])
        self.assertEqual(hold.account_id, self.other)
        accounts = self.account + self.other
        self.assertEqual(self.env["points.proof"]._prove(accounts), [])

    def test_a_merge_moves_the_debt_and_the_other_account_settles_it(self):
        self._debt(4_000)
        self._credit(1_000, account=self.other)
        self._merge()
        self.assertNumbers(0)
        self.assertNumbers(0, debt=30, account=self.other)

    def test_merging_twice_changes_nothing_more(self):
        self._credit(3_000)
        self._merge()
        self._merge()
        self.assertNumbers(30, account=self.other)

    def test_an_operation_that_names_the_merged_account_works_on_its_target(self):
        self._merge()
        self._credit(1_000)
        self.assertNumbers(0)
        self.assertNumbers(10, account=self.other)

    def test_reversing_an_earning_after_a_merge_takes_what_its_lot_became(self):
        earned = self._entry(self._credit(3_000))
        self._credit(5_000, account=self.other, expires_on=day("2026-06-30"))
        self._merge()
        self._post(ReverseCredit, entry_id=earned.id, points=3_000)
        self.assertEqual(self._lots(self.other).mapped("remaining"), [50])
        self.assertNumbers(50, account=self.other)

    def test_reversing_a_redemption_after_a_merge_makes_a_lot_with_the_old_date(self):
        self._credit(10_000, expires_on=day("2026-06-30"))
        redeemed = self._redeem(10_000)
        self._merge()
        self._post(ReverseDebit, entry_id=redeemed.id, points=4_000)
        self._post(ReverseDebit, entry_id=redeemed.id, points=6_000)
        lots = self._lots(self.other)
        self.assertEqual(lots.mapped("remaining"), [40, 60])
        self.assertEqual(set(lots.mapped("expires_on")), {day("2026-06-30")})
        self.assertRefused(
            "above_what_was_posted",
            self._post,
            ReverseDebit,
            entry_id=redeemed.id,
            points=1,
        )

    def _late_redemption(self, points):
        self._credit(points)
        uuid = self._hold(points)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(points)
        return self._entry(self._post(Capture, uuid=uuid, points=points))

    def test_giving_back_a_debit_whose_debt_was_merged_cancels_it_there(self):
        redeemed = self._late_redemption(4_000)
        self._merge()
        self.assertNumbers(0, debt=40, account=self.other)
        self._post(ReverseDebit, entry_id=redeemed.id, points=3_000)
        self.assertNumbers(0, debt=10, account=self.other)

    def test_giving_back_a_merged_debt_that_was_settled_gives_points(self):
        redeemed = self._late_redemption(4_000)
        self._merge()
        self._credit(3_000, account=self.other)
        self.assertNumbers(0, debt=10, account=self.other)
        self._post(ReverseDebit, entry_id=redeemed.id, points=4_000)
        self.assertNumbers(30, account=self.other)
