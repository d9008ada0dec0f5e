"""Cases that the random comparison with the model found, kept as they were found."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import (
    Capture,
    Credit,
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
class TestLedgerFound(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create([{"name": "Bo"}, {"name": "Cy"}])
        cls.other, cls.third = (
            cls._open_account(cls.program, partner) for partner in partners
        )

    def _post(self, kind, key=None, **values):
        facts = self._facts(key or f"test:{uuid4()}")
        if kind is Transfer:
            facts["source"] = Source(model="res.partner", uuid=key.split(":")[1])
        posted = self.ledger._post([kind(**values, **facts)])
        return next(iter(posted.entries.values()), None)

    def _merge(self, source, target):
        key = f"merge:{source.id}"
        self._post(Merge, key, account_id=source.id, target_id=target.id)

    def _late(self, points, debt):
        """A capture after its hold ended that leaves this debt; returns its entry."""
        self._credit(points)
        uuid = self._hold(points)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(debt)
        return self._post(Capture, f"redeem:{uuid}", uuid=uuid, points=points)

    # ------------------------------------------------------------------ one posting

    def test_a_credit_that_settles_a_debit_given_back_with_it_keeps_its_lot(self):
        late = self._late(10_000, 10_000)
        self.assertNumbers(live=0, debt=100)
        self.ledger._post(
            [
                Credit(
                    account_id=self.account.id,
                    kind="earn",
                    points=10_000,
                    expires_on=day("2026-06-01"),
                    **self._facts(f"test:{uuid4()}"),
                ),
                ReverseDebit(
                    entry_id=late.id, points=10_000, **self._facts(f"test:{uuid4()}")
                ),
            ]
        )
        self.assertNumbers(live=100)
        lots = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        [lot] = lots.filtered("remaining")
        self.assertEqual((lot.points, lot.remaining), (100, 100))
        self.assertEqual(lot.expires_on, day("2026-06-01"))
        self.assertEqual(len(lots), 2, "the old lot and that of the credit")
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    # ----------------------------------------------------------------------- holds

    def test_a_release_nobody_knows_is_taken_twice(self):
        for _time in range(2):
            self.ledger._post([Release(uuid="unknown")])
            self.ledger._post([Release(uuid="other", account_id=self.account.id)])
        holds = self.env["points.hold"].search([("uuid", "in", ["unknown", "other"])])
        self.assertEqual(holds.mapped("state"), ["released", "released"])
        for uuid in ("unknown", "other"):
            self.assertRefused("hold_not_active", self._hold, 0, uuid=uuid)

    def test_a_release_nobody_knows_may_come_twice_in_one_posting(self):
        self.ledger._post([Release(uuid="unknown"), Release(uuid="unknown")])
        self.ledger._post([Release(uuid="unknown")])

    def test_a_hold_released_in_its_own_posting_reserves_nothing(self):
        self._credit(10_000)
        hold = Hold(
            uuid="brief",
            account_id=self.account.id,
            points=6_000,
            money=60,
            currency_id=self.program.currency_id.id,
            document_model="pos.order",
            document_uuid="order",
            redemption_rule_id=self.program.redemption_rule_ids.id,
            expires_at=datetime(2100, 1, 1),
        )
        self.ledger._post([hold, Release(uuid="brief")])
        self.assertNumbers(100)

    def test_a_hold_repeated_after_a_merge_is_the_same_hold(self):
        self._credit(10_000)
        self._hold(6_000, uuid="one")
        self._merge(self.account, self.other)
        self._hold(6_000, uuid="one")
        self.assertNumbers(100, held=60, account=self.other)

    def test_an_ended_hold_repeated_after_a_merge_has_ended(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self.ledger._post([Release(uuid=uuid)])
        self._merge(self.account, self.other)
        for account in (self.account, self.other):
            self.assertRefused(
                "hold_not_active", self._hold, 6_000, account=account, uuid=uuid
            )

    # ------------------------------------------------------------------------ keys

    def test_a_correction_repeated_after_merges_is_found(self):
        self._credit(1_000, kind="adjust", key="adjust:one")
        self._merge(self.account, self.other)
        self._merge(self.other, self.third)
        self._credit(1_000, kind="adjust", key="adjust:one")
        self.assertNumbers(10, account=self.third)

    def _transfer(self, points, target, key="transfer:gift"):
        values = {"account_id": self.account.id, "target_id": target.id}
        self._post(Transfer, key, points=points, **values)

    def test_a_transfer_repeated_with_other_content_is_an_error(self):
        self._credit(10_000, expires_on=day("2026-06-30"))
        self._credit(10_000)
        self._transfer(15_000, self.other)
        self._transfer(15_000, self.other)
        self.assertRefused("key_mismatch", self._transfer, 14_000, self.other)
        self.assertRefused("key_mismatch", self._transfer, 15_000, self.third)
        self.assertNumbers(50)
        self.assertNumbers(150, account=self.other)

    def test_a_transfer_repeated_after_its_target_was_merged_moves_once(self):
        self._credit(10_000)
        self._transfer(4_000, self.other)
        self._merge(self.other, self.third)
        self._transfer(4_000, self.other)
        self.assertNumbers(60)
        self.assertNumbers(40, account=self.third)

    # ---------------------------------------------------------------------- merges

    def test_a_transfer_to_a_merged_account_reaches_the_one_it_became(self):
        self._credit(10_000)
        self._merge(self.other, self.third)
        self._transfer(4_000, self.other)
        self.assertNumbers(0, account=self.other)
        self.assertNumbers(40, account=self.third)

    def test_a_merge_into_a_merged_account_reaches_the_one_it_became(self):
        self._credit(10_000)
        self._merge(self.other, self.third)
        self._merge(self.account, self.other)
        self.assertEqual(self.account.merged_into_id, self.third)
        self.assertNumbers(100, account=self.third)

    def test_points_merged_into_who_left_are_forfeited_from_their_lots(self):
        self._credit(10_000)
        self.ledger._post([SetState(account_id=self.other.id, state="left")])
        self._merge(self.account, self.other)
        self.assertNumbers(100, account=self.other)
        self._credit(1_000, account=self.other, kind="adjust")
        self.assertNumbers(0, account=self.other)
        accounts = self.account + self.other
        self.assertEqual(self.env["points.proof"]._prove(accounts), [])

    # ------------------------------------------------------------------- reversals

    def test_a_forfeit_that_was_reversed_no_longer_counts_as_taken_back(self):
        earned = next(iter(self._credit(10_000).entries.values()))
        key = f"forfeit:{self.account.id}:0"
        forfeited = self._post(Forfeit, key, account_id=self.account.id)
        self._post(ReverseDebit, entry_id=forfeited.id, points=10_000)
        self.assertNumbers(100)
        self._post(ReverseCredit, entry_id=earned.id, points=10_000)
        self.assertNumbers(0)

    def _forfeited(self):
        """The entry that gave 100 points, and the one by which they were forfeited."""
        earned = next(iter(self._credit(10_000).entries.values()))
        key = f"forfeit:{self.account.id}:0"
        return earned, self._post(Forfeit, key, account_id=self.account.id)

    def test_a_forfeit_given_back_after_a_merge_no_longer_counts_as_taken_back(self):
        earned, forfeited = self._forfeited()
        self._merge(self.account, self.other)
        self._post(ReverseDebit, entry_id=forfeited.id, points=10_000)
        self.assertNumbers(100, account=self.other)
        self._post(ReverseCredit, entry_id=earned.id, points=10_000)
        self.assertNumbers(0, account=self.other)

    def test_a_forfeit_given_back_in_part_after_a_merge_is_taken_back_for_the_rest(
        self,
    ):
        earned, forfeited = self._forfeited()
        self._merge(self.account, self.other)
        self._post(ReverseDebit, entry_id=forfeited.id, points=3_000)
        self._post(ReverseCredit, entry_id=earned.id, points=8_000)
        self.assertNumbers(20, account=self.other)
        self._post(ReverseCredit, entry_id=earned.id, points=2_000)
        self.assertNumbers(0, account=self.other)

    def test_a_loss_given_back_with_its_credit_taken_back_in_one_posting_counts_once(
        self,
    ):
        earned, forfeited = self._forfeited()
        facts = [self._facts(f"test:{uuid4()}") for _reversal in range(2)]
        self.ledger._post(
            [
                ReverseDebit(entry_id=forfeited.id, points=10_000, **facts[0]),
                ReverseCredit(entry_id=earned.id, points=10_000, **facts[1]),
            ]
        )
        self.assertNumbers(0)
        reversed_again = ReverseDebit(
            entry_id=forfeited.id, points=1, **self._facts(f"test:{uuid4()}")
        )
        self.assertRefused("above_what_was_posted", self.ledger._post, [reversed_again])

    def test_points_return_to_the_lot_they_were_taken_from_last(self):
        self._credit(2_000)
        late, kept = self._hold(1_200), self._hold(600)
        self.ledger._post([Release(uuid=late)])
        self._debit(1_000)
        self._credit(500, available_on=day("2026-05-20"))
        taken = self._post(Capture, uuid=late, points=1_200)
        self.assertNumbers(6, held=6, debt=3)
        # Of the first lot 4, of the one that waits 5, then 3 of the first again.
        self.ledger._post([Release(uuid=kept)])
        self._post(ReverseDebit, entry_id=taken.id, points=500)
        lots = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self.assertEqual(lots.sorted("id").mapped("remaining"), [6, 2])

    def test_a_debt_paid_in_the_same_posting_goes_back_to_the_lot_that_paid(self):
        self._credit(10_000, expires_on=day("2026-06-30"))
        late, kept = self._hold(1_400), self._hold(8_600)
        self.ledger._post([Release(uuid=late)])
        self._hold(1_400, expires_at=datetime(2026, 5, 10, 13))
        taken = self._post(Capture, uuid=late, points=1_400)
        self.assertNumbers(100, held=100, debt=14)
        with freeze_time("2026-05-10 14:00:00"):
            # The hold times out first, and what it frees pays the debt.
            self._post(ReverseDebit, entry_id=taken.id, points=1_400)
        self.assertNumbers(100, held=86)
        lot = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self.assertEqual((lot.remaining, lot.expires_on), (100, day("2026-06-30")))
        self.ledger._post([Release(uuid=kept)])

    def test_a_capture_is_not_reopened_under_a_uuid_that_was_used(self):
        self._credit(10_000)
        uuid = self._hold(4_000)
        redeemed = self._post(Capture, f"redeem:{uuid}", uuid=uuid, points=4_000)
        self._credit(1_000, account=self.other)
        for used in (uuid, self._hold(1_000), self._hold(1_000, account=self.other)):
            operation = self._reopening(redeemed, 4_000, used)
            self.assertRefused("key_mismatch", self.ledger._post, [operation])

    def _reopening(self, redeemed, points, uuid):
        return Reopen(
            entry_id=redeemed.id,
            points=points,
            uuid=uuid,
            money=points // 100,
            currency_id=self.program.currency_id.id,
            document_model="account.move",
            document_uuid="move",
            redemption_rule_id=self.program.redemption_rule_ids.id,
            expires_at=datetime(2100, 1, 1),
            **self._facts(f"reopen:{uuid}"),
        )

    def test_reopening_gives_back_nothing_that_was_written_off(self):
        redeemed = self._late(4_000, debt=3_000)
        self.assertNumbers(0, debt=30)
        self._post(WriteOff, account_id=self.account.id, points=3_000)
        self.assertNumbers(0)
        operation = self._reopening(redeemed, 4_000, "again")
        posted = self.ledger._post([operation])
        self.assertEqual(posted.reopened, {"again": 1_000})
        self.assertNumbers(10, held=10)
