"""A visitor of the portal collects the points of a receipt by its code."""

from odoo import api, models

from ..engine.values import Refusal


class PointsPortal(models.AbstractModel):
    _inherit = "points.portal"

    @api.model
    def _claim(self, user, text):
        """Collect what a code stands for, for the contact of `user`.

        `text` is what was typed, whatever it is. Returns (accounts, ""), or (none, why
        not in words). Wrong codes are counted: guessing stops after a few.
        """
        claims = self.env["points.claims"]
        # Attempts and claims are out of the visitor's sight: this is their only door.
        attempts = self.env["points.claim.attempt"].sudo()
        accounts = self.env["points.account"].sudo()
        if attempts._exhausted(user):
            return accounts, self._claim_message(Refusal("too_many_codes"))
        code = claims._read_code(text)
        refusal = Refusal("unknown_code")
        if code:
            accounts, refusal = claims._collect_code(
                code, user.partner_id, user.company_ids, "portal"
            )
        if refusal is None:
            return accounts, ""
        if refusal.code == "unknown_code":
            attempts.create({"user_id": user.id})
        return accounts.browse(), self._claim_message(refusal)

    @api.model
    def _claim_message(self, refusal):
        messages = self.env["points.refusal.messages"]
        return messages._message(refusal.code, refusal.values)

    @api.model
    def _claims_offered(self, company):
        """Whether any program of a company lets points be collected in the portal."""
        programs = self.env["points.program"].sudo()
        return bool(
            programs.search_count(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("running", "redeem_only")),
                    ("claim_days", ">", 0),
                    ("portal_shown", "=", True),
                ],
                limit=1,
            )
        )
