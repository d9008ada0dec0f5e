"""The café with a till whose network a tour can cut; see `network.py`."""

from .network import switchable_network
from .test_till_tours import PointsTourCommon


class NetworkTourCommon(PointsTourCommon):
    def setUp(self):
        super().setUp()
        network = switchable_network()
        self.network = network.__enter__()
        self.addCleanup(network.__exit__, None, None, None)

    def _sold(self):
        """Every paid order, oldest first; nothing is reserved or wrong any more."""
        self.assertTrue(self.network.was_cut or self.network.lost)
        self.assertFalse(self._held())
        self.assertEqual(self.env["points.proof"]._prove(), [])
        return self.env["pos.order"].search([("state", "=", "paid")], order="id")

    def assertSold(self, *expected):
        """The paid orders earned and redeemed this, in order; Ana has what follows."""
        points = [(one.points_earned, one.points_redeemed) for one in self._sold()]
        self.assertEqual(points, list(expected))
        self.assertPoints(1240 + sum(earned - used for earned, used in expected))
