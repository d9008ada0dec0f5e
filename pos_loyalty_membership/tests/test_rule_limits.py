"""Limits and caps of rules, from the form to what a sale earns."""

from uuid import uuid4

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .till_common import TillCommon

# 2026-03-02 was a Monday.
MONDAY = "2026-03-02"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class TestRuleLimits(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till_session.start_at = "2026-03-01 00:00:00"
        cls.here, cls.away = cls.env["pos.preset"].create(
            [{"name": "Eat here"}, {"name": "Take away"}]
        )
        cls.config.write(
            {
                "use_presets": True,
                "default_preset_id": cls.here.id,
                "available_preset_ids": [Command.set((cls.here | cls.away).ids)],
            }
        )
        cls.friends = cls.env["res.partner.category"].create({"name": "Friends"})

    def _earned(self, at=f"{MONDAY} 10:00:00", partner=None, **values):
        """Points and the code of the only rule for a sale of 6.00 at that moment."""
        lines = [self._line(self.espresso, 2)]
        order = self._sell(lines, partner or self.ana, date_order=at, **values)
        entry = order.points_entry_ids
        codes = [
            result["code"] for result in (entry.explanation or {}).get("rules", [])
        ]
        return order.points_earned, codes

    def _only_on(self, *days):
        return {day: day in days for day in DAYS}

    def test_a_rule_applies_on_its_weekdays_only(self):
        self.earning_rule.write(self._only_on("mon"))
        self.assertEqual(self._earned(), (6, ["matched"]))
        self.assertEqual(self._earned("2026-03-03 10:00:00"), (0, []))

    def test_hours_across_midnight_belong_to_the_day_they_start_on(self):
        self.earning_rule.write(
            {
                **self._only_on("mon"),
                "hours_mode": "inside",
                "hour_from": 22,
                "hour_to": 2,
            }
        )
        self.assertEqual(self._earned(f"{MONDAY} 22:00:00")[0], 6)
        self.assertEqual(self._earned("2026-03-03 01:59:00")[0], 6)
        self.assertEqual(self._earned("2026-03-03 02:00:00")[0], 0)
        self.assertEqual(self._earned("2026-03-03 22:30:00")[0], 0)
        self.assertEqual(self._earned(f"{MONDAY} 21:59:00")[0], 0)

    def test_hours_are_those_of_the_program(self):
        self.program.tz = "America/New_York"
        self.earning_rule.write(
            {"hours_mode": "inside", "hour_from": 9, "hour_to": 10.5}
        )
        self.assertEqual(self._earned(f"{MONDAY} 14:00:00")[0], 6)
        self.assertEqual(self._earned(f"{MONDAY} 15:30:00")[0], 0)
        self.assertEqual(self._earned(f"{MONDAY} 09:30:00")[0], 0)

    def test_hours_can_be_left_out(self):
        self.earning_rule.write(
            {"hours_mode": "outside", "hour_from": 12, "hour_to": 14}
        )
        self.assertEqual(self._earned(f"{MONDAY} 11:59:00")[0], 6)
        self.assertEqual(self._earned(f"{MONDAY} 12:00:00")[0], 0)
        self.assertEqual(self._earned(f"{MONDAY} 14:00:00")[0], 6)

    def test_a_rule_applies_to_its_sales_modes_or_to_all_others(self):
        self.earning_rule.preset_ids = self.away
        self.assertEqual(self._earned(preset_id=self.away.id)[0], 6)
        self.assertEqual(self._earned(preset_id=self.here.id)[0], 0)
        self.earning_rule.presets_excluded = True
        self.assertEqual(self._earned(preset_id=self.away.id)[0], 0)
        self.assertEqual(self._earned(preset_id=self.here.id)[0], 6)

    def test_tags_count_from_the_first_sale_on(self):
        self.earning_rule.partner_tag_ids = self.friends
        self.assertEqual(self._earned()[0], 0, "no account yet, and no tag")
        self.ana.category_id = self.friends
        self.assertEqual(self._earned()[0], 6, "no account yet")
        self.assertEqual(self._earned()[0], 6, "with the account")
        self.earning_rule.tags_excluded = True
        self.assertEqual(self._earned()[0], 0)
        self.ana.category_id = False
        self.assertEqual(self._earned()[0], 6)

    def test_a_rule_for_invoices_gives_nothing_at_the_till(self):
        self.earning_rule.channel = "invoice"
        self.assertEqual(self._earned()[0], 0)
        self.assertIn("only on invoices", self.earning_rule.sentence)
        self.earning_rule.channel = "till"
        self.assertEqual(self._earned()[0], 6)
        self.assertIn("only at the till", self.earning_rule.sentence)

    def test_a_rule_for_invoices_cannot_ask_for_a_till_or_a_sales_mode(self):
        for values in (
            {"pos_config_ids": [Command.set(self.config.ids)]},
            {"preset_ids": [Command.set(self.away.ids)]},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "would never apply"),
            ):
                self.earning_rule.write({"channel": "invoice", **values})

    def test_places_can_be_left_out(self):
        other = self.config.copy()
        self.earning_rule.write(
            {"pos_config_ids": [Command.set(other.ids)], "places_excluded": True}
        )
        self.assertEqual(self._earned()[0], 6)
        self.earning_rule.pos_config_ids = self.config
        self.assertEqual(self._earned()[0], 0)

    def test_a_rule_gives_at_most_its_maximum_in_one_order(self):
        self.earning_rule.maximum_points = 4
        self.assertEqual(self._earned(), (4, ["capped"]))
        self.assertEqual(self._earned(), (4, ["capped"]), "in each order")

    def test_a_member_earns_at_most_so_much_a_day(self):
        self.program.maximum_per_day = 10
        self.assertEqual(self._earned(), (6, ["matched"]))
        self.assertEqual(self._earned(), (4, ["capped_by_day"]))
        self.assertEqual(self._earned()[0], 0)
        self.assertEqual(self._earned("2026-03-03 08:00:00")[0], 6, "a day of its own")
        self.assertEqual(self._earned()[0], 0, "a late order counts on its own day")
        bob = self.env["res.partner"].create({"name": "Bob"})
        self.assertEqual(self._earned(partner=bob)[0], 6)

    def test_what_was_taken_back_makes_room_on_the_day_it_was_earned(self):
        self.program.maximum_per_day = 6
        at = f"{MONDAY} 10:00:00"
        sale = self._sell([self._line(self.espresso, 2)], self.ana, date_order=at)
        self.assertEqual(self._earned()[0], 0)
        back = self._line(self.espresso, -1, refunded_orderline_id=sale.lines.id)
        self._sell([back], self.ana, date_order="2026-03-03 10:00:00")
        self.assertEqual(self._earned(), (3, ["capped_by_day"]))

    def test_the_best_rule_counts_alone(self):
        self.earning_rule.copy({"points": 2})
        self.assertEqual(self._earned()[0], 18, "rules add up")
        self.program.combine = "best"
        self.assertEqual(self._earned()[0], 12)

    def test_what_is_paid_with_points_earns_if_the_program_says_so(self):
        self._give(1000)
        lines = [self._line(self.espresso, 2)]
        order, _hold = self._redeem_and_sell(lines, 300, 3.0)
        self.assertEqual(order.points_earned, 3)
        self.program.reward_redeemed = True
        lines = [self._line(self.espresso, 2)]
        order, _hold = self._redeem_and_sell(lines, 300, 3.0)
        self.assertEqual(order.points_earned, 6)

    def _ask(self, **values):
        request = self._hold_request(str(uuid4()), 100, 1.0, **values)
        till = self.env["points.till"].with_user(self.cashier)
        return till._hold_once(self.config.id, request)

    def test_points_are_reserved_in_the_rules_sales_modes_only(self):
        self._give(1000)
        self.redemption_rule.preset_ids = self.away
        refused = self._ask(sales_mode_id=self.here.id)
        self.assertEqual(refused["code"], "wrong_sales_mode")
        self.assertIn("kind of sale", refused["message"])
        self.assertTrue(self._ask(sales_mode_id=self.away.id)["ok"])

    def test_a_tag_that_went_after_points_were_reserved_changes_nothing(self):
        self._give(1000)
        self.redemption_rule.partner_tag_ids = self.friends
        self.assertEqual(self._ask()["code"], "wrong_tag")
        self.ana.category_id = self.friends
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        self.ana.category_id = False
        lines = [self._line(self.espresso, 2)]
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 500)
        self.assertFalse(self._reviews(order))

    def test_a_discount_in_another_sales_mode_is_noted_for_the_manager(self):
        self._give(1000)
        self.redemption_rule.preset_ids = self.away
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0, sales_mode_id=self.away.id)
        lines = [self._line(self.espresso, 2)]
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid, preset_id=self.here.id)
        self.assertEqual(order.points_redeemed, 500, "the discount was given")
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_the_till_is_told_what_rules_look_at(self):
        self.ana.category_id = self.friends
        self.earning_rule.partner_tag_ids = self.friends
        self.program.maximum_per_day = 100
        self._earned(f"{MONDAY} 10:00:00")
        till = self.env["points.till"].with_user(self.cashier)
        [account] = till.get_member(self.config.id, self.ana.id)["accounts"]
        self.assertEqual(account["tag_ids"], self.friends.ids)
        self.assertEqual(account["earned_today"], 0, "that was another day")
        bob = self.env["res.partner"].create(
            {"name": "Bob", "category_id": [Command.set(self.friends.ids)]}
        )
        [account] = till.get_member(self.config.id, bob.id)["accounts"]
        self.assertEqual(account["tag_ids"], self.friends.ids)

    def test_the_sentence_says_when_where_and_for_whom(self):
        self.earning_rule.write(
            {
                **self._only_on("sat", "sun"),
                "hours_mode": "inside",
                "hour_from": 8.5,
                "hour_to": 12,
                "preset_ids": [Command.set(self.away.ids)],
                "partner_tag_ids": [Command.set(self.friends.ids)],
                "maximum_points": 50,
            }
        )
        sentence = self.earning_rule.sentence
        for part in (
            "at most 50 pts in one order",
            "on Saturday, Sunday",
            "between 8:30 and 12:00",
            "only for Take away",
            "only for members tagged Friends",
        ):
            self.assertIn(part, sentence)
        self.earning_rule.write({"presets_excluded": True, "tags_excluded": True})
        self.assertIn("not for Take away", self.earning_rule.sentence)
        self.assertIn("not for members tagged Friends", self.earning_rule.sentence)

    def test_limits_that_nothing_satisfies_are_refused(self):
        for values in (
            self._only_on(),
            {"hours_mode": "inside", "hour_from": 9, "hour_to": 9},
            {"hours_mode": "inside", "hour_from": 0, "hour_to": 24},
            {"hours_mode": "inside", "hour_from": -1, "hour_to": 9},
            {"hours_mode": "outside", "hour_from": 9, "hour_to": 24.5},
            {"maximum_points": -1},
            {"maximum_points": 1_000_001},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.earning_rule.write(values)
        self.program.pos_config_ids = self.config
        with self.assertRaises(ValidationError):
            self.earning_rule.write(
                {
                    "pos_config_ids": [Command.set(self.config.ids)],
                    "places_excluded": True,
                }
            )
        for most in (-1, 1_000_001):
            with self.assertRaises(ValidationError):
                self.program.maximum_per_day = most

    # ------------------------------------------------- what is named cannot vanish

    def test_an_archived_product_does_not_widen_its_rule_to_all_goods(self):
        self.earning_rule.product_ids = self.croissant.product_variant_id
        self.assertEqual(self._earned(), (0, []))
        self.croissant.product_variant_id.active = False
        self.assertEqual(self._earned(), (0, []))
        self.assertIn("Croissant", self.earning_rule.sentence)

    def test_rules_are_kept_alike_whoever_reads_them_first(self):
        self.earning_rule.partner_tag_ids = self.friends
        self.friends.active = False
        found = []
        for shows_archived in (False, True):
            self.env.registry.clear_cache()
            snapshot = self.env["points.snapshot"].with_context(
                active_test=not shows_archived
            )
            [program] = snapshot._till_programs(self.config)
            found.append(program.engine)
        self.assertEqual(found[0], found[1])
        [rule] = found[0].earning_rules
        self.assertEqual(rule.limits.tags.ids, (self.friends.id,))

    def test_an_archived_tag_does_not_widen_its_rule_to_all_members(self):
        self.earning_rule.partner_tag_ids = self.friends
        self.friends.active = False
        self.assertEqual(self._earned(), (0, []))
        self.assertIn("Friends", self.earning_rule.sentence)
