"""Runs the addon's browser unit tests (static/tests/unit) in headless Chromium."""

from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js

SUITE = "@pos_loyalty_membership"


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    """The page `/web/tests`, narrowed to our suite by the hash that it filters on."""

    @no_retry
    def test_browser_unit_tests_of_the_addon_pass(self):
        """One failing unit test fails this test, with its message from the browser."""
        suite = test_js.HOOTCommon._generate_hash(self, SUITE)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=60000&id={suite}",
            "",
            "",
            login="admin",
            timeout=900,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
