"""A browser whose network a tour cuts and mends, by Chromium's own emulation.

A step of a tour says on the console what it wants (see `network_util.js`); nothing in
the page is replaced, so what the till sees is what it sees in a shop.
"""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests.common import ChromeBrowser

CUT = "points: cut the network"
MEND = "points: mend the network"
EMULATE = "Network.emulateNetworkConditions"
# What the browser and Odoo themselves report as errors while there is no network.
EXPECTED = ("ConnectionLostError", "net::ERR_", "Failed to fetch", "Connection to")


def conditions(offline):
    """Parameters of the emulation: without network, or without any limit."""
    return {
        "offline": offline,
        "latency": 0,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
    }


class Network:
    """The network of the browsers that run meanwhile; cut or not."""

    def __init__(self):
        self.was_cut = False

    def _obey(self, browser, offline):
        self.was_cut |= offline
        browser._websocket_send("Network.enable")
        browser._websocket_send(EMULATE, params=conditions(offline))

    def hear(self, browser, kind, text):
        """Obey a step; returns the kind under which Odoo's tests log a message."""
        if text in (CUT, MEND):
            self._obey(browser, text == CUT)
            return "info"
        is_expected = self.was_cut and any(word in text for word in EXPECTED)
        return "info" if kind == "error" and is_expected else kind


@contextmanager
def switchable_network():
    """Let tours cut the network of their browser; yields the Network."""
    network = Network()
    handle = ChromeBrowser._handle_console

    def listen(browser, type, args=None, **values):
        first = args[0] if args else {}
        text = str(first.get("value") or first.get("description") or "")
        return handle(browser, network.hear(browser, type, text), args=args, **values)

    with patch.object(ChromeBrowser, "_handle_console", listen):
        yield network
