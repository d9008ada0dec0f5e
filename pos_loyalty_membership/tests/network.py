"""A browser whose network a tour cuts and mends, or which loses a server's answer.

A step of a tour says on the console what it wants (see `network_util.js`); Chromium's
own emulation does it. Nothing in the page is replaced, so what the till sees is what it
sees in a shop.
"""

import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests.common import ChromeBrowser

CUT = "points: cut the network"
MEND = "points: mend the network"
# Followed by the method whose next answer is lost.
LOSE = "points: lose the answer of "
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
    """The network of the browsers that run meanwhile; cut or not.

    `lost` has the methods whose answers were lost, in order.
    """

    def __init__(self):
        self.was_cut = False
        self.losing = ""
        self.lost = []

    def _obey(self, browser, offline):
        self.was_cut |= offline
        browser._websocket_send("Network.enable")
        browser._websocket_send(EMULATE, params=conditions(offline))

    def _tell(self, browser):
        """Say in the page which answer is going to be lost, for its tour to wait."""
        code = f"document.body.dataset.pointsLosing = {json.dumps(self.losing)}"
        browser._websocket_send("Runtime.evaluate", params={"expression": code})

    def _lose_next(self, browser, method):
        """Let the next answer of a method never arrive: the server has worked."""
        self.losing = method
        answers = {"urlPattern": "*/call_kw/*", "requestStage": "Response"}
        # Odoo's tests listen to every request, for addresses outside.
        patterns = [{"urlPattern": "*"}, answers]
        browser._websocket_send("Fetch.enable", params={"patterns": patterns})
        self._tell(browser)

    def hear(self, browser, kind, text):
        """Obey a step; returns the kind under which Odoo's tests log a message."""
        if text in (CUT, MEND):
            self._obey(browser, text == CUT)
            return "info"
        if text.startswith(LOSE):
            self._lose_next(browser, text.removeprefix(LOSE))
            return "info"
        was_disturbed = self.was_cut or self.lost
        is_expected = was_disturbed and any(word in text for word in EXPECTED)
        return "info" if kind == "error" and is_expected else kind

    def loses(self, browser, values):
        """Whether this answer of the server is the one to be lost; loses it."""
        method = values["request"]["url"].partition("?")[0].rpartition("/")[2]
        is_answer = "responseStatusCode" in values
        if not is_answer or not self.losing or method != self.losing:
            return False
        params = {"requestId": values["requestId"], "errorReason": "ConnectionReset"}
        browser._websocket_send("Fetch.failRequest", params=params)
        self.lost.append(method)
        self.losing = ""
        self._tell(browser)
        return True


@contextmanager
def switchable_network():
    """Let tours cut the network of their browser; yields the Network."""
    network = Network()
    handle = ChromeBrowser._handle_console
    go_on = ChromeBrowser._handle_request_paused

    def listen(browser, type, args=None, **values):
        first = args[0] if args else {}
        text = str(first.get("value") or first.get("description") or "")
        return handle(browser, network.hear(browser, type, text), args=args, **values)

    def pause(browser, **values):
        return network.loses(browser, values) or go_on(browser, **values)

    with (
        patch.object(ChromeBrowser, "_handle_console", listen),
        patch.object(ChromeBrowser, "_handle_request_paused", pause),
    ):
        yield network
