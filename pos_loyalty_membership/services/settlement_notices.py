"""When open tills hear that points changed."""

from contextlib import contextmanager

from odoo import api, models

# In the transaction's cache: what tills are to hear once an order of theirs is stored.
WAITING = "points.settlement.waiting"


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    @contextmanager
    def _storing_for_till(self):
        """While an order that a till sent is being stored.

        What tills are to hear waits for the end: Odoo writes the messages of its bus at
        every savepoint that flushes, and so all of a request's go in one statement.
        After an error nothing is said, since nothing changed.
        """
        cache = self.env.cr.cache
        outer, waiting = cache.get(WAITING), []
        cache[WAITING] = waiting
        try:
            yield
        finally:
            # A settlement that failed has emptied the transaction's cache.
            cache.pop(WAITING, None)
            if outer is not None:
                cache[WAITING] = outer
        for company, partner_ids in waiting:
            self._tell_tills(company, partner_ids)

    @api.model
    def _is_storing_for_till(self):
        """Whether an order that a till sent is being stored in this transaction."""
        return WAITING in self.env.cr.cache

    @api.model
    def _tell_tills(self, company, partner_ids):
        """Tell a company's open tills whose points changed, at commit."""
        waiting = self.env.cr.cache.get(WAITING)
        if waiting is None:
            company._notify_tills("POINTS_CHANGED", {"partner_ids": partner_ids})
        else:
            waiting.append((company, partner_ids))
