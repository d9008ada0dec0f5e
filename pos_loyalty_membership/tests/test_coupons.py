"""Points become coupons and unused coupons points again, by staff; what is refused."""

import re
from uuid import uuid4

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..services.points_coupons import normal_code, readable_code
from .actions_common import ActionsCommon
from .common import day


@tagged("post_install", "-at_install")
class TestCoupons(ActionsCommon):
    """Ana has 100 points; 10 points are 1.00 on a coupon that is good for a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_start(cls.company)
        cls.program.write(
            {
                "state": "running",
                "coupons": True,
                "coupon_points": 10,
                "coupon_money": 1.0,
                "coupon_minimum": 20,
            }
        )
        cls.coupons = cls.env["points.coupons"]

    def _convert(self, points=5_000, **values):
        return self.coupons._convert(self.account, points, **values)

    def assertSays(self, text, function, *args, **kwargs):
        """Refused in words; nothing is changed."""
        before = self._count_entries()
        with self.assertRaisesRegex(UserError, re.escape(text)):
            function(*args, **kwargs)
        self.assertEqual(self._count_entries(), before)

    # ------------------------------------------------------------------- convert

    def test_points_become_a_coupon_and_leave_the_balance(self):
        coupon = self._convert()
        self.assertEqual((coupon.value, coupon.remaining), (5.0, 5.0))
        self.assertEqual(coupon.account_id, self.account)
        self.assertNumbers(50)
        self.assertEqual(coupon.status, "open")
        self.assertEqual(coupon.entry_id.kind, "convert")
        self.assertEqual(self.env["points.proof"]._prove(), [])

    def test_a_request_sent_twice_makes_one_coupon(self):
        request = str(uuid4())
        first = self._convert(request_uuid=request)
        self.assertEqual(self._convert(request_uuid=request), first)
        self.assertNumbers(50)

    def test_a_request_of_somebody_else_gives_nothing_away(self):
        request = str(uuid4())
        self._convert(request_uuid=request)
        self._credit(10_000, account=self.other)
        self.assertSays(
            "", self.coupons._convert, self.other, 5_000, request_uuid=request
        )

    def test_a_code_is_twelve_characters_that_nobody_can_mistake(self):
        codes = {self._convert(2_000).code for _coupon in range(3)}
        self.assertEqual(len(codes), 3)
        for code in codes:
            self.assertRegex(code, "^[2-9A-HJKMNP-TV-Z]{12}$")
            self.assertEqual(normal_code(f" ptc{code.lower()} "), code)
            self.assertEqual(normal_code(readable_code(code)), code)
            self.assertEqual(normal_code(f"{code}X"), "")

    def test_what_is_no_code_finds_no_coupon(self):
        self._convert()
        for text in ("", "%", "0" * 12, None, 7, "A" * 500, "PTC"):
            self.assertFalse(self.coupons._by_code(text, self.company))

    def test_a_code_of_another_company_finds_no_coupon(self):
        coupon = self._convert()
        self.assertEqual(self.coupons._by_code(coupon.code, self.company), coupon)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.coupons._by_code(coupon.code, other))

    def test_validity_ends_where_months_end(self):
        self.program.write({"coupon_validity": 1, "coupon_validity_unit": "months"})
        with freeze_time("2027-01-31 12:00:00"):
            self.assertEqual(self._convert(2_000).valid_until, day("2027-02-28"))
            self.program.coupon_validity_unit = "days"
            self.assertEqual(self._convert(2_000).valid_until, day("2027-02-01"))
            self.program.coupon_validity_unit = "never"
            self.assertFalse(self._convert(2_000).valid_until)

    def test_wrong_numbers_are_refused_in_words(self):
        for points, text in (
            (1_900, "At least 20 pts"),
            (0, "At least 20 pts"),
            (-5_000, "too large"),
            (10_100, "Only 100 pts"),
            (2_050, "steps of 1 pt"),
            (10**15, "too large"),
            (True, "too large"),
            ("50", "too large"),
        ):
            with self.subTest(points):
                self.assertSays(text, self._convert, points)

    def test_a_step_and_everything_at_once(self):
        self.program.coupon_step = 30
        self.assertSays("steps of 30", self._convert, 5_000)
        self.program.coupon_choice = "all"
        self.assertSays("90 pts become", self._convert, 6_000)
        self.assertEqual(self._convert(9_000).value, 9)

    def test_who_may_not_convert_is_told_why(self):
        self.program.coupons = False
        self.assertSays("makes no coupons", self._convert)
        self.program.coupons = True
        self.account.action_block()
        self.assertSays("blocked", self._convert)

    def test_a_closed_program_makes_no_coupons(self):
        self._debit(10_000)
        self.program.action_redeem_only()
        self.program.action_close()
        self.assertSays("makes no coupons", self._convert)

    def test_points_owed_make_no_coupon(self):
        self._owe(500)
        self.assertSays("owes", self._convert)

    # ----------------------------------------------------------------- turn back

    def test_an_unused_coupon_is_turned_back(self):
        coupon = self._convert()
        coupon.with_user(self.officer).action_turn_back()
        self.assertNumbers(100)
        self.assertEqual((coupon.status, coupon.used), ("turned_back", 0))
        self.assertEqual(self.env["points.proof"]._prove(), [])

    def test_the_log_says_what_became_of_the_points(self):
        coupon = self._convert()
        coupon.action_turn_back()
        words = self.env["points.explanation"]
        converted, back = self.account.entry_ids.sorted("id")[-2:]
        [text] = words._sentences(converted.explanation, self.program)
        self.assertRegex(text, "turned into a coupon of .*5.00")
        self.assertEqual(
            words._sentences(back.explanation, self.program),
            ["an unused coupon was turned back into points"],
        )

    def test_an_expired_coupon_is_not_turned_back(self):
        self.program.coupon_validity_unit = "days"
        coupon = self._convert()
        with freeze_time("2099-01-01 12:00:00"):
            coupon.invalidate_recordset()
            self.assertEqual(coupon.status, "expired")
            self.assertSays("expired on", coupon.action_turn_back)

    # ------------------------------------------------------------------- program

    def test_settings_that_cannot_be_meant_are_refused(self):
        for values in ({"coupon_points": 1.5}, {"coupon_step": 0.5}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.program.write(values)

    def test_the_program_counts_its_coupons(self):
        self._convert()
        self._convert(2_000)
        self.program.invalidate_recordset()
        self.assertEqual((self.program.coupon_count, self.program.coupon_left), (2, 7))
        action = self.program.with_user(self.officer).action_view_coupons()
        found = self.env["points.coupon"].search(action["domain"])
        self.assertEqual(len(found), 2)
        with freeze_time("2099-01-01 12:00:00"):
            self.program.invalidate_recordset()
            self.assertEqual(self.program.coupon_left, 0)
            expired = [("is_expired", "=", True)]
            self.assertEqual(self.env["points.coupon"].search_count(expired), 2)
        self.assertEqual(self.env["points.coupon"].search_count(expired), 0)

    # -------------------------------------------------------------------- wizard

    def _form(self, user=None):
        return Form(
            self.env["points.coupon.convert"]
            .with_user(user or self.officer)
            .with_context(active_model="points.account", active_id=self.account.id)
        )

    def test_staff_see_what_a_coupon_will_be_worth(self):
        form = self._form()
        self.assertEqual(form.points, 100)
        form.points = 40
        self.assertIn("4.00", form.effect)
        self.assertIn("60 pts", form.effect)
        form.points = 5
        self.assertFalse(form.effect)
        self.assertIn("At least 20 pts", form.refusal)
        form.points = 40
        wizard = form.save()
        action = wizard.action_convert()
        coupon = self.env["points.coupon"].browse(action["res_id"])
        self.assertEqual(coupon.value, 4)
        self.assertEqual(wizard.action_convert()["res_id"], coupon.id)
        self.assertNumbers(60)
        self.assertEqual(coupon.entry_id.user_id, self.officer)

    def test_only_officers_make_coupons(self):
        wizard = self._form().save()
        for user in (self.cashier, self.accountant, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                wizard.with_user(user).action_convert()

    def test_only_officers_see_codes_and_press_buttons(self):
        coupon = self._convert()
        self.assertTrue(coupon.with_user(self.officer).code_text)
        self.assertTrue(coupon.with_user(self.accountant).display_name)
        with self.assertRaises(AccessError):
            coupon.with_user(self.accountant).read(["code"])
        for name in ("action_turn_back", "action_print", "action_send"):
            for user in (self.accountant, self.cashier, self.portal):
                with self.subTest((name, user.login)), self.assertRaises(AccessError):
                    getattr(coupon.with_user(user), name)()
        with self.assertRaises(AccessError):
            coupon.with_user(self.cashier).read(["value"])

    # ----------------------------------------------------------- print and send

    def test_a_coupon_is_printed_with_code_and_barcode(self):
        coupon = self._convert().with_user(self.officer)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "pos_loyalty_membership.points_coupon_report", coupon.ids
        )
        self.assertIn(coupon.code_text, html.decode())
        self.assertIn(f"value=PTC{coupon.code}", html.decode())
        self.assertEqual(coupon.action_print()["type"], "ir.actions.report")

    def test_a_coupon_is_sent_to_its_member(self):
        coupon = self._convert().with_user(self.officer)
        self.assertSays("no e-mail address", coupon.action_send)
        self.ana.email = "ana@example.com"
        coupon.action_send()
        mail = self.env["mail.mail"].search([("model", "=", "points.coupon")])
        self.assertIn(coupon.code_text, mail.body_html)
        self.assertEqual(mail.recipient_ids, self.ana)

    def test_the_barcode_of_a_coupon_is_known_to_the_till(self):
        nomenclature = self.env.ref("barcodes.default_barcode_nomenclature")
        found = nomenclature.parse_barcode(self._convert().sudo().barcode)
        self.assertEqual(found["type"], "points_coupon")
