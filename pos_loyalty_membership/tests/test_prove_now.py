"""The proof and the rebuilding of lots by button, and the reviews of officers."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_coupon_operations import HoldCoupon, IssueCoupon
from ..services.ledger_operations import Capture, Release
from .actions_common import ActionsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestProveNow(ActionsCommon):
    def _show(self, action, user=None):
        show = self.env[action["res_model"]].browse(action["res_id"])
        return show.with_user(user or self.officer)

    def _plant(self):
        """Make the account disagree with its lots, as a broken restore might."""
        self.env.flush_all()
        for name in ("balance_agrees", "available_not_negative", "debt_is_last"):
            self.cr.execute(
                f"ALTER TABLE points_account DROP CONSTRAINT points_account_{name}"
            )
        self.cr.execute(
            "UPDATE points_account SET live = live + 5 WHERE id = %s",
            [self.account.id],
        )
        self.env.invalidate_all()

    def test_a_proof_that_agrees_says_so_and_what_it_compared(self):
        self.program.state = "running"
        for record in (self.account, self.program):
            show = self._show(record.with_user(self.officer).action_prove())
            self.assertTrue(show.agrees)
            self.assertFalse(show.faults)
        self.assertIn("Members: 2. Entries of the log: 1.", show.checked)

    def test_a_proof_that_does_not_agree_names_the_faults(self):
        self._plant()
        for record in (self.account, self.program):
            show = self._show(record.with_user(self.officer).action_prove())
            self.assertFalse(show.agrees)
            self.assertIn("Ana Ruiz", show.faults)
            self.assertIn("live points against the lots", show.faults)
        agrees = self._show(self.other.with_user(self.officer).action_prove())
        self.assertTrue(agrees.agrees)

    def test_the_faults_of_another_program_are_not_shown(self):
        self._plant()
        second = self._create_program("Bakery")
        show = self._show(second.with_user(self.officer).action_prove())
        self.assertTrue(show.agrees)

    def test_a_manager_rebuilds_lots_and_it_is_written_down(self):
        self._plant()
        action = self.program.with_user(self.manager).action_prove()
        show = self._show(action, self.manager)
        again = self._show(show.action_rebuild(), self.manager)
        self.assertTrue(again.agrees)
        self.assertNumbers(100)
        note = self.program.message_ids[0].body
        self.assertIn("rebuilt from the log by points_manager", note)
        with self.assertRaisesRegex(UserError, "agrees"):
            again.action_rebuild()

    def test_an_officer_does_not_rebuild_lots(self):
        self._plant()
        show = self._show(self.account.with_user(self.officer).action_prove())
        with self.assertRaises(AccessError):
            show.action_rebuild()
        self.assertEqual(self.account.live, 105)

    def test_rebuilding_brings_back_what_is_left_of_a_coupon(self):
        currency = self.program.currency_id.id
        self.ledger._post(
            [
                IssueCoupon(
                    account_id=self.account.id,
                    coupon_uuid="one",
                    points=5_000,
                    money=500,
                    currency_id=currency,
                    **self._facts("convert:one"),
                )
            ]
        )
        self.ledger._post(
            [
                HoldCoupon(
                    uuid="held",
                    coupon_uuid="one",
                    money=200,
                    currency_id=currency,
                    document_model="pos.order",
                    document_uuid="order",
                    expires_at=fields.Datetime.to_datetime("2100-01-01"),
                )
            ]
        )
        coupon = self.env["points.coupon"].search([("uuid", "=", "one")])
        self.cr.execute("UPDATE points_coupon SET remaining = 5")
        coupon.invalidate_recordset()
        action = self.account.with_user(self.manager).action_prove()
        show = self._show(action, self.manager)
        self.assertIn("what is left of a coupon", show.faults)
        show.action_rebuild()
        self.assertEqual(coupon.remaining, 3)


@tagged("post_install", "-at_install")
class TestReviews(ActionsCommon):
    """What could not be settled as promised: why, what to do, how it ended."""

    def _late_review(self):
        self._credit(1_000)
        return self.env["points.review"].create(
            {
                "kind": "late_capture",
                "key": "late_capture:of-the-test",
                "company_id": self.company.id,
                "account_id": self.account.id,
                "advice": "Talk to the member.",
            }
        )

    def test_open_reviews_are_counted_on_the_program_until_they_are_closed(self):
        review = self._late_review().with_user(self.officer)
        self.assertEqual(self.program.review_count, 1)
        review.note = "Talked."
        review.action_close()
        self.program.invalidate_recordset()
        self.assertEqual(self.program.review_count, 0)
        review.action_reopen()
        self.assertEqual((review.state, review.note), ("open", "Talked."))

    def test_what_a_review_says_happened_cannot_be_changed(self):
        review = self._late_review()
        arch = review.with_user(self.officer).get_view(view_type="form")
        for name in ("claimed", "done", "advice", "kind", "account_id"):
            self.assertTrue(review._fields[name].readonly, name)
        self.assertIn("action_close", arch["arch"])
        for method in ("create", "unlink"):
            self.assertFalse(review.with_user(self.officer).has_access(method))

    def test_a_late_capture_leaves_the_debt_the_review_speaks_of(self):
        uuid = self._hold(8_000)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(9_000)
        posted = self.ledger._post(
            [Capture(uuid=uuid, points=8_000, **self._facts(f"redeem:{uuid}"))]
        )
        self.assertEqual(posted.late, {uuid: 7_000})
        self.assertNumbers(0, debt=70)
