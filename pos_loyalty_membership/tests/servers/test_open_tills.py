"""A sale at one till is known at every other one that is open."""

import json
import time

import websocket

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from .server_common import ANSWER_SECONDS, PAUSE, START_SECONDS, ServerCase


class TestOpenTills(ServerCase):
    def _listen(self, till):
        """The bus of a till that is open: what its browser subscribes to."""
        rules = till.call("points.till", "get_rules", self.shop["config"])
        bus = self._connect(till)
        self.addCleanup(bus.close)
        subscription = {"channels": [rules["bus_channel"]], "last": 0}
        bus.send(json.dumps({"event_name": "subscribe", "data": subscription}))
        return bus

    def _connect(self, till):
        """A connection to the server's bus, which starts after the server answers."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return websocket.create_connection(
                    f"ws://127.0.0.1:{self.server.bus_port}/websocket"
                    f"?version={WebsocketConnectionHandler._VERSION}",
                    cookie=f"session_id={till.session.cookies['session_id']}",
                    origin=self.server.url,
                    timeout=ANSWER_SECONDS,
                )
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE)

    def _told(self, bus):
        """The contacts named by the next message about this shop's member.

        The bus still has messages of the tests before: they name other contacts.
        """
        while True:
            for notification in json.loads(bus.recv()):
                message = notification["message"]
                if message["type"].endswith("POINTS_CHANGED"):
                    named = message["payload"]["partner_ids"]
                    if self.shop["partner"] in named:
                        return named

    def _seen(self, till):
        member = till.call(
            "points.till", "get_member", self.shop["config"], self.shop["partner"]
        )
        return member["accounts"][0]["available"]

    def test_a_sale_at_one_till_changes_the_balance_at_the_other(self):
        seller, other = self.tills
        self._give(500)
        bus = self._listen(other)
        self.assertEqual(self._seen(other), 50000)
        for sold in (1, 2):
            seller.call("pos.order", "sync_from_ui", [seller.order(2)])
            self.assertEqual(self._told(bus), [self.shop["partner"]])
            self.assertEqual(self._seen(other), 50000 + sold * 600)
