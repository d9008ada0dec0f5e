import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..services.ledger_operations import Credit, Debit, LedgerRefusal, Source

# The same bound as for what a rule gives; a larger gift is a typing error.
MAXIMUM_ADJUSTMENT = 1_000_000


class PointsAccountAdjust(models.TransientModel):
    """Correct the points of one or many members by entries, with a reason."""

    _name = "points.account.adjust"
    _inherit = ["points.account.many"]
    _description = "Adjust Points"

    direction = fields.Selection(
        [("add", "Add"), ("take", "Take away")], required=True, default="add"
    )
    points = fields.Float(digits=(16, 2), required=True)
    reason = fields.Char(required=True, help="Kept in the points log for good.")
    effect = fields.Char(compute="_compute_effect")

    @api.depends_context("lang")
    @api.depends("account_ids", "direction", "points")
    def _compute_effect(self):
        """Say the new balance of one member, or what several get together."""
        for wizard in self:
            accounts = wizard.account_ids._origin
            program = accounts.program_id[:1]
            sign = 1 if wizard.direction == "add" else -1
            if not accounts or wizard.points <= 0:
                wizard.effect = False
            elif len(accounts) == 1:
                wizard.effect = self.env._(
                    "%(member)s: %(before)s → %(after)s",
                    member=accounts.partner_id.display_name,
                    before=program._points_text(accounts.balance),
                    after=program._points_text(accounts.balance + sign * wizard.points),
                )
            else:
                wizard.effect = self.env._(
                    "%(members)s members, %(points)s together",
                    members=len(accounts),
                    points=program._points_text(sign * wizard.points * len(accounts)),
                )

    def action_adjust(self):
        """Post one entry per member, all or none; clicking twice posts once."""
        self.ensure_one()
        self._check_members()
        self._check_request()
        self._check_limit()
        now = fields.Datetime.now()
        try:
            self.env["points.ledger"]._post(
                [self._operation(account, now) for account in self.account_ids]
            )
        except LedgerRefusal as refusal:
            raise UserError(self._refusal_text(refusal)) from refusal
        return {"type": "ir.actions.act_window_close"}

    def _check_request(self):
        """Refuse what can only be a mistake, in words."""
        accounts = self.account_ids
        if len(accounts.program_id) > 1:
            raise UserError(
                self.env._(
                    "Points of different programs are not worth the same. Adjust one "
                    "program at a time."
                )
            )
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason: it stays in the points log."))
        if not 0 < self.points <= MAXIMUM_ADJUSTMENT:
            raise UserError(
                self.env._(
                    "Adjust by more than 0 and at most %s points.",
                    f"{MAXIMUM_ADJUSTMENT:,}",
                )
            )
        if accounts.program_id.decimals == "0" and round(self.points * 100) % 100:
            raise UserError(
                self.env._("“%s” counts whole points.", accounts.program_id.name)
            )
        if accounts.filtered(lambda a: a.merged_into_id or a.state == "left"):
            raise UserError(
                self.env._("Members who left or were merged cannot be adjusted.")
            )

    def _check_limit(self):
        """Refuse an officer more than the program allows per member and day.

        What the same request posted before does not count: sent again it does nothing.
        """
        program = self.account_ids.program_id
        limit = round(program.adjust_limit * 100)
        is_manager = self.env.user.has_group(
            "pos_loyalty_membership.points_group_manager"
        )
        if not limit or is_manager:
            return
        for account, done in self._adjusted_today(program).items():
            if done + round(self.points * 100) > limit:
                raise UserError(
                    self.env._(
                        "You can adjust at most %(limit)s per member and day. "
                        "%(member)s has had %(done)s from you today. Ask a points "
                        "manager.",
                        limit=program._points_text(program.adjust_limit),
                        member=account.partner_id.display_name,
                        done=program._points_text(done / 100),
                    )
                )

    def _adjusted_today(self, program):
        """{account: hundredths this user added and took away today}, in one query."""
        entries = self.env["points.entry"].search(
            [
                ("account_id", "in", self.account_ids.ids),
                ("kind", "=", "adjust"),
                ("user_id", "=", self.env.uid),
                ("local_day", "=", program._business_day(fields.Datetime.now())),
                ("key", "not in", [self._key(one) for one in self.account_ids]),
            ]
        )
        done = dict.fromkeys(self.account_ids, 0)
        for entry in entries:
            done[entry.account_id] += abs(round(entry.points * 100))
        return done

    def _key(self, account):
        """A member's key follows from the request, so that sending the request again
        finds the entry instead of posting another."""
        return f"adjust:{uuid.uuid5(uuid.UUID(self.request_uuid), str(account.id))}"

    def _operation(self, account, now):
        """The operation for one member."""
        operation = Credit if self.direction == "add" else Debit
        return operation(
            account_id=account.id,
            kind="adjust",
            key=self._key(account),
            points=round(self.points * 100),
            source=Source(
                model="points.account", id=account.id, name=self.env._("Adjustment")
            ),
            moment=now,
            local_day=account.program_id._business_day(now),
            reason=self.reason.strip(),
        )

    def _refusal_text(self, refusal):
        """Why the ledger refused, for the officer who asked."""
        if refusal.code != "not_enough_points":
            return self.env._("The adjustment was not made (%s).", refusal.code)
        short = self.account_ids.filtered(lambda a: a.available < self.points)
        return self.env._(
            "Nothing was changed. Not enough usable points: %s. Reserved and waiting "
            "points cannot be taken away.",
            ", ".join(
                f"{account.partner_id.display_name} "
                f"({account.program_id._points_text(account.available)})"
                for account in short[:5]
            ),
        )
