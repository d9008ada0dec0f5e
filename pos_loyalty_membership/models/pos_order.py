from odoo import api, fields, models
from odoo.tools import ormcache

# What an order shows of the ledger. A till can neither send nor cache these fields.
LEDGER_FIELDS = ("points_earned", "points_redeemed", "points_entry_ids")


class PosOrder(models.Model):
    _inherit = "pos.order"

    points_entry_ids = fields.Many2many(
        "points.entry",
        string="Points",
        compute="_compute_points",
        help="Entries of the points log that this order made.",
    )
    points_earned = fields.Float(
        digits=(16, 2),
        compute="_compute_points",
        help="Points earned by this order, less what it took back.",
    )
    points_redeemed = fields.Float(
        digits=(16, 2),
        compute="_compute_points",
        help="Points used on this order, less what it gave back.",
    )

    def _compute_points(self):
        """Read from the ledger what these orders earned and redeemed, never stored.

        An entry is found by the order's uuid: whoever changes the order's customer
        later does not move its points.
        """
        entries = (
            self.env["points.entry"]
            .sudo()
            .search(
                [
                    ("source_model", "=", "pos.order"),
                    (
                        "source_uuid",
                        "in",
                        [uuid for uuid in self.mapped("uuid") if uuid],
                    ),
                ],
                order="id",
            )
        )
        by_order = entries.grouped("source_uuid")
        for order in self:
            own = by_order.get(order.uuid, entries.browse())
            order.points_entry_ids = own.sudo(False)
            order.points_earned, order.points_redeemed = (
                own._points_earned_and_redeemed()
            )

    @api.model
    def _load_pos_data_fields(self, config):
        """Leave the ledger's figures out of what a till reads.

        An empty list means every field. Ours are computed from the ledger, which costs
        queries at each sync, and tills get them in `_points_receipt`.
        """
        loaded = super()._load_pos_data_fields(config)
        names = loaded or self._readable_names()
        return [name for name in names if name not in LEDGER_FIELDS]

    @api.model
    @ormcache("self.env.uid", "self.env.su")
    def _readable_names(self):
        """Names of the fields this user may read; groups that change forget them."""
        return tuple(self.fields_get(attributes=()))

    @api.model
    def _loads_everything(self, names):
        """Whether a list for the till is every field but those of the ledger."""
        return not set(self._readable_names()) - set(LEDGER_FIELDS) - set(names)

    @api.model
    def _process_order(self, order, existing_order):
        """Drop figures a till claims: what was granted lives in the ledger only."""
        for name in LEDGER_FIELDS:
            order.pop(name, None)
        return super()._process_order(order, existing_order)

    def write(self, vals):
        """Free the points reserved for orders that are cancelled."""
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._free_reserved_points()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_free_reserved_points(self):
        self._free_reserved_points()

    def _free_reserved_points(self):
        """Release the active holds of these orders: they will not be paid."""
        # A cashier may cancel an order, but writes no table of the ledger.
        holds = self.env["points.hold"].sudo()
        uuids = holds.search(
            [
                ("document_model", "=", "pos.order"),
                ("document_uuid", "in", [uuid for uuid in self.mapped("uuid") if uuid]),
                ("state", "=", "held"),
            ]
        ).mapped("uuid")
        if uuids:
            holds.env["points.ledger"]._release_holds(uuids)

    def action_pos_order_paid(self):
        """Settle points in the same transaction, whatever way the order was paid."""
        result = super().action_pos_order_paid()
        self.env["points.settlement"]._settle_order(self)
        return result

    def read_pos_data(self, data, config):
        """Hand the receipt's figures to the till together with the order."""
        result = super().read_pos_data(data, config)
        if result["pos.order"]:
            # The cashier sees the figures of a receipt, not the ledger they come from.
            receipts = self.env["points.receipt"].sudo()._receipts(self)
            for values in result["pos.order"]:
                values["_points_receipt"] = receipts[values["id"]]
        return result
