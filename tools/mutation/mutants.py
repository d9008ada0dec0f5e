"""The broken copies: what is broken, how, and the ordinary test that must notice it.

A change replaces a text that occurs exactly once in its file; a text that is no longer
there makes the run fail, so that this list follows the service.
"""

from dataclasses import dataclass

POSTING = "points_ledger.py"
PATHS = "ledger_paths.py"
MOVES = "ledger_moves.py"
DUE = "ledger_due.py"
STATE = "ledger_state.py"
ROWS = "ledger_rows.py"
LOCKS = "ledger_locks.py"
WRITES = "ledger_writes.py"
ENTRIES = "ledger_entries.py"
SETTLEMENT = "points_settlement.py"

LEDGER = "test_points_ledger.py::TestPointsLedger"
REVERSALS = "test_ledger_reversals.py::TestLedgerReversals"
MOVED = "test_ledger_moves.py::TestLedgerMoves"
FOUND = "test_ledger_found.py::TestLedgerFound"
AGAIN = "test_settlement_again.py::TestSettlementAgain"
CONNECTIONS = "test_ledger_concurrency.py::TestLedgerConcurrency"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken copy; `changes` are (file below services, old text, new text)."""

    name: str
    test: str
    changes: tuple


def _mutant(name, test, *changes):
    return Mutant(name, "::test_".join(test), changes)


MUTANTS = [
    _mutant(
        "no lock",
        (CONNECTIONS, "a_posting_waits_for_its_account_before_it_reads_anything"),
        (LOCKS, "                   FOR NO KEY UPDATE OF account\n", ""),
    ),
    _mutant(
        "lock without write",
        (CONNECTIONS, "every_posting_writes_its_account"),
        (
            WRITES,
            "[_account_row(account) for account in accounts]),",
            "[_account_row(account) for account in accounts if account.drafts]),",
        ),
    ),
    _mutant(
        "no key",
        (LEDGER, "the_same_key_is_posted_once_and_answers_the_first_entry"),
        (
            POSTING,
            "        known.update(self._known_otherwise(operations))\n",
            "        known = {}\n",
        ),
    ),
    _mutant(
        "key after computing",
        (LEDGER, "a_capture_sent_twice_takes_the_points_once"),
        (
            POSTING,
            "        known.update(self._known_otherwise(operations))\n",
            "        self._plan_and_write(operations, account_of, accounts, result)\n"
            "        known.update(self._known_otherwise(operations))\n",
        ),
    ),
    _mutant(
        "wrong lot order",
        (LEDGER, "a_debit_takes_the_lot_that_expires_first"),
        (
            STATE,
            "                self.last_day_of(lot) or date.max,\n",
            "",
        ),
    ),
    _mutant(
        "expiry without entry",
        (REVERSALS, "restored_points_that_are_overdue_expire_again_by_an_entry"),
        (
            DUE,
            "        draft = account.add(\n            system_entry(\n"
            "                account,\n                day,\n",
            "        draft = (lambda draft: draft)(\n            system_entry(\n"
            "                account,\n                day,\n",
        ),
        (
            DUE,
            "        account.move(lot, points, draft)\n",
            "        account.move(lot, points, draft)\n"
            "        account.allocations.pop()\n",
        ),
    ),
    _mutant(
        "restore to a new life",
        (REVERSALS, "reversing_a_redemption_fills_the_lots_it_came_from"),
        (
            PATHS,
            "            account.restore(lot, share, draft)\n",
            "            account.receive(draft, share, False, None, None)\n",
        ),
    ),
    _mutant(
        "debt forgotten",
        (REVERSALS, "reversing_an_earning_that_is_partly_reserved_leaves_a_debt"),
        (
            PATHS,
            "draft, own=own)\n    if missing:\n",
            "draft, own=own)\n    if False:\n",
        ),
    ),
    _mutant(
        "hold not subtracted",
        (LEDGER, "points_reserved_elsewhere_cannot_be_reserved_again"),
        (
            STATE,
            "        return self.live - self.waiting - self.held\n",
            "        return self.live - self.waiting\n",
        ),
    ),
    _mutant(
        "held not lowered at capture",
        (LEDGER, "a_capture_of_less_frees_the_rest"),
        (
            STATE,
            "        self.held -= hold.points\n",
            '        self.held -= hold.points if state != "captured" else 0\n',
        ),
    ),
    _mutant(
        "waiting not moved",
        (
            REVERSALS,
            "a_late_capture_takes_free_then_waiting_points_and_owes_the_rest",
        ),
        (
            STATE,
            "        if lot.waiting:\n            self.waiting -= points\n",
            "",
        ),
    ),
    _mutant(
        "replaced hold not freed",
        (LEDGER, "a_hold_replaces_another_in_one_write"),
        (
            PATHS,
            '    if replaced:\n        account.end_hold(replaced, "released")\n',
            "",
        ),
    ),
    _mutant(
        "tombstone missing",
        (LEDGER, "a_hold_that_arrives_after_its_release_is_refused"),
        (
            PATHS,
            "            context.tombstones.append(operation.uuid)\n",
            "            pass\n",
        ),
    ),
    _mutant(
        "late capture without debt",
        (
            REVERSALS,
            "a_late_capture_takes_free_then_waiting_points_and_owes_the_rest",
        ),
        (
            PATHS,
            "    missing = account.take_anything(operation.points, draft)\n",
            "    missing = 0 * account.take_anything(operation.points, draft)\n",
        ),
    ),
    _mutant(
        "reversal not clamped",
        (REVERSALS, "an_entry_is_never_reversed_beyond_its_points"),
        (PATHS, "    if operation.points > original.reversible:\n", "    if False:\n"),
    ),
    _mutant(
        "own lots not first",
        (REVERSALS, "reversing_an_earning_takes_its_own_lot_first"),
        (STATE, "        points = self.take(own, points, entry)\n", ""),
    ),
    _mutant(
        "settle skipped after release",
        (REVERSALS, "reversing_an_earning_that_is_partly_reserved_leaves_a_debt"),
        (
            DUE,
            "    account.settle_debt()\n"
            "    expire_overdue(account, context.day_of(account))\n",
            "    expire_overdue(account, context.day_of(account))\n",
        ),
    ),
    _mutant(
        "expiry takes held points",
        (
            REVERSALS,
            "an_overdue_lot_expires_at_the_next_posting_except_what_is_reserved",
        ),
        (
            DUE,
            "        points = min(lot.remaining, account.available)\n",
            "        points = lot.remaining\n",
        ),
    ),
    _mutant(
        "allocation not written",
        (REVERSALS, "reversing_a_redemption_fills_the_lots_it_came_from"),
        (WRITES, "_gather(_allocation_rows, accounts)),", "[]),"),
    ),
    _mutant(
        "next_due forgotten",
        (LEDGER, "a_hold_that_timed_out_ends_at_the_next_posting"),
        (
            POSTING,
            "            account.next_due = next_due\n",
            "",
        ),
    ),
    _mutant(
        "merge loses dates",
        (MOVED, "a_merge_keeps_the_days_of_every_lot"),
        (
            MOVES,
            "        lot.available_on,\n        lot.expires_on,\n",
            "        lot.available_on,\n        None,\n",
        ),
    ),
    _mutant(
        "merge leaves holds behind",
        (MOVED, "a_merge_gives_active_reservations_to_the_target"),
        (MOVES, "            target.holds[hold.uuid] = hold\n", ""),
    ),
    _mutant(
        "what expired is taken twice",
        (REVERSALS, "what_expired_counts_as_taken_back"),
        (
            PATHS,
            "    excused = max(0, min(operation.points, lost",
            "    excused = 0 * max(0, min(operation.points, lost",
        ),
    ),
    _mutant(
        "what was given back stays lost",
        (FOUND, "a_forfeit_given_back_after_a_merge_no_longer_counts_as_taken_back"),
        (ROWS, "            original.lost -= hundredths\n", ""),
    ),
    _mutant(
        "given back at once stays lost",
        (
            FOUND,
            "a_loss_given_back_with_its_credit_taken_back_in_one_posting_counts_once",
        ),
        (
            PATHS,
            "undone.get(lot_id, 0) for lot_id in original.own_lot_ids",
            "0 * undone.get(lot_id, 0) for lot_id in original.own_lot_ids",
        ),
    ),
    _mutant(
        "blocked accounts earn",
        (LEDGER, "a_blocked_account_earns_nothing_and_the_posting_goes_on"),
        (PATHS, 'EARNED_KINDS = frozenset(["earn", "bonus"])', "EARNED_KINDS = ()"),
    ),
    _mutant(
        "grace forgotten",
        (MOVED, "restored_points_live_for_the_days_of_grace"),
        (PATHS, "                lot.expires_on = expires_on\n", ""),
    ),
    _mutant(
        "leaving keeps what comes back",
        (MOVED, "what_comes_back_to_a_member_who_left_is_forfeited_at_once"),
        (DUE, '    if account.state != "left" or points <= 0:\n', "    if True:\n"),
    ),
    _mutant(
        "lots fill up in the wrong order",
        (FOUND, "points_return_to_the_lot_they_were_taken_from_last"),
        (ROWS, "ORDER BY last DESC", "ORDER BY last"),
    ),
    _mutant(
        "a transfer overdraws",
        (MOVED, "points_that_wait_or_are_reserved_are_not_transferred"),
        (
            MOVES,
            "    if account.available < operation.points:\n",
            "    if account.live < operation.points:\n",
        ),
    ),
    _mutant(
        "stale rows go unnoticed",
        (CONNECTIONS, "one_key_posted_by_two_connections_gives_one_entry"),
        (LOCKS, "                   FOR NO KEY UPDATE OF account\n", ""),
        (
            WRITES,
            "[_account_row(account) for account in accounts]),",
            "[]),",
        ),
    ),
    _mutant(
        "an order is never looked for",
        (AGAIN, "an_order_settled_again_is_looked_for_and_changes_nothing"),
        (
            SETTLEMENT,
            "_settle_in_savepoint(order, taken_for_new=False)",
            "_settle_in_savepoint(order, taken_for_new=True)",
        ),
    ),
    _mutant(
        "one of two keys goes unnoticed",
        (AGAIN, "one_program_settled_before_does_not_keep_the_other_from_it"),
        (
            ENTRIES,
            "    if len(written) != len(drafts):\n",
            "    if drafts and not written:\n",
        ),
    ),
]
