"""Entries to be written: those a caller asked for, and those time makes."""

from .ledger_operations import Posting
from .ledger_state import EntryDraft


def draft_entry(account, operation, kind, points, **values):
    """An entry for this operation, not yet part of the posting."""
    return EntryDraft(
        account_id=account.id,
        kind=kind,
        points=points,
        key=operation.key,
        values={**operation.row(), **values},
    )


def system_entry(account, day, kind, points, key, source, explanation=None):
    """An entry that no caller asked for: an expiry, or a forfeit after leaving."""
    return draft_entry(
        account,
        Posting(
            key=key,
            points=abs(points),
            source=source,
            moment=day.now,
            local_day=day.today,
            explanation=explanation,
        ),
        kind,
        points,
    )
