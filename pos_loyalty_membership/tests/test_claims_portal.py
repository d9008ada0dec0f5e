"""The page of the portal on which the code of a receipt is typed."""

from odoo.http import Request
from odoo.tests import tagged

from .claim_common import insert_claim
from .test_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestClaimsPortal(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.claim_days = 14
        cls.code = insert_claim(cls.env, cls.program)

    def _send(self, code, token=None):
        self.authenticate("ana.portal", "ana.portal")
        token = Request.csrf_token(self) if token is None else token
        return self.url_open(
            "/my/points/claim", data={"code": code, "csrf_token": token}
        )

    def test_a_scanned_receipt_fills_the_code_in_and_collects_nothing(self):
        self.authenticate("ana.portal", "ana.portal")
        page = self._get(f"/my/points/claim?code={self.code}")
        self.assertIn(f'value="{self.code}"', page.text)
        self.assertNotIn("o_points_claimed", page.text)
        self.assertEqual(self.mine.balance, 743)

    def test_the_button_collects_and_a_second_time_says_so(self):
        text = self._send(self.code).text
        self.assertIn("o_points_claimed", text)
        self.assertIn("753 pts", text)
        again = self._send(self.code).text
        self.assertIn("collected already", again)
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.balance, 753)

    def test_a_wrong_code_is_shown_as_typed_and_never_as_markup(self):
        text = self._send("<b>x</b>").text
        self.assertIn("No receipt has this code", text)
        self.assertNotIn("<b>x</b>", text)

    def test_nobody_collects_without_a_login_or_from_another_site(self):
        self.assertEqual(self._send(self.code, token="").status_code, 400)
        self.authenticate(None, None)
        response = self._get(f"/my/points/claim?code={self.code}")
        self.assertIn("/web/login", response.url)
        self.assertIn("code", response.url, "the code comes back after the login")
        self.assertEqual(self.mine.balance, 743)

    def test_the_home_page_leads_there_where_a_program_has_codes(self):
        self.authenticate("ana.portal", "ana.portal")
        self.assertIn("/my/points/claim", self._get("/my/home").text)
        self.program.claim_days = 0
        self.assertNotIn("/my/points/claim", self._get("/my/home").text)
