"""Percentages, products and ranges: from the form to what a sale settles."""

from uuid import uuid4

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .till_common import TillCommon


class TestRedemptionKinds(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(5000)
        cls.bakery = cls.env["pos.category"].create({"name": "Bakery"})
        cls.croissant.pos_categ_ids = cls.bakery
        cls.percent_rule = cls._rule(
            name="20 % off bakery",
            kind="percent",
            points=300,
            percent=20,
            pos_category_ids=[Command.set(cls.bakery.ids)],
        )
        cls.product_rule = cls._rule(name="Products", kind="product", points=0)
        cls.croissant.points_price = 250

    @classmethod
    def _rule(cls, **values):
        return cls.env["points.redemption.rule"].create(
            {"program_id": cls.program.id, **values}
        )

    def _sell_with(self, rule, lines, points, money, on=None, **values):
        """Sell lines with points of a rule that lower the line `on`, or their taxes."""
        order_uuid = str(uuid4())
        hold = self._hold(order_uuid, points, money, rule_id=rule.id)
        discounts = self._discount_lines([on] if on else lines, money, hold)
        for line in discounts:
            line["points_target_uuids"] = on["uuid"] if on else False
        return self._sell(lines + discounts, self.ana, uuid=order_uuid, **values), hold

    def _refused(self, points, money, rule, **values):
        """The code with which the till is refused a reservation."""
        request = self._hold_request(
            str(uuid4()), points, money, rule_id=rule.id, **values
        )
        till = self.env["points.till"].with_user(self.cashier)
        answer = till._hold_once(self.config.id, request)
        self.assertFalse(answer["ok"])
        self.assertTrue(answer["message"])
        return answer["code"]

    def _breakfast(self):
        espresso, croissant = (
            self._line(self.espresso, 2),
            self._line(self.croissant, 1),
        )
        return [espresso, croissant], croissant

    # ---------------------------------------------------------------- percent

    def test_a_percentage_is_given_on_the_goods_of_its_rule(self):
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.percent_rule, lines, 300, 0.5, on=croissant)
        self.assertEqual(order.points_redeemed, 300)
        self.assertEqual(order.points_earned, 8)
        self.assertFalse(self._reviews(order))
        self.assertPoints(5000 - 300 + 8)

    def test_rewards_are_booked_on_a_product_of_their_own(self):
        loaded = (
            self.env["points.till"].with_user(self.cashier).get_rules(self.config.id)
        )
        reward = self.company.points_reward_product_id
        self.assertEqual(loaded["reward_product_id"], reward.id)
        lines, croissant = self._breakfast()
        order_uuid = str(uuid4())
        hold = self._hold(order_uuid, 250, 2.5, rule_id=self.product_rule.id)
        [discount] = self._discount_lines([croissant], 2.5, hold)
        discount.update(product_id=reward.id, points_target_uuids=croissant["uuid"])
        order = self._sell(lines + [discount], self.ana, uuid=order_uuid)
        self.assertFalse(self._reviews(order))
        self.assertEqual(order.points_redeemed, 250)
        untagged = self._line(reward, price=-1)
        order = self._sell([self._line(self.espresso), untagged], self.ana)
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_percentage_of_other_goods_is_noted(self):
        lines, _croissant = self._breakfast()
        order, _hold = self._sell_with(self.percent_rule, lines, 300, 1.2, on=lines[0])
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_more_than_the_percentage_is_noted(self):
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.percent_rule, lines, 300, 2, on=croissant)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_percentage_has_one_price(self):
        self.assertEqual(self._refused(200, 0.5, self.percent_rule), "wrong_price")

    # --------------------------------------------------------------- products

    def test_a_product_is_paid_with_its_price_in_points(self):
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 250, 2.5, on=croissant)
        self.assertEqual((order.points_redeemed, order.points_earned), (250, 6))
        self.assertFalse(self._reviews(order))
        entry = order.points_entry_ids.filtered(lambda each: each.kind == "redeem")
        [line] = entry.lines
        self.assertEqual((line["uuid"], line["discount"]), (croissant["uuid"], 250))
        self.assertIn("Croissant", entry.why_text)

    def test_what_a_product_costs_more_is_paid_with_money(self):
        self.product_rule.partial = True
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 100, 1.0, on=croissant)
        self.assertEqual((order.points_redeemed, order.points_earned), (100, 7))
        self.assertFalse(self._reviews(order))

    def test_one_price_for_the_goods_of_a_rule(self):
        self.product_rule.write(
            {
                "points": 150,
                "pos_category_ids": [Command.set(self.bakery.ids)],
                "maximum_price": 2.6,
            }
        )
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 150, 2.5, on=croissant)
        self.assertFalse(self._reviews(order))
        self.product_rule.maximum_price = 2.0
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 150, 2.5, on=croissant)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_till_that_names_other_goods_or_too_many_units_is_noted(self):
        for points, money, on in (
            (250, 3.0, 0),  # an espresso has no price in points
            (500, 5.0, 1),  # there is one croissant only
            (250, 2.6, 1),  # it costs less
        ):
            with self.subTest(points=points, money=money):
                lines, _croissant = self._breakfast()
                order, _hold = self._sell_with(
                    self.product_rule, lines, points, money, on=lines[on]
                )
                self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_till_that_names_a_line_of_another_order_is_noted(self):
        lines, croissant = self._breakfast()
        order_uuid = str(uuid4())
        hold = self._hold(order_uuid, 250, 2.5, rule_id=self.product_rule.id)
        [discount] = self._discount_lines([croissant], 2.5, hold)
        discount["points_target_uuids"] = str(uuid4())
        order = self._sell(lines + [discount], self.ana, uuid=order_uuid)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_goods_that_are_never_redeemable_are_not_for_points(self):
        self.bakery.points_never_redeemable = "yes"
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 250, 2.5, on=croissant)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_returned_product_gives_its_points_back(self):
        lines, croissant = self._breakfast()
        order, _hold = self._sell_with(self.product_rule, lines, 250, 2.5, on=croissant)
        sold = order.lines.filtered(lambda line: line.uuid == croissant["uuid"])
        paid = order.lines.filtered("points_hold_uuid")
        back = self._return_lines({line: line.qty for line in sold + paid})
        self._sell(back, self.ana, is_refund=True)
        self.assertPoints(5000 + 6)

    # ---------------------------------------------------------------- amounts

    def test_more_points_can_be_worth_more(self):
        self.redemption_rule.bracket_ids = [
            Command.create({"from_points": 500, "points": 100, "money": 1.25})
        ]
        order, _hold = self._sell_with(
            self.redemption_rule, self._breakfast()[0], 600, 7.5
        )
        self.assertFalse(self._reviews(order))
        self.assertEqual(order.points_redeemed, 600)
        self.assertEqual(self._refused(600, 6, self.redemption_rule), "wrong_worth")
        self.assertEqual(self._refused(400, 5, self.redemption_rule), "wrong_worth")

    def test_all_points_at_once_or_none(self):
        self.redemption_rule._apply_value({"everything": True})
        program = self.env["points.snapshot"]._till_program(
            self.config, self.program.id
        )
        self.assertTrue(program.rule(self.redemption_rule.id).everything)
        self.assertIn("all points at once", self.redemption_rule.sentence)

    def test_a_reward_and_a_discount_meet_in_one_order(self):
        lines, croissant = self._breakfast()
        order_uuid = str(uuid4())
        reward = self._hold(order_uuid, 250, 2.5, rule_id=self.product_rule.id)
        percent = self._hold(order_uuid, 300, 0.5, rule_id=self._all_percent().id)
        amount = self._hold(order_uuid, 100, 1)
        discounts = self._discount_lines([croissant], 2.5, reward)
        discounts[0]["points_target_uuids"] = croissant["uuid"]
        discounts += self._discount_lines([lines[0]], 0.5, percent)
        discounts += self._discount_lines([lines[0]], 1, amount)
        order = self._sell(lines + discounts, self.ana, uuid=order_uuid)
        self.assertFalse(self._reviews(order))
        self.assertEqual(order.points_redeemed, 650)
        self.assertEqual(order.points_earned, 4)

    def test_two_programs_pay_for_one_order(self):
        other = self._run_program(name="Other", sequence=20)
        self._give(1000, program=other)
        lines, _croissant = self._breakfast()
        order_uuid = str(uuid4())
        first = self._hold(order_uuid, 200, 2)
        second = self._hold(
            order_uuid,
            300,
            3,
            program_id=other.id,
            rule_id=other.redemption_rule_ids.id,
        )
        discounts = self._discount_lines(lines, 2, first)
        discounts += self._discount_lines(lines, 3, second)
        order = self._sell(lines + discounts, self.ana, uuid=order_uuid)
        self.assertFalse(self._reviews(order))
        self.assertPoints(5000 - 200 + 3)
        self.assertPoints(1000 - 300 + 3, program=other)

    def _all_percent(self):
        return self._rule(name="10 % off", kind="percent", points=300, percent=10)

    # ------------------------------------------------------------------- forms

    def test_the_sentence_says_what_each_kind_takes_and_gives(self):
        self.assertEqual(self.percent_rule.sentence, "300 pts = 20 % off, on Bakery")
        self.assertEqual(self.product_rule.sentence, "one unit for its price in points")
        self.product_rule.write({"points": 10, "maximum_price": 4, "partial": True})
        self.assertRegex(
            self.product_rule.sentence,
            "one unit for 10 pts, up to .*4.00, or a part of it",
        )
        self.redemption_rule.bracket_ids = [
            Command.create({"from_points": 2000, "points": 100, "money": 1.25})
        ]
        self.assertRegex(
            self.redemption_rule.sentence, "from 2,000 pts: 100 pts = .*1.25"
        )

    def test_fields_of_another_kind_have_no_effect(self):
        self.percent_rule.write({"minimum_points": 500, "step": 7})
        program = self.env["points.snapshot"]._till_program(
            self.config, self.program.id
        )
        rule = program.rule(self.percent_rule.id)
        self.assertEqual((rule.minimum_points, rule.step), (0, 0))
        self.assertNotIn("at least", self.percent_rule.sentence)

    def test_figures_that_make_no_sense_are_refused(self):
        for rule, values, message in (
            (
                self.product_rule,
                {"product_ids": [Command.set(self.espresso.ids)]},
                "price in points",
            ),
            (self.percent_rule, {"percent": 0}, "more than 0 and at most 100"),
            (self.percent_rule, {"percent": 101}, "more than 0 and at most 100"),
            (self.percent_rule, {"points": 0}, "more than 0"),
            (self.percent_rule, {"points": 10.5}, "whole points"),
            (self.product_rule, {"maximum_price": -1}, "less than 0"),
            (self.product_rule, {"points": -1}, "more than 0"),
            (self.redemption_rule, {"maximum_share": 0}, "share of the order"),
            (
                self.redemption_rule,
                {"everything": True, "maximum_points": 500},
                "contradict each other",
            ),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, message),
            ):
                rule.write(values)

    def test_ranges_that_overlap_or_end_before_they_start_are_refused(self):
        for ranges, message in (
            (((100, 200), (150, 0)), "overlap"),
            (((100, 0), (500, 900)), "overlap"),
            (((100, 200), (200, 0)), "overlap"),
            (((200, 100),), "ends before it starts"),
            (((-1, 100),), "starts at 0"),
        ):
            commands = [
                Command.create(
                    {
                        "from_points": first,
                        "to_points": last,
                        "points": 100,
                        "money": 2,
                    }
                )
                for first, last in ranges
            ]
            with (
                self.subTest(ranges),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self.redemption_rule.bracket_ids = commands

    def test_a_range_that_is_moved_into_another_is_refused(self):
        self.redemption_rule.bracket_ids = [
            Command.create({"from_points": 100, "to_points": 199, "money": 2}),
            Command.create({"from_points": 200, "money": 3}),
        ]
        first, second = self.redemption_rule.bracket_ids
        with self.assertRaisesRegex(ValidationError, "overlap"):
            second.from_points = 150
        first.unlink()
        second.from_points = 150
        program = self.env["points.snapshot"]._till_program(
            self.config, self.program.id
        )
        [bracket] = program.rule(self.redemption_rule.id).brackets
        self.assertEqual((bracket.from_points, bracket.money), (15000, 300))
