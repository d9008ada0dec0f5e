"""Faults planted in each table and cached column, and the check that names them.

(table, check, change): `{one}` is the account, `{earned}` and `{spent}` an entry of it,
`{lots}` its open lots, `{other}` the id of another account.
"""

FAULTS = [
    ("points_account", "live", "SET live = live + 1 WHERE {one}"),
    ("points_account", "waiting", "SET waiting = waiting - 1 WHERE {one}"),
    ("points_account", "held", "SET held = held + 1 WHERE {one}"),
    ("points_account", "debt", "SET debt = debt + 1 WHERE {one}"),
    ("points_account", "balance", "SET balance = balance + 1 WHERE {one}"),
    ("points_account", "bounds", "SET held = -1 WHERE {one}"),
    ("points_account", "next_due", "SET next_due = NULL WHERE {one}"),
    # Before its reservation, which ends in 2100, but after the end of its points.
    ("points_account", "next_due", "SET next_due = '2099-12-31' WHERE {one}"),
    ("points_account", "merged_is_empty", "SET merged_into_id = {other} WHERE {one}"),
    ("points_entry", "balance", "SET points = points + 1 WHERE {earned}"),
    ("points_entry", "credit_has_its_lots", "SET points = points + 1 WHERE {earned}"),
    ("points_entry", "debit_is_covered", "SET points = points - 1 WHERE {spent}"),
    ("points_entry", "debt", "SET unallocated = 1 WHERE {spent}"),
    ("points_entry", "one_key_once", "SET key = 'same' WHERE account_{one}"),
    (
        "points_entry",
        "entry_of_its_account",
        "SET company_id = (SELECT max(id) FROM res_company) WHERE {earned}",
    ),
    (
        "points_entry",
        "reversed_at_most_once",
        "SET points = points * 9 WHERE kind = 'reverse' AND account_{one}",
    ),
    ("points_lot", "lot_remaining", "SET remaining = remaining - 1 WHERE {lots}"),
    ("points_lot", "lot_of_its_entry", "SET account_id = {other} WHERE {lots}"),
    ("points_lot", "lot_dates", "SET expires_on = '2030-01-01' WHERE {lots}"),
    (
        "points_lot",
        "lot_waits_for_a_day",
        "SET waiting = TRUE, available_on = NULL WHERE {lots}",
    ),
    (
        "points_allocation",
        "lot_remaining",
        "SET points = points + 1 WHERE id = (SELECT min(id) FROM points_allocation)",
    ),
    (
        "points_hold",
        "captured_hold_has_its_entry",
        "SET state = 'captured' WHERE uuid = 'reopened'",
    ),
    ("points_hold", "held", "SET points = points + 1 WHERE uuid = 'reopened'"),
]
