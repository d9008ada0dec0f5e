"""What a rule is limited to cannot vanish: an empty list would mean everything."""

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PointsCommon


@tagged("post_install", "-at_install")
class TestRuleDeletions(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.gold = env["points.tier"].create(
            {"name": "Gold", "program_id": cls.program.id, "points_required": 5000}
        )
        cls.goods = {
            "category_ids": env["product.category"].create({"name": "Shelf"}),
            "pos_category_ids": env["pos.category"].create({"name": "Counter"}),
        }
        cls.limits = {
            "tier_ids": cls.gold,
            "partner_tag_ids": env["res.partner.category"].create({"name": "Friends"}),
            "preset_ids": env["pos.preset"].create({"name": "Eat here"}),
        }

    def _assert_kept(self, record, named):
        """What these fields of a record name is not deleted while it names them."""
        for name, each in named.items():
            record.write({name: [Command.set(each.ids)]})
            record.flush_recordset()
            with (
                self.subTest(record=record, name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                each.unlink()
            self.assertEqual(record[name], each)
            record.write({name: [Command.clear()]})

    def test_what_a_rule_names_is_not_deleted(self):
        for rule in (self.program.earning_rule_ids, self.program.redemption_rule_ids):
            self._assert_kept(rule, {**self.goods, **self.limits})

    def test_goods_of_a_tiers_discount_are_not_deleted(self):
        benefit = self.env["points.tier.benefit"].create(
            {"tier_id": self.gold.id, "percent": 10}
        )
        self._assert_kept(benefit, self.goods)

    def test_what_no_rule_names_any_more_is_deleted(self):
        rule = self.program.earning_rule_ids
        rule.tier_ids = self.gold
        rule.tier_ids = False
        self.gold.unlink()
        self.assertFalse(self.gold.exists())

    def test_a_product_that_a_rule_names_is_archived_instead_of_deleted(self):
        product = self.env["product.template"].create({"name": "Bun"})
        variant = product.product_variant_id
        rule = self.program.redemption_rule_ids
        rule.product_ids = variant
        rule.flush_recordset()
        with mute_logger("odoo.sql_db", "odoo.addons.product.models.product_product"):
            variant._unlink_or_archive()
        self.assertTrue(variant.exists())
        self.assertFalse(variant.active)
        rule.invalidate_recordset()
        self.assertEqual(rule.product_ids, variant, "still a rule for buns only")
