"""The addon leaves foreign models their names, and takes its protection with it."""

from odoo.tests import TransactionCase, tagged

from ..hooks import uninstall_hook

MODULE = "pos_loyalty_membership"
# Names that Odoo's own loyalty has, or brings with its next version.
NATIVE_NAMES = {
    "active_payment_programs",
    "active_rewards",
    "applied_codes",
    "card_id",
    "coupon_id",
    "disabled_program_ids",
    "gift_card_vals",
    "is_reward_line",
    "is_service_charge",
    "points_cost",
    "reward_id",
    "reward_identifier_code",
}


@tagged("post_install", "-at_install")
class TestUninstallCoexistence(TransactionCase):
    def test_fields_added_to_foreign_models_start_with_points(self):
        added = {
            f"{model._name}.{name}"
            for model in self.env.values()
            if not model._name.startswith("points.")
            for name, field in model._fields.items()
            if field._modules == (MODULE,)
            and not name.removeprefix("pos_").startswith("points_")
        }
        self.assertFalse(added)

    def test_no_field_has_a_name_of_native_loyalty(self):
        clashes = {
            f"{model}.{name}"
            for model in ("pos.order", "pos.order.line", "pos.config", "res.partner")
            for name, field in self.env[model]._fields.items()
            if MODULE in field._modules and name in NATIVE_NAMES
        }
        self.assertFalse(clashes)

    def test_the_uninstall_hook_takes_the_protection_of_the_log_away(self):
        self.assertTrue(self._triggers())
        uninstall_hook(self.env)
        self.assertFalse(self._triggers())
        self.env.cr.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'points_%'")
        self.assertFalse(self.env.cr.fetchall())

    def _triggers(self):
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'points_%'"
        )
        return self.env.cr.fetchall()
