"""Odoo's own loyalty and ours at one till: promotions, stamps, cards and coupons.

Runs where pos_loyalty is installed.
"""

from unittest.mock import patch
from uuid import uuid4

from odoo.fields import Command
from odoo.tests import tagged

from ..test_tier_tours import TierTourCommon
from .neighbour_tours import NeighbourTours


class NativeTours(NeighbourTours):
    """Happy hour takes 10 % off, five stamps take 1.00 off; Ana has three."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls._native("Happy hour", "promotion", discount=10)
        cls.stamps = cls._native(
            "Stamps",
            "loyalty",
            description="Stamp gift",
            applies_on="both",
            discount=0.2,
            discount_mode="per_point",
            required_points=5,
        )
        cls.card = cls._native_card(cls.stamps, cls.ana, 3, "0440000000001")

    @classmethod
    def _native(cls, name, program_type, applies_on="current", **reward):
        """A program of Odoo's own loyalty: a point a unit, one discount for them."""
        rule = {"reward_point_amount": 1, "reward_point_mode": "unit"}
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": program_type,
                "trigger": "with_code" if program_type == "coupons" else "auto",
                "applies_on": applies_on,
                "portal_visible": program_type == "loyalty",
                "rule_ids": [Command.clear(), Command.create(rule)],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_applicability": "order",
                            "description": name,
                            **reward,
                        }
                    ),
                ],
            }
        )

    @classmethod
    def _native_card(cls, program, partner, points, code):
        return cls.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": partner and partner.id,
                "points": points,
                "code": code,
            }
        )


@tagged("post_install", "-at_install")
class TestNativeTours(NativeTours, TierTourCommon):
    def test_a_promotion_stamps_and_points_share_an_order_and_its_return(self):
        tiers = self.env["points.tiers"]
        tiers._grant(self.account, self.gold, "", "Test", str(uuid4()))
        self._tour("points_native_tour")
        self.assertOrders((6.15, 6, 500), (-1.42, -1, -83))
        sale = self._paid()[0]
        rewards = sale.lines.filtered("is_reward_line")
        self.assertAlmostEqual(sum(rewards.mapped("price_subtotal_incl")), -2.35, 2)
        self.assertFalse(rewards.filtered("points_hold_uuid"))
        self.assertEqual(self.card.points, 3 + 5 - 5)
        self.assertSettled({self.ana: 746 + 83 - 1})

    def test_cards_and_coupons_of_both_kinds_find_their_own(self):
        self.env["loyalty.program"].search([("name", "=", "Happy hour")]).active = False
        voucher = self._native(
            "Voucher", "coupons", discount=1, discount_mode="per_order"
        )
        coupon = self._native_card(voucher, None, 1, "0441234567890")
        bo = self.env["res.partner"].create({"name": "Bo Lind"})
        self._native_card(self.stamps, bo, 0, "0449876543210")
        self.account.sudo().card_number = "0451234567895"
        self.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        service = self.env["points.coupons"]
        with patch.object(type(service), "_new_code", lambda self: "KKKKMMMM93HF"):
            ours = service._convert(self.account, 50_000)
        self._tour("points_native_codes_tour")
        self.assertOrders((2.5, 2, 0))
        self.assertEqual((coupon.points, ours.remaining), (0, 0))
        self.assertEqual(self.card.points, 3 + 3)
        self.assertSettled({self.ana: 742})


@tagged("post_install", "-at_install")
class TestNativePhoneTours(NativeTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_points_and_rewards_have_buttons_of_their_own_on_a_phone(self):
        self._tour("points_native_phone_tour")
        self.assertOrders((0, 0, 665))
        self.assertEqual(self.card.points, 3 + 3 - 5)
        self.assertSettled({self.ana: 575})
