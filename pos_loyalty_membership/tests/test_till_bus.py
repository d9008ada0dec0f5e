"""What open tills are told, and on which channel."""

from unittest.mock import patch

from odoo.tests import tagged

from .till_common import TillCommon


@tagged("post_install", "-at_install")
class TestTillBus(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.company._points_bus_channel(cls.company.id)

    def _sale(self, partner=None):
        """An espresso for 3.00."""
        return self._sell([self._line(self.espresso)], partner)

    def _sent(self, action):
        """(channel, name, payload) of our messages while `action` runs."""
        with patch.object(type(self.env["bus.bus"]), "_sendone") as sendone:
            action()
        sent = [call.args for call in sendone.call_args_list]
        return [args for args in sent if "POINTS_" in args[1]]

    def test_a_sale_tells_the_tills_of_the_company_whose_points_changed(self):
        sent = self._sent(lambda: self._sale(self.ana))
        self.assertEqual(
            sent,
            [
                (
                    self.channel,
                    f"{self.channel}-POINTS_CHANGED",
                    {"partner_ids": [self.ana.id]},
                )
            ],
        )

    def test_a_sale_without_member_tells_nothing(self):
        self.assertEqual(self._sent(lambda: self._sale()), [])

    def test_a_changed_rule_tells_the_tills_to_fetch_the_rules(self):
        sent = self._sent(lambda: self.earning_rule.write({"points": 2}))
        self.assertEqual(sent, [(self.channel, f"{self.channel}-POINTS_RULES", {})])

    def test_cashiers_get_a_channel_that_is_not_the_one_of_their_till(self):
        rules = self.env["points.till"].with_user(self.cashier)
        self.assertEqual(rules.get_rules(self.config.id)["bus_channel"], self.channel)
        self.assertNotIn(self.config.access_token, self.channel)
        other = self.env["res.company"].create({"name": "Another"})
        self.assertNotEqual(other._points_bus_channel(other.id), self.channel)
