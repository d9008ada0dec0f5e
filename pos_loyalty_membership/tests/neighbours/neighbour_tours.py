"""What tours beside other modules share."""

from ..test_till_tours import PATIENCE, PointsTourCommon

TOURS = "pos_loyalty_membership/static/tests/neighbours/**/*"


class NeighbourTours(PointsTourCommon):
    """The café of the other tours, and tours that use steps of the neighbours' own.

    Their files are loaded for these tests alone: they import from modules that the
    addon does not depend on, so they stand in no bundle of its manifest.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.asset"].create(
            {
                "name": "Tours beside other modules",
                "bundle": "web.assets_tests",
                "path": TOURS,
            }
        )

    def _tour(self, name):
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour(name, timeout=PATIENCE)
        self.env.invalidate_all()

    def _paid(self):
        """Orders of the till that were paid, the first one first."""
        return self.env["pos.order"].search([("state", "=", "paid")], order="id")

    def assertSettled(self, balances):
        """What members have in the end; nothing is reserved, owed or left to review."""
        for partner, balance in balances.items():
            account = partner.points_account_ids
            self.assertEqual(
                (account.balance, account.held, account.debt), (balance, 0, 0)
            )
            self.assertEqual(sum(account.entry_ids.mapped("points")), balance)
        self.assertFalse(self._held())
        self.assertFalse(self.env["points.review"].search([("kind", "!=", "clock")]))

    def assertOrders(self, *figures):
        """(to pay, earned, redeemed) of each paid order; lines add up to its total."""
        orders = self._paid()
        self.assertEqual(
            [
                (round(each.amount_total, 2), each.points_earned, each.points_redeemed)
                for each in orders
            ],
            list(figures),
        )
        for order in orders:
            # Odoo turns the sign of a return's lines, or not.
            lines = abs(sum(order.lines.mapped("price_subtotal_incl")))
            self.assertAlmostEqual(lines, abs(order.amount_total), 2)
