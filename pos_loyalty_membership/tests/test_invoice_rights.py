"""Who may use points on invoices, what others see, and what the proof finds."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .invoice_common import InvoiceCommon


class TestInvoiceRights(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def test_only_accountants_redeem(self):
        move = self._invoice()
        for user in (self.cashier, self.env.ref("base.public_user")):
            service = self.env["points.invoice"].with_user(user)
            with self.assertRaises(AccessError):
                service._redeem(
                    move.with_user(user),
                    self.program.id,
                    self.redemption_rule.id,
                    ("maximum", 0),
                )
        self.assertFalse(
            self.env["points.invoice.redeem"]
            .with_user(self.cashier)
            .has_access("create")
        )

    def test_a_user_with_neither_right_sees_nothing_of_points_on_invoices(self):
        move = self._invoice()
        self._redeem(move, points=500)
        shown = ("points_summary", "points_offer_text", "points_entry_ids")
        for user, sees in (
            (self.accountant, True),
            (self.cashier, False),
            (new_test_user(self.env, "points_stranger", "base.group_user"), False),
        ):
            names = self.env["account.move"].with_user(user).fields_get(shown)
            self.assertEqual(bool(names), sees, user.login)
        arch = (
            self.env["account.move"]
            .with_user(self.cashier)
            .get_view(view_type="form")["arch"]
        )
        self.assertNotIn("action_points_redeem", arch)
        with self.assertRaises(AccessError):
            move.with_user(self.cashier).action_points_remove()
        self.assertHeld(500)

    def test_an_accountant_needs_no_right_of_the_till(self):
        self.assertFalse(self.accountant.has_group("point_of_sale.group_pos_user"))
        move = self._invoice()
        self._redeem(move, points=500)
        move.action_post()
        self.assertEqual(move.points_summary, "Earned 3 pts · redeemed 500 pts")
        actions = self.env["ir.ui.menu"].with_user(self.accountant).load_menus(False)
        names = {menu["name"] for menu in actions.values()}
        self.assertLessEqual({"Points Log", "Points Liability"}, names)
        [program] = (
            self.env["points.program"]
            .with_user(self.accountant)
            .search_read(
                [("id", "=", self.program.id)], ["outstanding_text", "liability"]
            )
        )
        self.assertEqual(program["outstanding_text"], "743 pts")
        self.assertEqual(program["liability"], 7.43)

    def test_a_discount_without_its_entry_is_found_by_the_proof(self):
        posted, draft = self._invoice(), self._invoice()
        self._redeem(posted, points=100)
        posted.action_post()
        uuid = self._redeem(draft, points=200)
        self.assertProved()
        line = posted._points_lines()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET points_hold_uuid = %s WHERE id = %s",
            [uuid, line.id],
        )
        faults = self.env["points.proof"]._prove()
        self.assertIn("invoice_line_has_its_entry", {fault.check for fault in faults})
