from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsTierGrant(models.TransientModel):
    """Give a tier to a member by hand, or withdraw the one it has."""

    _name = "points.tier.grant"
    _inherit = ["points.account.request"]
    _description = "Give or Withdraw a Tier"

    program_id = fields.Many2one(related="account_id.program_id")
    current_tier_id = fields.Many2one(related="account_id.tier_id", string="Now")
    kind = fields.Selection(
        [("give", "Give a tier"), ("withdraw", "Withdraw the tier")],
        required=True,
        default="give",
    )
    tier_id = fields.Many2one(
        "points.tier",
        domain="[('program_id', '=', program_id)]",
        help="The tier given; or the lower one in which the member stays, if any.",
    )
    date_to = fields.Date(
        string="Until",
        help="The last day; then what the member has reached counts again. Empty means "
        "until somebody changes it.",
    )

    @api.onchange("kind")
    def _onchange_kind(self):
        self.tier_id = False

    def action_confirm(self):
        """Give or withdraw; clicking twice does it once."""
        self.ensure_one()
        self._check_allowed()
        self._check_request()
        tiers = self.env["points.tiers"]
        decide = tiers._grant if self.kind == "give" else tiers._withdraw
        decide(
            self.account_id,
            self.tier_id,
            self.date_to.isoformat() if self.date_to else "",
            self.reason.strip(),
            self.request_uuid,
        )
        self.account_id._note_on_contact(self._note())
        return {"type": "ir.actions.act_window_close"}

    def _check_request(self):
        """Refuse what cannot be meant."""
        account = self.account_id
        if account.state == "left":
            raise UserError(self.env._("This member has left the program."))
        if not account.program_id.tier_ids:
            raise UserError(self.env._("“%s” has no tiers.", account.program_id.name))
        if self.date_to and self.date_to < account.program_id._business_day(
            fields.Datetime.now()
        ):
            raise UserError(self.env._("The last day has passed already."))
        if self.tier_id and self.tier_id.program_id != account.program_id:
            raise UserError(
                self.env._("“%s” is a tier of another program.", self.tier_id.name)
            )
        if self.tier_id and not self.tier_id.active:
            raise UserError(self.env._("“%s” is not in use.", self.tier_id.name))
        if self.kind == "withdraw":
            self._check_withdrawal()
        else:
            self._check_gift()

    def _check_gift(self):
        """A lower tier would be left again with the next sale: that is a withdrawal."""
        if not self.tier_id:
            raise UserError(self.env._("Choose the tier to give."))
        current = self.account_id.tier_id
        order = self.program_id.all_tier_ids.ids
        if current and order.index(self.tier_id.id) < order.index(current.id):
            raise UserError(
                self.env._(
                    "“%(tier)s” is lower than “%(current)s”, which the member has. "
                    "Withdraw that one and let the member stay in “%(tier)s”.",
                    tier=self.tier_id.name,
                    current=current.name,
                )
            )

    def _check_withdrawal(self):
        current = self.account_id.tier_id
        if not current:
            raise UserError(self.env._("This member is in no tier."))
        order = self.program_id.all_tier_ids.ids
        if self.tier_id and order.index(self.tier_id.id) >= order.index(current.id):
            raise UserError(
                self.env._(
                    "“%(tier)s” is not lower than “%(current)s”.",
                    tier=self.tier_id.name,
                    current=current.name,
                )
            )

    def _note(self):
        if self.kind == "give":
            return self.env._(
                "Tier %(tier)s given: %(reason)s",
                tier=self.tier_id.name,
                reason=self.reason.strip(),
            )
        return self.env._("Tier withdrawn: %s", self.reason.strip())
