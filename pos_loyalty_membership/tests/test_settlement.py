"""A paid order becomes entries, once, whatever the till claims."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import psycopg2.errors

from odoo import fields
from odoo.tools import mute_logger

from ..services import snapshot_basket
from .till_common import TillCommon


class TestSettlement(TillCommon):
    def _cafe_lines(self):
        """UX.md's café: two espressos and a croissant, 8.50."""
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def test_a_sale_to_a_new_member_opens_the_account_and_earns(self):
        order = self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(8)
        entry = order.points_entry_ids
        self.assertEqual(entry.key, f"earn:{order.uuid}:{self.program.id}:0")
        self.assertEqual(entry.earning_rule_id, self.earning_rule)
        self.assertEqual(entry.source_name, order.name)
        self.assertEqual(
            [line["points"] for line in entry.lines], [600, 200], "shared over lines"
        )

    def test_the_cafe_example_holds_to_the_number(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        self.assertEqual(order.amount_total, 3.5)
        self.assertPoints(743)
        self.assertEqual((order.points_earned, order.points_redeemed), (3, 500))
        self.assertFalse(self._reviews(order))

    def test_the_answer_of_the_sync_has_the_figures_of_the_receipt(self):
        self._give(1240)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        values = self._order_values(lines, self.ana, uuid=uuid)
        order, answer = self._sync(values)
        [sent] = [data for data in answer["pos.order"] if data["id"] == order.id]
        [line] = sent["_points_receipt"]["lines"]
        self.assertEqual(
            line,
            {
                "program_id": self.program.id,
                "program": "Café",
                "point_name": "pts",
                "counts_in": "points",
                "currency_id": self.currency.id,
                "decimals": 0,
                "sequence": 10,
                "member": "Ana Ruiz",
                "earned": 300,
                "bonus": 0,
                "redeemed": 50000,
                "redeemed_money": 500,
                "given_back": 0,
                "taken_back": 0,
                "balance": 74300,
                "rules": [],
                "link": "",
                "tier": None,
            },
        )
        self._give(100)
        self.env.cr.cache.clear()
        again = self.env["pos.order"].read_pos_orders([("id", "=", order.id)])
        self.assertEqual(
            again["pos.order"][0]["_points_receipt"],
            sent["_points_receipt"],
            "a reprint shows what the receipt showed",
        )

    def test_a_receipt_says_which_rules_gave_what_where_several_did(self):
        self.env["points.earning.rule"].create(
            {
                "program_id": self.program.id,
                "name": "Visit",
                "kind": "visit",
                "points": 5,
            }
        )
        values = self._order_values(self._cafe_lines(), self.ana)
        order, answer = self._sync(values)
        [sent] = [data for data in answer["pos.order"] if data["id"] == order.id]
        [line] = sent["_points_receipt"]["lines"]
        self.assertEqual(
            [rule["points"] for rule in line["rules"]], [800, 500], line["rules"]
        )
        self.assertEqual(line["rules"][1]["name"], "Visit")
        self.env.cr.cache.clear()
        again = self.env["pos.order"].read_pos_orders([("id", "=", order.id)])
        self.assertEqual(
            again["pos.order"][0]["_points_receipt"], sent["_points_receipt"]
        )

    def test_an_order_sent_twice_changes_nothing(self):
        values = self._order_values(self._cafe_lines(), self.ana)
        order, _answer = self._sync(dict(values))
        again, _answer = self._sync(values)
        self.assertEqual(order, again)
        self.assertPoints(8)
        order.action_pos_order_paid()
        self.assertPoints(8)
        self.assertEqual(len(order.points_entry_ids), 1)

    def test_a_redeeming_order_settled_twice_takes_its_points_once(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        order.action_pos_order_paid()
        self.env["points.settlement"]._settle_order(order)
        self.assertPoints(743)
        self.assertEqual(len(order.points_entry_ids), 2)

    def test_a_sale_without_customer_or_to_a_walk_in_earns_nothing(self):
        order = self._sell(self._cafe_lines())
        self.assertFalse(order.points_entry_ids)
        public = self.env.ref("base.public_user").sudo().partner_id
        order = self._sell(self._cafe_lines(), public)
        self.assertFalse(order.points_entry_ids)
        self.assertFalse(self._account(public))

    def test_a_program_for_enrolled_members_waits_for_the_enrolment(self):
        self.program.member_policy = "enrolled"
        order = self._sell(self._cafe_lines(), self.ana)
        self.assertFalse(order.points_entry_ids)
        self.env["points.ledger"]._open_accounts(
            [(self.program.id, self.ana.id, "till")]
        )
        self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(8)

    def test_two_programs_earn_independently(self):
        second = self._run_program(
            name="Visits",
            sequence=20,
            earning_rule_ids=[
                fields.Command.create({"kind": "visit", "points": 5}),
            ],
        )
        order = self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(8)
        self.assertPoints(5, program=second)
        self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(16)
        self.assertPoints(5, program=second)
        self.assertEqual(len(order.points_entry_ids), 2)

    def test_a_program_that_only_redeems_does_not_earn(self):
        self._give(1000)
        self.program.action_redeem_only()
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        self.assertPoints(500)
        self.assertEqual(order.points_entry_ids.mapped("kind"), ["redeem"])

    def test_a_till_that_the_program_does_not_name_earns_nothing(self):
        other = self.env["pos.config"].create({"name": "Other till"})
        self.program.pos_config_ids = other
        self.assertFalse(self._sell(self._cafe_lines(), self.ana).points_entry_ids)
        self.program.pos_config_ids = self.config
        self.assertTrue(self._sell(self._cafe_lines(), self.ana).points_entry_ids)

    def test_a_till_in_another_currency_shows_no_program(self):
        programs = self.env["points.snapshot"]._till_programs
        self.assertEqual(len(programs(self.config)), 1)
        self.assertFalse(programs(self.other_currency_config))

    def test_zero_priced_goods_earn_nothing(self):
        lines = [self._line(self.espresso, price=0.0)]
        order = self._sell(lines, self.ana)
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.points_entry_ids)

    def test_the_tip_earns_nothing(self):
        tip = self.env.ref("point_of_sale.product_product_tip")
        self.config.write({"iface_tipproduct": True, "tip_product_id": tip.id})
        self._sell([*self._cafe_lines(), self._line(tip, price=20.0)], self.ana)
        self.assertPoints(8)

    def test_a_line_that_settles_another_document_earns_nothing(self):
        # The modules that have such lines are not free; any field stands for theirs.
        paying = self._line(self.croissant, price=40, customer_note="Order 17")
        with patch.object(snapshot_basket, "SETTLING_FIELDS", ("customer_note",)):
            order = self._sell([self._line(self.espresso), paying], self.ana)
        self.assertEqual(order.points_earned, 3)

    def test_points_are_earned_on_what_was_received_at_most(self):
        # Cash rounding keeps 2 cents that nobody paid.
        self.config.write(
            {
                "cash_rounding": True,
                "rounding_method": self.env["account.cash.rounding"]
                .create(
                    {
                        "name": "0.05",
                        "rounding": 0.05,
                        "rounding_method": "DOWN",
                        "profit_account_id": self.sales_account.id,
                        "loss_account_id": self.sales_account.id,
                    }
                )
                .id,
            }
        )
        self.earning_rule.step_mode = "proportional"
        self.program.decimals = "2"
        lines = [self._line(self.espresso, price=8.02)]
        order = self._sell(lines, self.ana, paid=8.0)
        self.assertEqual(order.points_earned, 8.0)

    def test_an_unlinked_return_lowers_the_basis_and_is_reviewed(self):
        lines = [self._line(self.espresso, 3), self._line(self.croissant, -1)]
        order = self._sell(lines, self.ana)
        self.assertEqual(order.points_earned, 6)
        self.assertTrue(self._reviews(order, "unlinked_return"))

    def test_a_draft_earns_when_it_is_paid(self):
        values = self._order_values(self._cafe_lines(), self.ana)
        draft = {**values, "state": "draft", "payment_ids": [], "amount_paid": 0}
        order, _answer = self._sync(draft)
        self.assertFalse(order.points_entry_ids)
        payment = self.env["pos.make.payment"].with_context(
            active_id=order.id, active_ids=order.ids
        )
        payment.create({"amount": 8.5, "payment_method_id": self.cash_pm1.id}).check()
        self.assertEqual(order.state, "paid")
        self.assertPoints(8)

    def test_an_invoiced_order_earns_once(self):
        order = self._sell(self._cafe_lines(), self.ana, to_invoice=True)
        self.assertTrue(order.account_move)
        self.assertPoints(8)

    def test_a_failure_leaves_the_sale_paid_and_a_job_settles_it_later(self):
        ledger = type(self.env["points.ledger"])
        with (
            patch.object(ledger, "_post", side_effect=RuntimeError("no disk")),
            mute_logger(
                "odoo.addons.pos_loyalty_membership.services.points_settlement"
            ),
        ):
            order = self._sell(self._cafe_lines(), self.ana)
        self.assertEqual(order.state, "paid")
        self.assertFalse(order.points_entry_ids)
        review = self._reviews(order, "unsettled")
        self.assertEqual(review.state, "open")
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            self.env["points.settlement"].sudo()._cron_settle_unsettled()
        self.assertEqual(review.state, "closed")
        self.assertPoints(8)

    def test_a_concurrency_error_propagates_so_that_odoo_replays(self):
        ledger = type(self.env["points.ledger"])
        error = psycopg2.errors.SerializationFailure()
        values = self._order_values(self._cafe_lines(), self.ana)
        with (
            patch.object(ledger, "_post", side_effect=error),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self._sync(values)

    def test_a_clock_that_is_wrong_is_replaced_and_reviewed(self):
        future = fields.Datetime.now() + timedelta(days=2)
        order = self._sell(
            self._cafe_lines(), self.ana, date_order=fields.Datetime.to_string(future)
        )
        self.assertLess(order.points_entry_ids.moment, future)
        self.assertTrue(self._reviews(order, "moment"))

    def test_a_blocked_account_earns_nothing_and_the_sale_goes_on(self):
        self._give(10).sudo().state = "blocked"
        order = self._sell(self._cafe_lines(), self.ana)
        self.assertEqual(order.state, "paid")
        self.assertPoints(10)

    def test_a_person_at_a_delivery_address_earns_for_the_contact(self):
        address = self.env["res.partner"].create(
            {"name": "Home", "type": "delivery", "parent_id": self.ana.id}
        )
        self._sell(self._cafe_lines(), address)
        self.assertPoints(8)

    def test_till_data_has_no_figures_that_it_could_send_back(self):
        names = self.env["pos.order"]._load_pos_data_fields(self.config)
        self.assertFalse({"points_earned", "points_entry_ids"} & set(names))
        self.assertIn("partner_id", names)
        lines = self.env["pos.order.line"]._load_pos_data_fields(self.config)
        self.assertIn("points_hold_uuid", lines)

    def test_orders_are_described_to_the_till_as_before_without_the_ledger(self):
        session = self.till_session
        names = self.env["pos.order"]._load_pos_data_fields(self.config)
        described = session._load_pos_data_relations("pos.order", names)
        everything = session._load_pos_data_relations("pos.order", [])
        self.assertEqual(
            everything.keys() - described.keys(),
            {"points_earned", "points_redeemed", "points_entry_ids"},
        )
