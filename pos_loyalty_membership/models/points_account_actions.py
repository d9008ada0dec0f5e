"""What an officer does with an account, beyond adjusting it."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..services.ledger_operations import ReverseDebit, SetState, Source

# How long a member who left can come back to the points that were forfeited.
DAYS_TO_RETURN = 30


class PointsAccount(models.Model):
    _inherit = "points.account"

    coupon_ids = fields.One2many(
        "points.coupon",
        "account_id",
        string="Coupons",
        groups="pos_loyalty_membership.points_group_officer,"
        "account.group_account_invoice",
    )

    def action_block(self):
        """Stop these members from earning and redeeming until they are unblocked."""
        self._check_officer()
        self._set_state("open", "blocked", self.env._("Points blocked"))
        return True

    def action_unblock(self):
        """Let blocked members earn and redeem again."""
        self._check_officer()
        self._set_state("blocked", "open", self.env._("Points unblocked"))
        return True

    def _check_officer(self):
        """Buttons are hidden from others; this is what refuses them."""
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.check_access("read")

    def _set_state(self, before, after, note):
        """Change the state of those that have the one before; twice is no error."""
        if self.filtered(lambda one: one.merged_into_id or one.state == "left"):
            raise UserError(
                self.env._("Members who left or were merged cannot be changed.")
            )
        accounts = self.filtered(lambda one: one.state == before)
        self.env["points.ledger"]._post(
            [SetState(account_id=account.id, state=after) for account in accounts]
        )
        accounts._note_on_contact(note)

    def _note_on_contact(self, note):
        """Write down on the contact who changed the account, and in which program."""
        for account in self:
            account.partner_id.sudo().message_post(
                body=self.env._(
                    "%(event)s: %(program)s",
                    event=note,
                    program=account.program_id.name,
                ),
                author_id=self.env.user.partner_id.id,
            )

    def action_rejoin(self):
        """Take back members who left; what was forfeited lately comes back.

        Points whose last day has passed meanwhile expire again at once, unless the
        program gives days of grace.
        """
        self._check_officer()
        returning = self.filtered(lambda one: one.state == "left")
        now = fields.Datetime.now()
        operations = [
            SetState(account_id=account.id, state="open") for account in returning
        ]
        operations += [
            ReverseDebit(
                account_id=entry.account_id.id,
                entry_id=entry.id,
                points=round(-entry.points * 100),
                key=f"reverse:{entry.account_id.id}:{entry.id}:0",
                source=Source(
                    model="points.account",
                    id=entry.account_id.id,
                    name=self.env._("Joined again"),
                ),
                moment=now,
                local_day=entry.program_id._business_day(now),
            )
            for entry in returning._forfeited_lately(now)
        ]
        self.env["points.ledger"]._post(operations)
        returning._note_on_contact(self.env._("Joined again"))
        return True

    def _forfeited_lately(self, now):
        """Forfeit entries of these accounts young enough to be undone, and not yet."""
        entries = self.env["points.entry"].search(
            [
                ("account_id", "in", self.ids),
                ("kind", "=", "forfeit"),
                ("moment", ">=", now - timedelta(days=DAYS_TO_RETURN)),
            ]
        )
        reversals = self.env["points.entry"].search(
            [("reversed_entry_id", "in", entries.ids)]
        )
        return (entries - reversals.reversed_entry_id).filtered("points")

    def action_prove(self):
        """Prove this account now and show what was found."""
        self.ensure_one()
        self._check_officer()
        return self.env["points.proof.show"]._open(account_id=self.id)

    def action_anonymise(self):
        """Blank who these members are; see `res.partner.action_points_anonymise`."""
        self.check_access("read")
        return self.partner_id.action_points_anonymise()
