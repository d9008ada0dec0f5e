"""What a cashier can click at the till, in a browser, against the real ledger."""

from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon

from ..services.ledger_operations import Credit, Source

# A tour's seconds on a slow machine; its steps wait long, too (utils/patient_tour.js).
PATIENCE = 300


class PointsTourCommon(TestPointOfSaleHttpCommon):
    """A café, its program (1 point per 1.00, 100 points = 1.00), Ana with 1,240."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(
            "pos_loyalty_membership.points_group_manager"
        )
        cls.main_pos_config.payment_method_ids |= cls.bank_payment_method
        cls.included_10 = cls._new_tax("10 % included", 10)
        cls.included_21 = cls._new_tax("21 % included", 21)
        cls.espresso = cls._sell("Espresso", 3.0, cls.included_10)
        cls.croissant = cls._sell("Croissant", 2.5, cls.included_10)
        cls.mug = cls._sell("Mug", 12.0, cls.included_21, barcode="8412345678905")
        cls.program = cls._run_program()
        cls.ana = cls.env["res.partner"].create({"name": "Ana Ruiz"})
        cls.account = cls._give(cls.ana, 1240)

    @classmethod
    def _new_tax(cls, name, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "price_include_override": "tax_included",
                "type_tax_use": "sale",
                **values,
            }
        )

    @classmethod
    def _sell(cls, name, price, tax, **values):
        return cls.env["product.template"].create(
            {
                "name": name,
                "list_price": price,
                "taxes_id": [Command.set(tax.ids)],
                "available_in_pos": True,
                "type": "consu",
                **values,
            }
        )

    @classmethod
    def _run_program(cls, **values):
        program = cls.env["points.program"].create(
            {
                "name": "Café Club",
                "company_id": cls.env.company.id,
                "tz": "UTC",
                "earning_rule_ids": [
                    Command.create({"kind": "amount", "points": 1, "per_amount": 1})
                ],
                "redemption_rule_ids": [
                    Command.create(
                        {
                            "name": "Discount",
                            "kind": "amount",
                            "points": 100,
                            "money": 1,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Big saver",
                            "kind": "amount",
                            "points": 2000,
                            "money": 25,
                            "minimum_points": 2000,
                            "sequence": 20,
                        }
                    ),
                ],
                **values,
            }
        )
        program.income_account_id = cls.company_data["default_account_revenue"]
        program.action_start()
        return program

    @classmethod
    def _give(cls, partner, points):
        """Give whole points to a member through the ledger; returns the account."""
        ledger = cls.env["points.ledger"]
        found = ledger._open_accounts([(cls.program.id, partner.id, "back_office")])
        account = cls.env["points.account"].browse(found[cls.program.id, partner.id])
        now = fields.Datetime.now()
        ledger._post(
            [
                Credit(
                    account_id=account.id,
                    kind="import",
                    key=f"import:test:{uuid4()}",
                    points=points * 100,
                    source=Source(model="res.partner", id=partner.id, name="Test"),
                    moment=now,
                    local_day=now.date(),
                )
            ]
        )
        return account

    def _tour(self, name):
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour(name, timeout=PATIENCE)
        self.env.invalidate_all()

    def _last_order(self):
        return self.env["pos.order"].search([("state", "=", "paid")], limit=1)

    def _held(self):
        return self.env["points.hold"].search([("state", "=", "held")])

    def assertPoints(self, balance, held=0):
        """What Ana has, and what is reserved of it; no sale waits for the manager."""
        account = self.account
        self.assertEqual(
            (account.balance, account.held, account.debt), (balance, held, 0)
        )
        self.assertFalse(self.env["points.review"].search([("kind", "!=", "clock")]))


@tagged("post_install", "-at_install")
class TestTillTours(PointsTourCommon):
    def test_the_cafe_story_from_order_to_receipt(self):
        self._tour("points_cafe_tour")
        order = self._last_order()
        self.assertEqual(order.amount_total, 3.5)
        self.assertEqual((order.points_earned, order.points_redeemed), (3, 500))
        self.assertPoints(743)
        self.assertFalse(self._held())

    def test_points_can_be_taken_in_one_tap_undone_changed_and_removed(self):
        self._tour("points_change_tour")
        order = self._last_order()
        self.assertEqual((order.points_earned, order.points_redeemed), (8, 0))
        self.assertPoints(1248)
        self.assertFalse(self._held())

    def test_points_follow_an_order_that_changes(self):
        self._tour("points_requote_tour")
        order = self._last_order()
        self.assertEqual(order.amount_total, 0)
        self.assertEqual((order.points_earned, order.points_redeemed), (0, 850))
        self.assertPoints(390)
        self.assertFalse(self._held())

    def test_two_open_orders_each_keep_their_own_points(self):
        self._tour("points_two_orders_tour")
        order = self._last_order()
        self.assertEqual((order.points_earned, order.points_redeemed), (4, 740))
        self.assertPoints(504, held=500)

    def test_points_that_are_gone_meanwhile_are_refused_in_words(self):
        self._tour("points_refused_tour")
        self.assertEqual(self._last_order().points_redeemed, 240)
        self.assertPoints(1006, held=1000)

    def test_what_was_paid_for_goods_is_what_a_return_gives_back(self):
        self._tour("points_return_tour")
        self.assertPoints(743 + 147 + 176 - 2)
        orders = self.env["pos.order"].search([("state", "=", "paid")], order="id")
        self.assertEqual(
            [round(total, 2) for total in orders.mapped("amount_total")],
            [3.5, -1.03, -1.24],
        )
        discount = orders.lines.filtered("points_hold_uuid")
        shares = discount.points_withheld_line_ids
        self.assertEqual(len(shares), 2)
        self.assertFalse(discount.refund_orderline_ids)
        self.env["pos.order"].browse(orders[0].refund()["res_id"])._compute_prices()
        rest = orders[0].lines.refund_orderline_ids.order_id - orders
        self.assertAlmostEqual(rest.amount_total, -1.23, 2)


@tagged("post_install", "-at_install")
class TestMemberTours(PointsTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.es")

    def test_a_member_is_enrolled_found_again_and_given_a_card(self):
        self._tour("points_members_tour")
        order = self._last_order()
        self.assertEqual(order.partner_id.phone, "+34611222333")
        account = order.partner_id.points_account_ids
        self.assertEqual((account.balance, account.joined_source), (8, "till"))
        self.assertEqual(account.card_number, "0451234567895")
        self.assertEqual(
            (account.offers_allowed, account.offers_source), (True, "till")
        )

    def test_a_new_card_that_is_typed_goes_to_a_member(self):
        self._tour("points_typed_card_tour")
        self.assertEqual(self.account.card_number, "0451234567895")
        iris = self._last_order().partner_id
        self.assertEqual((iris.name, iris.phone), ("Iris Vidal", "+34611222333"))
        self.assertEqual(iris.points_account_ids.card_number, "0459999999997")

    def test_a_member_is_enrolled_with_two_keys_besides_the_number(self):
        self._tour("points_keys_tour")
        order = self._last_order()
        self.assertEqual(order.partner_id.phone, "+34611222333")
        self.assertEqual(order.points_earned, 8)

    def test_member_and_points_are_set_on_the_payment_screen(self):
        self._tour("points_payment_tour")
        order = self._last_order()
        self.assertEqual((order.partner_id, order.amount_total), (self.ana, 0))
        self.assertPoints(390)

    def test_a_card_shown_at_payment_sets_the_member(self):
        self.account.sudo().card_number = "0451234567895"
        self._tour("points_late_card_tour")
        self.assertEqual(self._last_order().partner_id, self.ana)
        self.assertPoints(1248)


class RewardsCommon(PointsTourCommon):
    """A mug for 1,200 points, 20 % off pastry for 300, double points for friends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        friends = cls.env["res.partner.category"].create({"name": "Friends"})
        cls.ana.category_id = friends
        pastry = cls.env["pos.category"].create({"name": "Pastry"})
        cls.croissant.pos_categ_ids = pastry
        cls.mug.points_price = 1200
        cls.program.write(
            {
                "earning_rule_ids": [
                    Command.create(
                        {
                            "name": "Friends",
                            "kind": "amount",
                            "points": 1,
                            "per_amount": 1,
                            "partner_tag_ids": [Command.set(friends.ids)],
                        }
                    )
                ],
                "redemption_rule_ids": [
                    Command.create(
                        {
                            "name": "20 % off pastry",
                            "kind": "percent",
                            "points": 300,
                            "percent": 20,
                            "pos_category_ids": [Command.set(pastry.ids)],
                            "sequence": 30,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Gifts",
                            "kind": "product",
                            "points": 0,
                            "partial": True,
                            "sequence": 40,
                        }
                    ),
                ],
            }
        )

    def _prove_the_story(self):
        order = self._last_order()
        self.assertEqual(order.amount_total, 14)
        self.assertEqual((order.points_earned, order.points_redeemed), (28, 900))
        self.assertPoints(368)
        self.assertFalse(self._held())


@tagged("post_install", "-at_install")
class TestRewardTours(RewardsCommon):
    def test_a_mug_partly_for_points_with_a_percentage_and_a_rule_for_friends(self):
        self._tour("points_rewards_tour")
        self._prove_the_story()


@tagged("post_install", "-at_install")
class TestRewardPhoneTours(RewardsCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_rewards_on_a_phone(self):
        self._tour("points_rewards_tour")
        self._prove_the_story()


@tagged("post_install", "-at_install")
class TestTaxTours(PointsTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        added = {"price_include_override": "tax_excluded"}
        first, second, third = (
            cls._new_tax(f"{rate} % added", rate, **added) for rate in (20, 10, 5)
        )
        fixed = cls._new_tax("Deposit", 0.25, amount_type="fixed", **added)
        position = cls.env["account.fiscal.position"].create({"name": "Chain"})
        for source, target in ((first, second), (second, third)):
            target.write(
                {
                    "fiscal_position_ids": [Command.link(position.id)],
                    "original_tax_ids": [Command.set(source.ids)],
                }
            )
        cls.main_pos_config.write(
            {
                "tax_regime_selection": True,
                "fiscal_position_ids": [Command.set(position.ids)],
                "default_fiscal_position_id": position.id,
            }
        )
        cls._sell("Added", 7.35, first)
        cls._sell("Added twice", 3.99, second)
        cls._sell("Fixed", 11.11, first | fixed)
        cls._sell("Untaxed", 2.03, cls.env["account.tax"])

    def test_discount_lines_of_the_till_add_up_on_the_server_and_the_invoice(self):
        self._tour("points_taxes_tour")
        order = self._last_order()
        discounts = order.lines.filtered("points_hold_uuid")
        self.assertEqual(len(discounts), 4)
        self.assertAlmostEqual(sum(discounts.mapped("price_subtotal_incl")), -7.77, 2)
        self.assertEqual(order.points_redeemed, 777)
        self.assertPoints(1240 - 777 + order.points_earned)
        claimed = order.amount_total
        order._compute_prices()
        self.assertAlmostEqual(order.amount_total, claimed, 2)
        order.action_pos_order_invoice()
        self.assertAlmostEqual(order.account_move.amount_total, claimed, 2)
        session = order.session_id
        session.post_closing_cash_details(0)
        session.close_session_from_ui()
        self.assertEqual(session.state, "closed")
        self.assertAlmostEqual(sum(session.move_id.line_ids.mapped("balance")), 0, 2)


@tagged("post_install", "-at_install")
class TestPhoneTours(PointsTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_cafe_story_on_a_phone(self):
        self._tour("points_cafe_tour")
        self.assertPoints(743)
