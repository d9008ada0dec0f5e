"""Movements of a coupon's money: append-only, in the ORM and in the database."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsCouponUse(models.Model):
    _name = "points.coupon.use"
    _description = "Points Coupon Use"
    _order = "moment desc, id desc"
    _rec_name = "key"
    # `user_id` and `create_date` say who and when; a movement is written once.
    _log_access = False

    coupon_id = fields.Many2one(
        "points.coupon", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("use", "Used"),
            ("give_back", "Given back"),
            ("turn_back", "Turned back into points"),
        ],
        string="Event",
        required=True,
        readonly=True,
    )
    money = fields.Monetary(
        required=True, readonly=True, help="Positive when it lowers the coupon."
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, ondelete="restrict"
    )
    key = fields.Char(required=True, readonly=True)
    hold_uuid = fields.Char(string="Reservation", readonly=True)
    reversed_use_id = fields.Many2one(
        "points.coupon.use",
        string="Gives back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    moment = fields.Datetime(string="Date", required=True, readonly=True)
    local_day = fields.Date(
        required=True, readonly=True, help="Business day in the program's time zone."
    )
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(
        "Document ID", model_field="source_model", readonly=True
    )
    source_uuid = fields.Char(readonly=True, index="btree_not_null")
    source_name = fields.Char(string="Document", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )
    create_date = fields.Datetime(
        "Posted on",
        readonly=True,
        help="When it was written, whenever the document was made.",
    )
    reason = fields.Char(readonly=True)
    explanation = fields.Json(readonly=True)
    lines = fields.Json(readonly=True)

    _key_uniq = models.Constraint("UNIQUE (key)", "This was already posted.")
    _sign = models.Constraint(
        "CHECK (CASE WHEN kind = 'give_back' THEN money < 0 AND reversed_use_id IS NOT "
        "NULL ELSE money >= 0 END)",
        "A use lowers a coupon; only giving a use back raises it.",
    )

    def init(self):
        """Protect the movements in the database, whatever the code above does."""
        self.env["points.ledger"]._install_append_only(
            self._table,
            [
                "id",
                "coupon_id",
                "company_id",
                "kind",
                "money",
                "currency_id",
                "key",
                "hold_uuid",
                "reversed_use_id",
                "moment",
                "local_day",
                "source_model",
                "source_id",
                "source_uuid",
                "source_name",
                "user_id",
                "create_date",
                "reason",
                "explanation",
                "lines",
            ],
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` writes uses, together with the coupon."""
        raise UserError(self.env._("Uses of coupons are written by the system only."))

    def write(self, vals):
        """Refused: a use is corrected by giving it back."""
        raise UserError(self.env._("Uses of coupons cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("Uses of coupons cannot be deleted."))
