"""Points reserved elsewhere: a till shows them, and an officer at it may free them."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..engine.values import Refusal
from .till_arguments import check_uuid

OFFICER = "pos_loyalty_membership.points_group_officer"


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def _accounts(self, config, partner, programs=None):
        """Each account says with `may_free` whether this user frees reserved points."""
        answers = super()._accounts(config, partner, programs)
        may_free = self.env.user.has_group(OFFICER)
        for answer in answers:
            answer["may_free"] = may_free
        return answers

    @api.model
    def free_hold(self, config_id, hold_uuid):
        """Free points that another document reserves, for a points officer.

        The document keeps its discount lines; whoever completes it is asked again, or a
        review is written. Returns {ok, message, accounts}; raises AccessError for
        others than officers.
        """
        self._check_till(config_id)
        uuid = check_uuid(hold_uuid, "hold_uuid")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only a points officer may free reserved points.")
            )
        return self._in_own_transaction("_free_hold_once", config_id, uuid)

    @api.model
    def _free_hold_once(self, config_id, uuid):
        """Free one reservation in the current transaction; see `free_hold`."""
        config = self.env["pos.config"].browse(config_id)
        hold = self.env["points.hold"].search(
            [
                ("uuid", "=", uuid),
                ("company_id", "=", config.company_id.id),
                ("state", "=", "held"),
                ("coupon_id", "=", False),
            ]
        )
        if not hold:
            refusal = Refusal("hold_not_active")
            message = self.env["points.refusal.messages"]._message(refusal.code, {})
            return {"ok": False, "message": message, "accounts": []}
        account = hold.account_id
        hold.action_release()
        config.company_id._notify_tills(
            "POINTS_CHANGED", {"partner_ids": account.partner_id.ids}
        )
        accounts = self._accounts_of_records(config, account)
        return {"ok": True, "message": "", "accounts": accounts}
