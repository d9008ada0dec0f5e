"""Configuration becomes frozen values, and what is cached follows every change."""

from datetime import datetime

from odoo import fields
from odoo.fields import Command

from ..engine.values import Limits, ListLimit, to_dict
from .till_common import TillCommon


class TestPointsSnapshot(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshot = cls.env["points.snapshot"]

    def _only_program(self):
        [program] = self.snapshot._till_programs(self.config)
        return program

    def test_rules_become_integers(self):
        self.earning_rule.write(
            {
                "points": 1.25,
                "per_amount": 0.5,
                "step_mode": "proportional",
                "minimum_order": 12.34,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "pos_config_ids": [Command.set(self.config.ids)],
            }
        )
        self.redemption_rule._apply_value(
            {
                "minimum_balance": 500,
                "minimum_points": 100,
                "maximum_points": 2000,
                "step": 50,
                "minimum_order": 5,
                "maximum_share": 33.33,
            }
        )
        value = to_dict(self._only_program().engine)
        places = ListLimit(exclude=False, ids=(self.config.id,))
        limits = to_dict(Limits("2026-01-01", "2026-12-31", places))
        [earning], [redemption] = value["earning_rules"], value["redemption_rules"]
        self.assertEqual(
            {name: earning[name] for name in ("points", "per_amount", "whole_steps")},
            {"points": 125, "per_amount": 50, "whole_steps": False},
        )
        self.assertEqual((earning["minimum_order"], earning["limits"]), (1234, limits))
        expected = {
            "money": 100,
            "minimum_balance": 50000,
            "minimum_points": 10000,
            "maximum_points": 200000,
            "step": 5000,
            "minimum_order": 500,
            "maximum_share": 3333,
        }
        self.assertEqual({name: redemption[name] for name in expected}, expected)

    def test_decimals_decide_the_unit(self):
        self.assertEqual(self._only_program().engine.unit, 100)
        self.program.decimals = "2"
        self.assertEqual(self._only_program().engine.unit, 1)

    def test_rules_that_are_not_in_use_are_left_out(self):
        self.earning_rule.active = False
        self.assertFalse(self._only_program().engine.earning_rules)

    def test_every_change_is_seen_at_once(self):
        self.assertEqual(self._only_program().engine.earning_rules[0].points, 100)
        self.earning_rule.points = 2
        self.assertEqual(self._only_program().engine.earning_rules[0].points, 200)
        self.earning_rule.copy()
        self.assertEqual(len(self._only_program().engine.earning_rules), 2)
        self.program.earning_rule_ids[-1].unlink()
        self.assertEqual(len(self._only_program().engine.earning_rules), 1)
        self.program.hold_minutes = 5
        self.assertEqual(self._only_program().hold_minutes, 5)
        self.program.pos_config_ids = self.env["pos.config"].create({"name": "Other"})
        self.assertFalse(self.snapshot._till_programs(self.config))

    def test_programs_come_in_their_order_and_only_while_they_live(self):
        first = self._run_program(name="First", sequence=1)
        draft = self._run_program(name="Draft", state="draft")
        self.assertEqual(
            [program.id for program in self.snapshot._till_programs(self.config)],
            [first.id, self.program.id],
        )
        self.assertNotIn(draft.id, self._ids())
        first.action_redeem_only()
        self.assertIn(first.id, self._ids())
        first.action_close()
        self.assertNotIn(first.id, self._ids())

    def _ids(self):
        return [program.id for program in self.snapshot._till_programs(self.config)]

    def test_a_program_that_only_redeems_has_no_earning_rules(self):
        self.program.write({"state": "redeem_only", "redeem_until": "2026-06-30"})
        program = self._only_program()
        self.assertFalse(program.earns)
        self.assertFalse(program.engine.earning_rules)
        self.assertTrue(program.redeems_on("2026-06-30"))
        self.assertFalse(program.redeems_on("2026-07-01"))

    def test_texts_come_in_the_language_asked_for(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.program.with_context(lang="es_ES").name = "Cafetería"
        self.assertEqual(self._only_program().name, "Café")
        spanish = self.snapshot.with_context(lang="es_ES")
        self.assertEqual(spanish._till_programs(self.config)[0].name, "Cafetería")

    def test_a_day_starts_when_the_program_says(self):
        self.program.write({"tz": "America/New_York", "day_starts_at": 4.5})
        program = self._only_program()
        # 3:59 in New York, and 4:31.
        late = self.snapshot._situation(program, datetime(2026, 3, 2, 8, 59), 7)
        self.assertEqual(
            (late.date, late.day, late.place_id), ("2026-03-02", "2026-03-01", 7)
        )
        early = self.snapshot._situation(program, datetime(2026, 3, 2, 9, 31), 7)
        self.assertEqual(early.day, "2026-03-02")

    def test_the_tills_time_counts_within_the_session_only(self):
        order = self._sell([self._line(self.espresso)])
        now = fields.Datetime.now()
        start = self.till_session.start_at
        self.assertEqual(self._moment(order, start, now), (start, True))
        self.assertEqual(self._moment(order, datetime(2020, 1, 1), now), (now, False))
        self.assertEqual(self._moment(order, datetime(2100, 1, 1), now), (now, False))

    def _moment(self, order, claimed, now):
        order.date_order = claimed
        return self.snapshot._order_moment(order, now)

    def test_explanations_are_sentences_in_the_readers_language(self):
        self.earning_rule.name = "Points for all"
        order = self._sell(
            [self._line(self.espresso, 2), self._line(self.croissant)], self.ana
        )
        explain = self.env["points.explanation"]._sentences
        entry = order.points_entry_ids
        [sentence] = explain(entry.explanation, entry.program_id)
        self.assertIn("Points for all: 8 pts", sentence)
        self.assertEqual(explain(None, entry.program_id), [])
        self._give(500)
        redeemed, _hold = self._redeem_and_sell([self._line(self.espresso)], 100, 1.0)
        [entry] = redeemed.points_entry_ids.filtered(lambda e: e.kind == "redeem")
        [sentence] = explain(entry.explanation, entry.program_id)
        self.assertIn("100 pts became a discount of", sentence)

    def test_taxes_that_another_document_fixed_are_read_as_odoo_reads_them(self):
        tax = self._new_tax(10)
        product = self._sell_product("Deposit", 3.33, tax)
        amounts = {"base_amount": 3.33, "tax_amount": 0.35}
        amounts |= {f"{name}_currency": value for name, value in amounts.items()}
        fixed = self._line(
            product,
            extra_tax_data={
                "currency_id": self.config.currency_id.id,
                "manual_tax_amounts": {str(tax.id): amounts},
                **{"price_unit": 3.33, "discount": 0, "quantity": 1, "rate": 1},
            },
        )
        order = self._sell([fixed, self._line(product)], self.ana)
        odoos = order._prepare_tax_base_line_values()
        tax._add_tax_details_in_base_lines(odoos, order.company_id)
        tax._round_base_lines_tax_details(odoos, order.company_id)
        read = self.snapshot._line_amounts(order)
        self.assertEqual([line.tax_included for line in read], [368, 366])
        self.assertEqual(
            [round(line["tax_details"]["total_included"] * 100) for line in odoos],
            [line.tax_included for line in read],
        )
