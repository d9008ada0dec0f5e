"""What a till may ask of coupons: by whom, for which order, and what is refused."""

from datetime import datetime, timedelta
from uuid import uuid4

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError

from .till_coupon_common import TillCouponCommon


class TestCouponTill(TillCouponCommon):
    def assertRefusedWith(self, code, answer):
        self.assertFalse(answer["ok"], answer)
        self.assertEqual(answer["code"], code)
        self.assertTrue(answer["message"])

    def test_the_till_reserves_what_the_order_takes_and_is_never_told_the_code(self):
        answer = self._ask_coupon(str(uuid4()), 3.0)
        self.assertEqual((answer["money"], answer["left"]), (300, 200))
        self.assertEqual(answer["name"], self.coupon.code[-4:])
        self.assertNotIn(self.coupon.code, str(answer))
        self.assertNotIn("account", answer)

    def test_no_more_than_is_left_is_reserved(self):
        answer = self._ask_coupon(str(uuid4()), 8.5)
        self.assertEqual((answer["money"], answer["left"]), (500, 0))

    def test_asking_twice_reserves_once(self):
        order, uuid = str(uuid4()), str(uuid4())
        self._ask_coupon(order, 3.0, uuid=uuid)
        answer = self._ask_coupon(order, 3.0, uuid=uuid)
        self.assertEqual((answer["money"], answer["left"]), (300, 200))

    def test_two_tills_share_what_is_left_and_never_more(self):
        self.assertEqual(self._ask_coupon(str(uuid4()), 3.0)["money"], 300)
        self.assertEqual(self._ask_coupon(str(uuid4()), 3.0)["money"], 200)
        self.assertRefusedWith("coupon_empty", self._ask_coupon(str(uuid4()), 3.0))

    def test_a_reservation_is_changed_without_the_code(self):
        order = str(uuid4())
        first = self._hold_coupon(order, 3.0)
        answer = self._ask_coupon(order, 5.0, code="", replaces=first)
        self.assertEqual((answer["money"], answer["left"]), (500, 0))

    def test_the_reservation_of_another_order_is_not_changed(self):
        first = self._hold_coupon(str(uuid4()), 3.0)
        answer = self._ask_coupon(str(uuid4()), 1.0, code="", replaces=first)
        self.assertRefusedWith("hold_of_other_order", answer)
        answer = self._ask_coupon(str(uuid4()), 1.0, uuid=first)
        self.assertRefusedWith("hold_of_other_order", answer)
        self.assertEqual(self.coupon.remaining, 2)

    def test_a_reservation_that_timed_out_is_free_for_the_next(self):
        self._hold_coupon(str(uuid4()), 5.0)
        tomorrow = datetime.now() + timedelta(days=1)
        with freeze_time(tomorrow):
            answer = self._ask_coupon(str(uuid4()), 1.0)
        self.assertEqual((answer["money"], answer["left"]), (100, 400))

    def test_a_coupon_is_refused_after_its_last_day(self):
        with freeze_time("2099-01-01 12:00:00"):
            answer = self._ask_coupon(str(uuid4()), 1.0)
        self.assertRefusedWith("coupon_expired", answer)

    def test_codes_that_do_not_exist_are_refused(self):
        for code in ("", "NOPE", "K" * 12, "%" * 12, "' OR 1=1 --"):
            with self.subTest(code):
                answer = self._ask_coupon(str(uuid4()), 1.0, code=code)
                self.assertRefusedWith("unknown_coupon", answer)

    def test_a_coupon_that_was_turned_back_is_empty(self):
        self.env["points.coupons"]._turn_back(self.coupon)
        self.assertRefusedWith("coupon_empty", self._ask_coupon(str(uuid4()), 1.0))

    def test_a_member_s_own_coupon_asks_for_the_member(self):
        self.program.coupon_bearer = "member"
        own = self.env["points.coupons"]._convert(self.account, 10_000)
        bo = self.env["res.partner"].create({"name": "Bo"})
        for partner_id in (0, bo.id):
            answer = self._ask_coupon(str(uuid4()), 1, own, partner_id=partner_id)
            self.assertRefusedWith("coupon_of_other_member", answer)
        answer = self._ask_coupon(str(uuid4()), 1, own, partner_id=self.ana.id)
        self.assertEqual(answer["partner_id"], self.ana.id)

    def test_a_coupon_is_used_where_its_program_applies(self):
        other = self.config.copy({"name": "Other till"})
        self.program.pos_config_ids = other
        self.assertRefusedWith("coupon_not_here", self._ask_coupon(str(uuid4()), 1))

    def test_a_coupon_outlives_its_program(self):
        self._debit_all()
        self.program.action_redeem_only()
        self.program.action_close()
        self.assertTrue(self._ask_coupon(str(uuid4()), 1)["ok"])
        rules = self.env["points.till"].with_user(self.cashier)._rules(self.config)
        self.assertTrue(rules["coupons"])

    def _debit_all(self):
        from ..services.ledger_operations import Forfeit, Source

        now = self.env.cr.now()
        self.env["points.ledger"]._post(
            [
                Forfeit(
                    account_id=self.account.id,
                    key=f"forfeit:{self.account.id}:0",
                    source=Source(model="points.account", id=self.account.id),
                    moment=now,
                    local_day=now.date(),
                )
            ]
        )

    def test_a_till_without_coupons_is_told_so(self):
        till = self.env["points.till"].with_user(self.cashier)
        self.assertTrue(till._rules(self.config)["coupons"])
        self.program.coupons = False
        self.assertFalse(till._rules(self.config)["coupons"])

    def test_releasing_a_coupon_tells_nothing_of_its_member(self):
        hold = self._hold_coupon(str(uuid4()), 3.0)
        till = self.env["points.till"].with_user(self.cashier)
        answer = till._release_once(self.config.id, [hold])
        self.assertEqual(answer, {"accounts": []})
        self.assertLeft(5)

    def test_another_device_finds_the_reservations_of_an_order(self):
        order = str(uuid4())
        hold = self._hold_coupon(order, 3.0)
        till = self.env["points.till"].with_user(self.cashier)
        [answer] = till.get_coupon_holds(self.config.id, order)
        self.assertEqual((answer["uuid"], answer["money"]), (hold, 300))
        self.assertEqual(till.get_coupon_holds(self.config.id, str(uuid4())), [])

    def test_wrong_arguments_raise_before_anything_is_read(self):
        till = self.env["points.till"].with_user(self.cashier)
        good = self._coupon_request(str(uuid4()), 1.0)
        for name, value in (
            ("money", -1),
            ("money", 0),
            ("money", 1.5),
            ("money", 10**13),
            ("code", None),
            ("code", "A" * 65),
            ("uuid", "x"),
            ("order_uuid", ""),
            ("partner_id", "1"),
            ("extra", 1),
        ):
            with self.subTest((name, value)), self.assertRaises(ValidationError):
                till.hold_coupon(self.config.id, {**good, name: value})
        with self.assertRaises(ValidationError):
            till.get_coupon_holds(self.config.id, 7)

    def test_only_cashiers_of_the_company_ask(self):
        user = self.env["res.users"].create(
            {
                "name": "Office",
                "login": "office",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        request = self._coupon_request(str(uuid4()), 1.0)
        till = self.env["points.till"].with_user(user)
        with self.assertRaises(AccessError):
            till.hold_coupon(self.config.id, request)
        with self.assertRaises(AccessError):
            till.get_coupon_holds(self.config.id, request["order_uuid"])
