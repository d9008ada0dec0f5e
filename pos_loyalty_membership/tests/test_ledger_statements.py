"""What a posting asks the database for does not depend on what others posted."""

from uuid import uuid4

from odoo.tests import tagged

from ..services.ledger_locks import PROGRAM_FIELDS, lock_accounts
from ..services.ledger_operations import (
    Capture,
    Credit,
    Debit,
    Release,
    ReverseCredit,
    ReverseDebit,
    Transfer,
)
from .coupon_common import CouponCommon
from .statements_common import StatementsCommon


@tagged("post_install", "-at_install")
class TestLedgerStatements(StatementsCommon, CouponCommon):
    def _asked(self, run, *arguments, **options):
        """Run something and look at what it asked; returns its result."""
        with self._recorded() as queries:
            result = run(*arguments, **options)
        self.assertAskedTheirOwn(queries)
        return result

    def test_postings_ask_for_nothing_but_their_own(self):
        asked = self._asked
        facts = {"account_id": self.account.id, "points": 100}
        earned = asked(self._post, Credit(kind="earn", **facts, **self._facts()))
        spent = asked(self._post, Debit(kind="adjust", **facts, **self._facts()))
        uuid = asked(self._hold, 100)
        asked(self._post, Capture(uuid=uuid, points=100, **self._facts()))
        uuid = asked(self._hold, 100)
        asked(self._post, Release(uuid=uuid))
        [entry] = spent.entries.values()
        taken = {"entry_id": entry.id, "points": 100}
        asked(self._post, ReverseDebit(**taken, **self._facts()))
        [entry] = earned.entries.values()
        taken = {"entry_id": entry.id, "points": 100}
        asked(self._post, ReverseCredit(**taken, **self._facts()))
        key = f"transfer:{uuid4()}"
        asked(
            self._post, Transfer(target_id=self.other.id, **facts, **self._facts(key))
        )
        asked(self._merge)

    def test_postings_of_coupons_ask_for_nothing_but_their_own(self):
        asked = self._asked
        coupon = asked(self._issue, points=1_000, money=100)
        uuid = asked(self._hold_money, coupon, 50)
        use, _posted = asked(self._use, uuid, 50)
        asked(self._give_back, use, 50)
        asked(self._turn_back, coupon)

    def test_a_reversal_after_a_merge_asks_for_its_own_lots(self):
        [entry] = self._credit(500).entries.values()
        self._merge()
        operation = ReverseCredit(entry_id=entry.id, points=500, **self._facts())
        self._asked(self._post, operation)
        self.assertNumbers(100, account=self.other)

    def test_what_a_sale_knows_of_its_program_is_what_a_posting_reads(self):
        program = self.account.program_id
        snapshot = self.env["points.snapshot"]
        for settings in (
            {"expiry_mode": "never", "tz": "Asia/Tokyo"},
            {"expiry_mode": "months", "expiry_number": 6, "grace_days": 3},
            {"expiry_mode": "yearly", "expiry_free_months": 2},
            {"expiry_mode": "inactivity", "expiry_number": 9},
            {"state": "closed"},
        ):
            with self.subTest(**settings):
                program.write(settings)
                self.env.flush_all()
                account = lock_accounts(self.env, self.account.ids)[self.account.id]
                read = {name: getattr(account, name) for name in PROGRAM_FIELDS}
                known = snapshot._ledger_facts(snapshot._program_by_id(program.id))
                self.assertEqual(known, read)
