"""Purchases in the member's log open; nobody else's ever do."""

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import freeze_time

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestPortalTickets(ExpiryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "ana.tickets",
            groups="base.group_portal",
            name="Ana Ruiz",
            company_id=cls.company.id,
        )
        cls.ana = cls.user.partner_id
        cls.stranger = new_test_user(
            cls.env,
            "bo.tickets",
            groups="base.group_portal",
            name="Bo Berg",
            company_id=cls.company.id,
        )

    def _buy(self, partner=None):
        lines = [self._line(self.espresso, qty=2), self._line(self.croissant)]
        return self._sell(lines, partner or self.ana)

    def _open(self, account, order, login="ana.tickets"):
        self.authenticate(login, login)
        return self.url_open(f"/my/points/{account.id}/ticket/{order.id}")

    def test_a_purchase_opens_from_the_log_with_lines_total_and_points(self):
        order = self._buy()
        account = self._account(self.ana)
        self.authenticate("ana.tickets", "ana.tickets")
        log = self.url_open(f"/my/points/{account.id}").text
        self.assertIn(f"/my/points/{account.id}/ticket/{order.id}", log)
        page = self._open(account, order).text
        for text in ("Espresso", "Croissant", "8.50", self.config.name, "8 pts"):
            self.assertIn(text, page)
        self.assertIn(order.pos_reference, page)

    def test_a_redemption_shows_its_discount_and_points(self):
        self._buy()
        self._give(1000, self.ana)
        lines = [self._line(self.espresso, qty=2)]
        order = self._redeem_for(lines, 100, 1)
        page = self._open(self._account(self.ana), order).text
        self.assertIn("Redeemed", page)
        self.assertIn("100 pts", page)

    def _redeem_for(self, lines, points, money):
        return self._redeem_and_sell(lines, points, money, self.ana)[0]

    def test_orders_of_others_and_accounts_of_others_are_not_found(self):
        order, foreign = self._buy(), self._buy(self.stranger.partner_id)
        mine = self._account(self.ana)
        theirs = self._account(self.stranger.partner_id)
        for account, asked, login in (
            (mine, foreign, "ana.tickets"),
            (theirs, foreign, "ana.tickets"),
            (theirs, order, "ana.tickets"),
            (mine, order, "bo.tickets"),
        ):
            response = self._open(account, asked, login)
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("Espresso", response.text)
        self.authenticate("ana.tickets", "ana.tickets")
        for number in ("0", "999999999", "-1", "abc", "1e3"):
            response = self.url_open(f"/my/points/{mine.id}/ticket/{number}")
            self.assertEqual(response.status_code, 404, number)

    def test_an_order_given_to_somebody_else_meanwhile_is_not_shown(self):
        order = self._buy()
        order.partner_id = self.stranger.partner_id
        self.assertEqual(self._open(self._account(self.ana), order).status_code, 404)

    def test_without_a_login_there_is_no_ticket_and_no_link_to_one(self):
        order = self._buy()
        account = self._account(self.ana)
        self.authenticate(None, None)
        response = self.url_open(f"/my/points/{account.id}/ticket/{order.id}")
        self.assertIn("/web/login", response.url)
        self.assertNotIn("Espresso", response.text)
        public = self.env["points.portal"].with_user(self.env.ref("base.public_user"))
        [row] = public._log(account)
        self.assertFalse(row["url"])

    # ------------------------------------------------------------- the contact

    @freeze_time("2026-05-10 12:00:00")
    def test_the_contact_says_what_expires_next(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._earn(100.0, self.ana)
        self.ana.invalidate_recordset()
        self.assertIn("100 pts until", self.ana.points_expiring_text)
        self.assertIn("06/09/2026", self.ana.points_expiring_text)
        self.assertFalse(self.bo.points_expiring_text)

    def test_a_draft_that_keeps_points_for_ever_is_told_so(self):
        program = self._run_program(name="Draft", state="draft")
        arch = self.env["points.program"].get_view(view_type="form")["arch"]
        self.assertIn('name="advice_expiry"', arch)
        self.assertIn("expiry_mode != 'never'", arch)
        self.assertEqual(program.expiry_mode, "never")
