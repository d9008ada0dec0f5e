"""What the write paths of one posting share besides their account."""

from dataclasses import dataclass, field

from .ledger_operations import Posted


@dataclass(slots=True)
class Context:
    """The accounts a posting locked, the time, and where results go.

    `originals` are the entries being reversed by id, `kept_holds` uuids the posting
    deals with itself, `tombstones` releases of holds nobody knows, `other_holds`
    uuids that exist, but not on an account of this posting, `stored_uses` uses
    of coupons being given back by id, `new_uses` movements of coupons to be written,
    `merged` the account each locked one was merged into, or None, `merges` the
    (account, target) pairs that this posting merges, `given` by lot id the kind of the
    entry that gave it and the day of it, where last days are changed, `shown` the ids
    of accounts whose next expiry the caller is told, `dated` those that may have lots
    with an end: nothing of the others ever falls due.
    """

    accounts: dict
    days: dict
    result: Posted
    originals: dict = field(default_factory=dict)
    kept_holds: frozenset = frozenset()
    tombstones: list = field(default_factory=list)
    other_holds: set = field(default_factory=set)
    stored_uses: dict = field(default_factory=dict)
    new_uses: list = field(default_factory=list)
    merged: dict = field(default_factory=dict)
    merges: list = field(default_factory=list)
    given: dict = field(default_factory=dict)
    shown: set = field(default_factory=set)
    dated: frozenset = frozenset()

    def survivor_of(self, account_id):
        """The account that an account was merged into, or itself."""
        while self.merged.get(account_id):
            account_id = self.merged[account_id]
        return account_id

    def day_of(self, account):
        """Now and today in the time zone of the account's program."""
        return self.days[account.program_id]
