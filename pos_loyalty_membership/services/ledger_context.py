"""What the write paths of one posting share besides their account."""

from dataclasses import dataclass, field

from .ledger_operations import Posted


@dataclass(slots=True)
class Context:
    """The accounts a posting locked, the time, and where results go.

    `originals` are the entries being reversed by id, `kept_holds` uuids the posting
    deals with itself, `tombstones` releases of holds nobody knows.
    """

    accounts: dict
    days: dict
    result: Posted
    originals: dict = field(default_factory=dict)
    kept_holds: frozenset = frozenset()
    tombstones: list = field(default_factory=list)

    def day_of(self, account):
        """Now and today in the time zone of the account's program."""
        return self.days[account.program_id]
