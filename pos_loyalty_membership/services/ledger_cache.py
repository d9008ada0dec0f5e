"""What the ORM cached of rows that were written behind it."""

from odoo import models
from odoo.tools import ormcache

# What postings write.
WRITTEN = (
    "points.account",
    "points.entry",
    "points.lot",
    "points.allocation",
    "points.hold",
    "points.coupon",
    "points.coupon.use",
)


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    def _forget_cached_numbers(self):
        """Rows were written behind the ORM: drop what it cached of them."""
        self._forget(*WRITTEN)

    def _forget(self, *names):
        """Drop what is cached of these models, and of the lists others keep of them.

        Most postings happen where nothing of the ledger was read. Asking that costs a
        fraction of Odoo's round through every field, which flushes those lists, too.
        """
        touched = self._fields_showing(names) & self.env.transaction.field_data.keys()
        if any(map(self.env.cache.contains_field, touched)):
            for name in names:
                self.env[name].invalidate_model(flush=False)

    @ormcache("names")
    def _fields_showing(self, names):
        """The fields of models, and those of other models that list their records."""
        inverses = self.pool.field_inverses
        fields = [field for name in names for field in self.env[name]._fields.values()]
        lists = [other for field in fields for other in inverses[field]]
        return frozenset((*fields, *lists))
