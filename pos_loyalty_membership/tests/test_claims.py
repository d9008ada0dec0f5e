"""Points of a sale without a member: promised on the receipt, collected once."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..services.ledger_operations import SetState
from .claim_common import ClaimCommon


class TestClaims(ClaimCommon):
    # ------------------------------------------------------------- the receipt

    def test_a_sale_without_a_member_promises_its_points_by_code(self):
        order, [shown] = self._sell_to_nobody()
        claim = self._claim(order)
        self.assertEqual((claim.points, claim.state), (8, "open"))
        self.assertEqual(shown["points"], 800)
        self.assertEqual(shown["code"].replace("-", ""), claim.code)
        self.assertRegex(shown["code"], r"^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$")
        self.assertEqual(claim.local_day, order.date_order.date())
        last = claim.local_day + timedelta(days=14)
        self.assertEqual(shown["until"], last.isoformat())
        self.assertTrue(shown["portal"])

    def test_a_reprint_shows_the_same_code(self):
        order, shown = self._sell_to_nobody()
        self.env.cr.cache.clear()
        receipts = self.env["points.receipt"]._receipts(order)
        self.assertEqual(receipts[order.id]["claims"], shown)

    def test_a_sale_settled_twice_keeps_its_code(self):
        order, shown = self._sell_to_nobody()
        self.env.cr.cache.clear()
        order.action_pos_order_paid()
        self.assertEqual(len(self._claim(order)), 1)
        receipts = self.env["points.receipt"]._receipts(order)
        self.assertEqual(receipts[order.id]["claims"], shown)

    def test_no_code_where_the_program_has_none(self):
        self.program.claim_days = 0
        order, shown = self._sell_to_nobody()
        self.assertFalse(shown)
        self.assertFalse(self._claim(order))

    def test_no_code_for_a_sale_of_a_member_or_of_nothing_that_earns(self):
        order = self._sell(self._cafe(), self.ana)
        self.assertFalse(self._claim(order))
        free, shown = self._sell_to_nobody([self._line(self.espresso, price=0.2)])
        self.assertFalse(shown)
        self.assertFalse(self._claim(free))

    def test_no_code_for_a_company_that_may_not_be_a_member(self):
        shop = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        order = self._sell(self._cafe(), shop)
        self.assertFalse(self._claim(order))

    def test_a_contact_that_stands_for_anybody_is_nobody(self):
        anybody = self.env["res.partner"].create(
            {"name": "Final consumer", "points_anonymous": True}
        )
        order = self._sell(self._cafe(), anybody)
        self.assertEqual(self._claim(order).points, 8)

    def test_two_programs_share_the_code_of_a_receipt(self):
        self._run_program(name="Stars", sequence=20, claim_days=3)
        order, shown = self._sell_to_nobody()
        self.assertEqual(len(shown), 2)
        self.assertEqual(len({each["code"] for each in shown}), 1)
        self.assertTrue(self._give_to(order)["ok"])
        for program in self._claim(order).program_id:
            self.assertPoints(8, program=program)

    def test_the_days_have_bounds(self):
        for wrong in (-1, 366):
            with self.assertRaises(errors.CheckViolation), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    self.program.claim_days = wrong
                    self.env.flush_all()
            self.env.invalidate_all()

    # ------------------------------------------------------------ at the till

    def test_a_cashier_gives_the_sale_to_a_member_once(self):
        order, _shown = self._sell_to_nobody()
        answer = self._give_to(order)
        self.assertTrue(answer["ok"], answer)
        self.assertPoints(8)
        self.assertEqual(order.partner_id, self.ana)
        [line] = answer["receipt"]["lines"]
        self.assertEqual((line["member"], line["earned"]), ("Ana Ruiz", 800))
        self.assertEqual(answer["receipt"]["claims"], [])
        claim = self._claim(order)
        self.assertEqual(claim.state, "claimed")
        self.assertEqual(claim.claimed_through, "till")
        self.assertEqual(claim.claimed_by_id, self.cashier)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertRefused("claim_used", self._give_to(order, other))
        self.assertPoints(8)
        self.assertFalse(self._account(other))

    def test_a_cashier_who_got_no_answer_gives_the_sale_again_and_nothing_more(self):
        order, _shown = self._sell_to_nobody()
        self.assertTrue(self._give_to(order)["ok"])
        again = self._give_to(order)
        self.assertTrue(again["ok"], again)
        [line] = again["receipt"]["lines"]
        self.assertEqual((line["member"], line["earned"]), ("Ana Ruiz", 800))
        self.assertPoints(8)

    def test_the_entry_has_the_sales_own_key_moment_and_why(self):
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)) as clock:
            order, _shown = self._sell_to_nobody()
            sold = order.date_order
            clock.tick(timedelta(days=3))
            self._give_to(order)
        [entry] = order.points_entry_ids
        self.assertEqual(entry.key, f"earn:{order.uuid}:{self.program.id}:0")
        self.assertEqual(entry.moment, sold)
        self.assertEqual(entry.local_day, sold.date())
        self.assertEqual(entry.earning_rule_id, self.earning_rule)
        self.assertTrue(entry.why_text)

    def test_the_rules_are_those_of_the_sale(self):
        order, _shown = self._sell_to_nobody()
        self.earning_rule.points = 100
        self.assertTrue(self._give_to(order)["ok"])
        self.assertPoints(8)

    def test_points_expire_as_if_they_had_been_earned_with_the_sale(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)) as clock:
            order, _shown = self._sell_to_nobody()
            day = order.date_order.date()
            clock.tick(timedelta(days=10))
            self._give_to(order)
        lot = self.env["points.lot"].search(
            [("entry_id", "=", order.points_entry_ids.id)]
        )
        self.assertEqual(lot.expires_on, day + timedelta(days=30))

    def test_the_most_of_a_day_counts_what_its_sales_earned(self):
        self.program.maximum_per_day = 10
        first, _shown = self._sell_to_nobody()
        second, _shown = self._sell_to_nobody()
        third, _shown = self._sell_to_nobody()
        self.assertTrue(self._give_to(first)["ok"])
        self.assertTrue(self._give_to(second)["ok"])
        self.assertPoints(10)
        self.assertRefused("claim_gives_nothing", self._give_to(third))
        self.assertEqual(self._claim(third).state, "open")

    def test_who_joins_by_a_receipt_is_welcomed_once(self):
        self.program.write({"welcome_bonus": True, "welcome_points": 50})
        first, _shown = self._sell_to_nobody()
        second, _shown = self._sell_to_nobody()
        self.assertTrue(self._give_to(first)["ok"])
        self.assertPoints(58)
        self.assertTrue(self._give_to(second)["ok"])
        self._sell([self._line(self.espresso)], self.ana)
        self.assertPoints(69)

    def test_an_order_that_was_sold_to_a_member_is_not_given_again(self):
        order = self._sell(self._cafe(), self.ana)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertRefused("nothing_to_collect", self._give_to(order, other))
        self.assertEqual(order.partner_id, self.ana)

    def test_a_sale_that_got_a_customer_and_earned_is_not_collected_again(self):
        order, [shown] = self._sell_to_nobody()
        order.partner_id = self.ana
        self.env["points.settlement"]._settle_order(order)
        self.assertPoints(8)
        user = new_test_user(self.env, "bo.portal", groups="base.group_portal")
        accounts, reason = self._collect(shown["code"], user)
        self.assertFalse(accounts)
        self.assertIn("already", reason)
        self.assertPoints(8)

    def test_a_late_claim_is_refused_from_the_day_after(self):
        order, _shown = self._sell_to_nobody()
        with freeze_time(fields.Datetime.now() + timedelta(days=15)):
            answer = self._give_to(order)
            self.assertRefused("claim_expired", answer)
            self.assertEqual(self._claim(order).state, "expired")
        with freeze_time(fields.Datetime.now() + timedelta(days=13)):
            self.assertTrue(self._give_to(order)["ok"])

    def test_who_cannot_be_a_member_gets_nothing(self):
        order, _shown = self._sell_to_nobody()
        shop = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        self.assertRefused("no_member", self._give_to(order, shop))
        self._give(1)
        self.env["points.ledger"]._post(
            [SetState(account_id=self._account().id, state="blocked")]
        )
        self.assertRefused("account_not_open", self._give_to(order))
        self.assertEqual(self._claim(order).state, "open")

    def test_an_order_of_another_company_or_none_is_refused(self):
        other = self.env["res.company"].create({"name": "Other company"})
        order, _shown = self._sell_to_nobody()
        self.assertRefused(
            "unknown_order",
            self.till._claim_order_once(self.config.id, 2**30, self.ana.id),
        )
        foreign = self.env["res.users"].create(
            {
                "name": "Foreign cashier",
                "login": "foreign",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.set(self.env.ref("point_of_sale.group_pos_user").ids)
                ],
            }
        )
        till = self.env["points.till"].with_user(foreign)
        with self.assertRaises(AccessError):
            till.claim_order(self.config.id, order.id, self.ana.id)

    def test_only_cashiers_assign_orders(self):
        order, _shown = self._sell_to_nobody()
        for groups in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"no{groups}", groups=groups)
            till = self.env["points.till"].with_user(user)
            with self.assertRaises(AccessError):
                till.claim_order(self.config.id, order.id, self.ana.id)
        for wrong in (0, -1, "1", None, True, 2**40):
            with self.assertRaises(ValidationError):
                self.till.claim_order(self.config.id, wrong, self.ana.id)

    # ------------------------------------------------------------- staff

    def test_who_works_here_collects_as_the_program_says(self):
        self.program.staff_sales = "never"
        order, _shown = self._sell_to_nobody()
        me = self.cashier.partner_id
        self.assertRefused("staff_earns_nothing", self._give_to(order, me))
        self.program.staff_sales = "flag"
        self.assertTrue(self._give_to(order, me)["ok"])
        self.assertEqual(len(self._reviews(order, "staff_sale")), 1)

    # ------------------------------------------------------------- returns

    def test_what_was_returned_before_is_taken_back_with_the_claim(self):
        order, _shown = self._sell_to_nobody()
        self._return(order, {order.lines[0]: 1})
        self.assertTrue(self._claim(order).returned_on)
        self._return(order, {order.lines[1]: 1})
        self.assertTrue(self._give_to(order)["ok"])
        self.assertPoints(3)
        self._return(order, {order.lines[0]: 1})
        self.assertPoints(0)

    def test_what_is_returned_afterwards_is_taken_back_from_who_collected(self):
        order, _shown = self._sell_to_nobody()
        self._give_to(order)
        refund = self._return(order, {order.lines[0]: 2})
        self.assertPoints(2)
        self.assertEqual(refund.points_earned, -6)

    def test_a_sale_returned_in_full_gives_nothing(self):
        order, _shown = self._sell_to_nobody()
        self._return(order, {line: line.qty for line in order.lines})
        self.assertRefused("claim_returned", self._give_to(order))
        self.assertFalse(self._account())

    # ------------------------------------------------------------- records

    def test_nobody_makes_changes_or_deletes_claims(self):
        order, _shown = self._sell_to_nobody()
        claim = self._claim(order)
        with self.assertRaises(UserError):
            claim.write({"points": 5000})
        with self.assertRaises(UserError):
            claim.copy()
        with self.assertRaises(UserError):
            claim.unlink()
        officer = new_test_user(
            self.env,
            "claims_officer",
            groups="pos_loyalty_membership.points_group_officer",
        )
        own = claim.with_user(officer)
        self.assertEqual(own.code, claim.code)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(own.has_access(operation))

    def test_codes_are_not_read_by_cashiers_nor_visitors(self):
        order, _shown = self._sell_to_nobody()
        claim = self._claim(order)
        portal = new_test_user(self.env, "p", groups="base.group_portal")
        for user in (self.cashier, portal):
            with self.assertRaises(AccessError):
                claim.with_user(user).read(["points"])
        accountant = new_test_user(
            self.env, "a", groups="base.group_user,account.group_account_invoice"
        )
        reader = claim.with_user(accountant)
        self.assertEqual(reader.read(["points"])[0]["points"], 8)
        with self.assertRaises(AccessError):
            reader.read(["code"])

    def test_claims_of_other_companies_are_not_seen(self):
        order, _shown = self._sell_to_nobody()
        other = self.env["res.company"].create({"name": "Other company"})
        officer = new_test_user(
            self.env,
            "other_officer",
            groups="pos_loyalty_membership.points_group_officer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(
            self.env["points.claim"]
            .with_user(officer)
            .search([("id", "=", self._claim(order).id)])
        )

    def test_what_nobody_came_for_is_forgotten_long_after(self):
        order, _shown = self._sell_to_nobody()
        kept, _shown = self._sell_to_nobody()
        self._give_to(kept)
        claims = self._claim(order) | self._claim(kept)
        with freeze_time(fields.Datetime.now() + timedelta(days=100)):
            claims._gc_never_collected()
            self.assertEqual(claims.exists(), claims)
        with freeze_time(fields.Datetime.now() + timedelta(days=105)):
            claims._gc_never_collected()
        self.assertEqual(claims.exists(), self._claim(kept))

    def test_an_officer_opens_the_sale(self):
        order, _shown = self._sell_to_nobody()
        action = self._claim(order).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("pos.order", order.id)
        )
