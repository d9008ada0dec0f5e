"""A paid order becomes entries, once, whatever the till claims."""

from uuid import uuid4

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
                "decimals": 0,
                "sequence": 10,
                "member": "Ana Ruiz",
                "earned": 300,
                "redeemed": 50000,
                "redeemed_money": 500,
                "given_back": 0,
                "taken_back": 0,
                "balance": 74300,
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
