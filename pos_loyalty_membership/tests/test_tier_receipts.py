"""What receipts say of tiers: right after the sale, and on a reprint."""

from odoo.fields import Command

from .till_common import TillCommon


class TestTierReceipts(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.tier_ids = [
            Command.create({"name": name, "sequence": place, "points_required": points})
            for place, (name, points) in enumerate(
                [("Silver", 5), ("Gold", 20), ("Platinum", 200)], 1
            )
        ]
        cls.silver, cls.gold, cls.platinum = cls.program.tier_ids

    def _buy(self, count):
        """Ana buys so many espressi of 3.00; the order and its receipt's tier."""
        order, answer = self._sync(
            self._order_values([self._line(self.espresso, qty=count)], self.ana)
        )
        return order, self._tier(answer, order)

    def _tier(self, answer, order):
        """The tier on an order's receipt; an answer has the order it returns, too."""
        receipts = {data["id"]: data["_points_receipt"] for data in answer["pos.order"]}
        [line] = receipts[order.id]["lines"]
        return line["tier"]

    def _reprinted(self, order):
        """What a till reads later: nothing is remembered of the sale."""
        self.env.cr.cache.clear()
        orders = self.env["pos.order"].with_user(self.cashier)
        answer = orders.read_pos_orders([("id", "=", order.id)])
        return self._tier(answer, order)

    def _as_if_an_hour_later(self, created, ended):
        """What one transaction did here, as two of which the second came later."""
        later = "+ interval '1 hour'"
        self.env.cr.execute(
            f"UPDATE points_membership SET create_date = create_date {later} "
            "WHERE id = %s",
            [created.id],
        )
        self.env.cr.execute(
            f"UPDATE points_membership SET write_date = write_date {later} "
            "WHERE id = %s",
            [ended.id],
        )

    def test_the_sale_that_reaches_a_tier_says_so_and_what_is_missing_to_the_next(self):
        order, tier = self._buy(2)
        self.assertEqual(tier["name"], "Silver")
        self.assertEqual(tier["next"]["name"], "Gold")
        self.assertEqual(tier["next"]["missing"]["points"], 1400)
        self.assertTrue(tier["next"]["until"])
        self.assertEqual(self._reprinted(order), tier)

    def test_a_reprint_says_what_was_missing_then_whatever_was_bought_since(self):
        first, printed = self._buy(2)
        silver = self._account().membership_ids
        self._buy(10)
        gold = self._account().membership_ids - silver
        self.assertEqual(gold.tier_id, self.gold)
        self._as_if_an_hour_later(created=gold, ended=silver)
        self.assertEqual(self._reprinted(first), printed)
        self.assertEqual(self._account().tier_id, self.gold)

    def test_a_return_and_a_sale_that_only_redeems_say_the_tier_as_well(self):
        self._give(1000)
        sold, _tier = self._buy(2)
        lines = [self._line(self.espresso)]
        order, _hold = self._redeem_and_sell(lines, 300, 3.0)
        self.assertEqual(order.amount_total, 0)
        tier = self._reprinted(order)
        self.assertEqual((tier["name"], tier["next"]["name"]), ("Silver", "Gold"))
        line = sold.lines
        back = self._line(
            self.espresso, qty=-1, price=3.0, refunded_orderline_id=line.id
        )
        values = self._order_values([back], self.ana, is_refund=True)
        refund, answer = self._sync(values)
        tier = self._tier(answer, refund)
        self.assertEqual(tier["name"], "Silver")
        self.assertEqual(tier["next"]["missing"]["points"], 1700)
        self.assertEqual(self._reprinted(refund), tier)

    def test_many_receipts_are_read_in_as_many_queries_as_one(self):
        orders = self.env["pos.order"]
        for _sale in range(4):
            orders |= self._buy(1)[0]
        receipts = self.env["points.receipt"].sudo()
        counts = []
        for some in (orders[:1], orders):
            self.env.cr.cache.clear()
            receipts._receipts(some)
            self.env.cr.cache.clear()
            before = self.env.cr.sql_log_count
            receipts._receipts(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_program_without_tiers_says_nothing(self):
        self.program.tier_ids.active = False
        order, tier = self._buy(2)
        self.assertIsNone(tier)
        self.assertIsNone(self._reprinted(order))

    def test_above_the_highest_tier_nothing_is_missing(self):
        _order, tier = self._buy(80)
        self.assertEqual(tier, {"name": "Platinum", "next": None})
