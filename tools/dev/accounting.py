"""`make test-accounting`: Odoo's own tests of posting and reversing, beside the addon.

They run without the addon first: what fails there is not ours to answer for. Whatever
passes without the addon must pass with it.
"""

from tools.dev import browser, database, odoo, postgres, report, suite
from tools.dev.progress import say

SUBJECTS = [
    "account_move_entry",
    "account_move_out_invoice",
    "account_move_out_refund",
    "account_move_payments_widget",
    "account_move_reconcile",
    "account_payment",
    "account_payment_register",
    "account_inalterable_hash",
    "early_payment_discount",
    "taxes_global_discount",
    "taxes_downpayment",
]


def accounting(arguments: list[str]) -> int:
    """Compare both runs; `arguments` name other subjects (test_<subject>.py)."""
    prepared = odoo.prepare()
    folder = prepared.odoo.addon("account") / "tests"
    files = [str(folder / f"test_{name}.py") for name in arguments or SUBJECTS]
    say(f"  Browser: {browser.prepare()}")
    with postgres.running("test", prepared.python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")

        def alone() -> str:
            return database.ensure_base(runner)

        def installed() -> str:
            return database.ensure_installed(runner, alone(), "test")

        before = suite.in_copy(runner, "Odoo alone", alone, files)
        after = suite.in_copy(runner, "Odoo with the addon", installed, files)
    known = [name for name in after.failures if name in before.failures]
    for name in known:
        say(f"  fails without the addon as well: {name.rpartition('::')[2]}")
    after.failures = [name for name in after.failures if name not in known]
    after.failed = len(after.failures)
    # Odoo leaves out tests that need another setting: what it left out before, too.
    left_out = {_sentence(problem) for problem in before.problems}
    after.problems = [p for p in after.problems if _sentence(p) not in left_out]
    return report.show([after])


def _sentence(problem: str) -> str:
    """A problem without the name of the run that had it."""
    return problem.partition(": ")[2]
