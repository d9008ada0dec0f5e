"""What a till may ask, who may ask it, and what is refused in words."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import psycopg2.errors

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .till_common import TillCommon


class TestTillRpc(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.env["points.till"].with_user(cls.cashier)

    def _member(self):
        answer = self.till.get_member(self.config.id, self.ana.id)
        return answer["accounts"]

    def _ask(self, points, money, order_uuid=None, **values):
        request = self._hold_request(
            order_uuid or str(uuid4()), points, money, **values
        )
        return self.till._hold_once(self.config.id, request)

    def assertHoldRefused(self, code, answer):
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["code"], code)
        self.assertTrue(answer["message"])
        self.assertNotIn(code, answer["message"])

    # ------------------------------------------------------------- questions

    def test_rules_are_integers_with_the_texts_the_till_shows(self):
        rules = self.till.get_rules(self.config.id)
        [program] = rules["programs"]
        self.assertEqual(program["name"], "Café")
        self.assertEqual(program["unit"], 100)
        [earning] = program["earning_rules"]
        self.assertEqual((earning["points"], earning["per_amount"]), (100, 100))
        [redemption] = program["redemption_rules"]
        self.assertEqual((redemption["points"], redemption["money"]), (10000, 100))
        self.assertEqual(
            rules["discount_product_id"], self.company.points_discount_product_id.id
        )
        loaded = self.config._load_pos_data_read(self.config, self.config)
        self.assertEqual(loaded[0]["_points_rules"], rules)

    def test_the_digest_changes_with_a_rule_and_not_with_a_name(self):
        digest = self.till.get_rules(self.config.id)["digest"]
        self.program.name = "Another name"
        self.assertEqual(self.till.get_rules(self.config.id)["digest"], digest)
        self.earning_rule.points = 2
        self.assertNotEqual(self.till.get_rules(self.config.id)["digest"], digest)

    def test_a_customer_without_account_has_nothing_yet(self):
        [account] = self._member()
        self.assertEqual((account["account_id"], account["available"]), (0, 0))

    def test_a_customer_that_is_not_enrolled_has_no_part(self):
        self.program.member_policy = "enrolled"
        self.assertEqual(self._member(), [])

    def test_a_member_has_points_and_reservations(self):
        account = self._give(1240)
        hold = self._hold("order-1-of-the-test", 500, 5.0)
        [answer] = self._member()
        self.assertEqual(answer["account_id"], account.id)
        self.assertEqual((answer["available"], answer["held"]), (74000, 50000))
        [reserved] = answer["holds"]
        self.assertEqual(
            (reserved["uuid"], reserved["points"], reserved["money"]),
            (hold, 50000, 500),
        )
        self.assertAlmostEqual(reserved["expires_in"], 1800, delta=60)

    def test_a_visit_of_today_is_told(self):
        self.earning_rule.write({"kind": "visit", "points": 5})
        self.assertEqual(self._member()[0]["visited_rule_ids"], [])
        self._sell([self._line(self.espresso)], self.ana)
        [account] = self._member()
        self.assertEqual(account["visited_rule_ids"], self.earning_rule.ids)

    def test_overdue_reservations_count_as_free(self):
        self._give(500)
        hold = self._hold("order-1-of-the-test", 500, 5.0)
        self.env.cr.execute(
            "UPDATE points_hold SET expires_at = %s WHERE uuid = %s",
            [fields.Datetime.now() - timedelta(hours=1), hold],
        )
        self.env.cr.execute(
            "UPDATE points_account SET next_due = %s",
            [fields.Datetime.now() - timedelta(hours=1)],
        )
        self.env.invalidate_all()
        [answer] = self._member()
        self.assertEqual((answer["available"], answer["held"]), (50000, 0))
        self.assertEqual(answer["holds"], [])
        self.assertTrue(self._ask(500, 5.0)["ok"])

    # ---------------------------------------------------------- reservations

    def test_a_hold_reserves_and_says_how_long(self):
        self._give(1240)
        answer = self._ask(500, 5.0)
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["expires_in"], 1800)
        self.assertEqual(answer["account"]["available"], 74000)

    def test_asking_twice_with_one_uuid_reserves_once(self):
        self._give(500)
        request = self._hold_request(str(uuid4()), 500, 5.0)
        self.assertTrue(self.till._hold_once(self.config.id, request)["ok"])
        self.assertTrue(self.till._hold_once(self.config.id, request)["ok"])
        self.assertEqual(self._account().held, 500)

    def test_a_redemption_of_another_order_cannot_be_replaced(self):
        self._give(1240)
        first = str(uuid4())
        self.assertTrue(self._ask(500, 5.0, uuid=first)["ok"])
        answer = self._ask(600, 6.0, replaces=first)
        self.assertHoldRefused("hold_of_other_order", answer)
        hold = self.env["points.hold"].search([("uuid", "=", first)])
        self.assertEqual(hold.state, "held")

    def test_a_changed_redemption_replaces_the_one_before(self):
        self._give(600)
        order_uuid = str(uuid4())
        first = self._hold(order_uuid, 500, 5.0)
        answer = self._ask(600, 6.0, order_uuid, replaces=first)
        self.assertTrue(answer["ok"], answer)
        self.assertEqual(self._account().held, 600)

    def test_refusals_are_data_with_a_sentence(self):
        self._give(1240)
        self.assertHoldRefused("not_enough_points", self._ask(1300, 13.0))
        self.assertHoldRefused("wrong_worth", self._ask(500, 6.0))
        self.redemption_rule.minimum_points = 600
        self.assertHoldRefused("below_minimum_points", self._ask(500, 5.0))
        self.redemption_rule.write({"minimum_points": 0, "maximum_points": 400})
        self.assertHoldRefused("above_maximum_points", self._ask(500, 5.0))
        self.redemption_rule.write({"maximum_points": 0, "step": 200})
        self.assertHoldRefused("not_a_step", self._ask(500, 5.0))
        self.redemption_rule.write({"step": 0, "minimum_balance": 2000})
        self.assertHoldRefused("balance_below_minimum", self._ask(500, 5.0))
        self.redemption_rule._apply_value(
            {"minimum_balance": 0, "date_to": "2020-01-01"}
        )
        self.assertHoldRefused("ended", self._ask(500, 5.0))
        self.redemption_rule._apply_value({"date_from": "2100-01-01", "date_to": False})
        self.assertHoldRefused("not_started", self._ask(500, 5.0))

    def test_who_has_no_part_in_the_program_is_refused(self):
        self.assertHoldRefused("not_enrolled", self._ask(500, 5.0))
        self.ana.points_anonymous = True
        self.assertHoldRefused("no_member", self._ask(500, 5.0))

    def test_blocked_accounts_and_ended_programs_are_refused(self):
        self._give(1000).sudo().state = "blocked"
        self.assertHoldRefused("account_not_open", self._ask(500, 5.0))
        self._account().sudo().state = "open"
        self.program.write(
            {"state": "redeem_only", "redeem_until": fields.Date.to_date("2020-01-01")}
        )
        self.assertHoldRefused("not_running", self._ask(500, 5.0))

    def test_a_rule_of_another_program_is_refused(self):
        self._give(1000)
        other = self._run_program(name="Other")
        answer = self._ask(500, 5.0, rule_id=other.redemption_rule_ids.id)
        self.assertHoldRefused("unknown_rule", answer)

    def test_release_frees_and_a_delayed_hold_cannot_come_after_it(self):
        self._give(1000)
        order_uuid = str(uuid4())
        hold = self._hold(order_uuid, 500, 5.0)
        unknown = str(uuid4())
        answer = self.till._release_once(self.config.id, [hold, unknown])
        [account] = answer["accounts"]
        self.assertEqual((account["available"], account["held"]), (100000, 0))
        late = self._ask(500, 5.0, order_uuid, uuid=unknown)
        self.assertHoldRefused("hold_not_active", late)

    def test_renew_gives_new_time_and_zero_for_what_ended(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        ended = self._hold(str(uuid4()), 100, 1.0)
        self.till._release_once(self.config.id, [ended])
        answer = self.till._renew_once(self.config.id, [hold, ended])
        self.assertEqual(answer, {hold: 1800, ended: 0})

    def test_reservations_of_invoices_are_not_a_tills_to_free(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        self.env.cr.execute(
            "UPDATE points_hold SET document_model = 'account.move' WHERE uuid = %s",
            [hold],
        )
        self.env.invalidate_all()
        self.till._release_once(self.config.id, [hold])
        self.assertEqual(self._account().held, 500)
        self.assertEqual(self.till._renew_once(self.config.id, [hold]), {hold: 0})

    def test_cancelling_or_deleting_an_order_frees_its_points(self):
        self._give(1000)
        for end in (
            lambda order: order.action_pos_order_cancel(),
            lambda order: order.remove_from_ui(order.ids),
        ):
            values = self._order_values([self._line(self.espresso)], self.ana)
            values.update(state="draft", payment_ids=[], amount_paid=0)
            order, _answer = self._sync(values)
            self._hold(order.uuid, 300, 3.0)
            self.assertEqual(self._account().held, 300)
            end(order.with_user(self.cashier))
            self.assertEqual(self._account().held, 0)

    def test_a_hold_repeats_concurrency_errors_before_odoo_does(self):
        request = self._hold_request(str(uuid4()), 5, 0.05)
        error = psycopg2.errors.SerializationFailure()
        model = type(self.env["points.till"])
        with (
            patch.object(
                model, "_hold_once", side_effect=[error, error, "done"]
            ) as hold,
            patch("time.sleep"),
        ):
            self.assertEqual(self.till.hold(self.config.id, request), "done")
            self.assertEqual(hold.call_count, 3)
        with (
            patch.object(model, "_hold_once", side_effect=error) as hold,
            patch("time.sleep"),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self.till.hold(self.config.id, request)
        self.assertEqual(hold.call_count, 20)

    # ---------------------------------------------------------------- rights

    def test_only_cashiers_may_ask(self):
        user = new_test_user(
            self.env, "no_cashier", groups="base.group_user", company_id=self.company.id
        )
        till = self.env["points.till"].with_user(user)
        with self.assertRaises(AccessError):
            till.get_rules(self.config.id)
        with self.assertRaises(AccessError):
            till.get_member(self.config.id, self.ana.id)
        with self.assertRaises(AccessError):
            till.hold(self.config.id, self._hold_request(str(uuid4()), 5, 0.05))
        with self.assertRaises(AccessError):
            till.release(self.config.id, [str(uuid4())])
        with self.assertRaises(AccessError):
            till.renew(self.config.id, [str(uuid4())])

    def test_a_till_of_another_company_is_refused(self):
        company = self.env["res.company"].sudo().create({"name": "Other company"})
        self.env.cr.execute(
            "UPDATE pos_config SET company_id = %s WHERE id = %s",
            [company.id, self.other_currency_config.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.till.get_rules(self.other_currency_config.id)
        with self.assertRaises(AccessError):
            self.till.get_rules(10**6)

    def test_a_contact_of_another_company_is_refused(self):
        company = self.env["res.company"].sudo().create({"name": "Other company"})
        self.ana.sudo().company_id = company
        with self.assertRaises(AccessError):
            self.till.get_member(self.config.id, self.ana.id)

    def test_the_hold_of_another_company_is_not_freed(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        company = self.env["res.company"].sudo().create({"name": "Other company"})
        self.env.cr.execute(
            "UPDATE points_hold SET company_id = %s WHERE uuid = %s", [company.id, hold]
        )
        self.env.invalidate_all()
        self.till._release_once(self.config.id, [hold])
        self.assertEqual(self._account().held, 500)

    def test_arguments_are_checked_before_anything_is_done(self):
        good = self._hold_request(str(uuid4()), 5, 0.05)
        bad = [
            {**good, "points": 5.5},
            {**good, "points": True},
            {**good, "points": 0},
            {**good, "points": -500},
            {**good, "points": 10**13},
            {**good, "money": "500"},
            {**good, "uuid": "x' OR 1=1"},
            {**good, "uuid": "u" * 65},
            {**good, "order_uuid": None},
            {**good, "partner_id": [self.ana.id]},
            {**good, "program_id": 2**40},
            {**good, "more": 1},
            {name: good[name] for name in list(good)[1:]},
            [],
            None,
        ]
        for request in bad:
            with self.subTest(request=request), self.assertRaises(ValidationError):
                self.till.hold(self.config.id, request)
        for uuids in (["short"], "text", [1], [str(uuid4())] * 101, None):
            with self.subTest(uuids=uuids), self.assertRaises(ValidationError):
                self.till.release(self.config.id, uuids)
        for config_id in ("1", [self.config.id], None, -1, True):
            with self.subTest(config=config_id), self.assertRaises(ValidationError):
                self.till.get_rules(config_id)

    def test_private_methods_are_out_of_reach(self):
        public = {
            name
            for name in dir(type(self.env["points.till"]))
            if not name.startswith("_") and name in ("get_rules", "get_member", "hold")
        }
        self.assertEqual(public, {"get_rules", "get_member", "hold"})
        for model in ("points.settlement", "points.snapshot", "points.receipt"):
            own = [
                name
                for base in type(self.env[model]).__mro__
                if base.__module__.startswith("odoo.addons.pos_loyalty_membership")
                for name in vars(base)
                if callable(getattr(base, name)) and not name.startswith("_")
            ]
            self.assertFalse(own, f"{model} has no public methods")


@tagged("post_install", "-at_install")
class TestTillOverHttp(TillCommon, HttpCase):
    """The same over the wire, where a hold has a transaction of its own."""

    def _call(self, method, *arguments):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "points.till",
                "method": method,
                "args": [self.config.id, *arguments],
                "kwargs": {},
            },
        )

    def test_a_cashier_reserves_renews_and_frees_points(self):
        self._give(1240)
        self.cashier.password = "points_cashier_password"
        self.env.flush_all()
        self.authenticate("points_cashier", "points_cashier_password")
        rules = self._call("get_rules")
        self.assertEqual(len(rules["programs"]), 1)
        member = self._call("get_member", self.ana.id)
        self.assertEqual(member["digest"], rules["digest"])
        self.assertEqual(member["accounts"][0]["available"], 124000)
        request = self._hold_request(str(uuid4()), 500, 5.0)
        answer = self._call("hold", request)
        self.assertTrue(answer["ok"], answer)
        self.assertEqual(answer["account"]["available"], 74000)
        refused = self._call("hold", self._hold_request(str(uuid4()), 900, 9.0))
        self.assertEqual(refused["code"], "not_enough_points")
        self.assertIn("740", refused["message"])
        self.assertEqual(
            self._call("renew", [request["uuid"]]), {request["uuid"]: 1800}
        )
        freed = self._call("release", [request["uuid"]])
        self.assertEqual(freed["accounts"][0]["available"], 124000)
