"""Coupons on the member's own page: shown, made, turned back; never somebody else's."""

import re
from uuid import uuid4

from odoo.http import Request
from odoo.tests import tagged

from .test_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalCoupons(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"coupons": True, "coupon_minimum": 200})

    def setUp(self):
        super().setUp()
        self.authenticate("ana.portal", "ana.portal")

    def _convert(self, points, uuid=None, account=None, token=None):
        account = account or self.mine
        data = {
            "points": points,
            "request_uuid": uuid or str(uuid4()),
            "csrf_token": Request.csrf_token(self) if token is None else token,
        }
        return self.url_open(f"/my/points/{account.id}/coupon", data=data)

    def _back(self, coupon, account=None):
        account = account or self.mine
        path = f"/my/points/{account.id}/coupon/{coupon.id}/back"
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self)})

    def _coupons(self):
        return self.env["points.coupon"].search([("account_id", "=", self.mine.id)])

    def test_a_member_sees_what_points_become_and_confirms(self):
        page = self._page().text
        self.assertIn("Turn points into a coupon", page)
        confirm = self.url_open(f"/my/points/{self.mine.id}/coupon?points=500").text
        self.assertIn("500 pts", confirm)
        self.assertIn("5.00", confirm)
        self.assertIn("243 pts", confirm)
        self.assertFalse(self._coupons(), "nothing happens before it is confirmed")
        uuid = re.search(r'name="request_uuid" value="([^"]+)"', confirm).group(1)
        self._convert("500", uuid)
        [coupon] = self._coupons()
        self.assertEqual(coupon.value, 5)
        self.assertNumbers(243, account=self.mine)
        self.assertIn(coupon.code_text, self._page().text)

    def test_a_double_click_makes_one_coupon(self):
        uuid = str(uuid4())
        for _click in range(2):
            self._convert("500", uuid)
        self.assertEqual(len(self._coupons()), 1)
        self.assertNumbers(243, account=self.mine)

    def test_amounts_that_cannot_be_are_refused_in_words(self):
        for points, text in (
            ("-500", "not a number of points"),
            ("0", "200"),
            ("199", "200"),
            ("1e3", "not a number of points"),
            ("", "not a number of points"),
            ("five", "not a number of points"),
            ("99999999", "743 pts"),
            ("9" * 300, "not a number of points"),
            ("٥٠٠", "not a number of points"),
        ):
            response = self._convert(points)
            self.assertEqual(response.status_code, 200, points)
            self.assertIn(text, response.text, points)
            shown = self.url_open(
                f"/my/points/{self.mine.id}/coupon", params={"points": points}
            )
            self.assertIn(text, shown.text, points)
        self.assertFalse(self._coupons())
        self.assertNumbers(743, account=self.mine)

    def test_nobody_converts_the_points_of_somebody_else(self):
        self._credit(74_300)
        self.assertEqual(self._convert("500", account=self.account).status_code, 404)
        self.assertEqual(self._convert("500", uuid="x").status_code, 404)
        self.assertEqual(self._convert("500", token="").status_code, 400)
        self.assertNumbers(743)
        self.assertNumbers(743, account=self.mine)

    def test_an_unused_coupon_is_turned_back_and_a_used_one_is_not(self):
        self._convert("500")
        [coupon] = self._coupons()
        self.assertIn("Turn back into points", self._page().text)
        self._back(coupon)
        self.assertNumbers(743, account=self.mine)
        self.assertNotIn(coupon.code_text, self._page().text)
        again = self._back(coupon)
        self.assertEqual(again.status_code, 200)
        self.assertNumbers(743, account=self.mine)

    def test_the_coupon_of_somebody_else_is_not_found(self):
        self._credit(74_300)
        theirs = self.env["points.coupons"]._convert(self.account, 50_000)
        self.assertEqual(self._back(theirs).status_code, 404)
        self.assertEqual(self._back(theirs, self.account).status_code, 404)
        self.assertNotIn(theirs.code_text, self._page().text)
        self.assertNumbers(243)

    def test_the_personal_link_shows_coupons_and_changes_nothing(self):
        self._convert("500")
        link = self.mine._personal_link()
        self.authenticate(None, None)
        text = self.url_open(link[link.index("/points/") :]).text
        self.assertIn(self._coupons().code_text, text)
        self.assertNotIn("Turn back into points", text)
        self.assertNotIn("Turn points into a coupon", text)
        self.assertIn("/web/login", self._convert("500", token="").url)

    def test_a_program_without_coupons_offers_none(self):
        self.program.coupons = False
        self.assertNotIn("Turn points into a coupon", self._page().text)
        self.assertEqual(self._convert("500").status_code, 200)
        self.assertFalse(self._coupons())

    def test_all_points_at_once_where_the_program_says_so(self):
        self.program.coupon_choice = "all"
        self.assertIn("All your", self._page().text)
        self._convert("500")
        self.assertFalse(self._coupons())
        self._convert("743")
        self.assertEqual(self._coupons().value, 7.43)
