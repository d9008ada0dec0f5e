"""Tiers at the till: what a member can choose, choosing it, and taking that back."""

from odoo import api, models

from ..engine.values import Refusal
from .till_arguments import check_id, check_request, check_uuid

TIER_REQUEST = {
    "uuid": check_uuid,
    "partner_id": check_id,
    "program_id": check_id,
    "tier_id": check_id,
}


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    @api.readonly
    def get_tiers(self, config_id, partner_id):
        """Tiers of the till's programs as a member finds them: {program id: [choice]}.

        See `points.tiers._choices`; each choice has the refusal's sentence as
        `message` too. Programs where the member has no account yet are absent.
        """
        config = self._check_till(config_id)
        partner = self._check_partner(partner_id)
        messages = self.env["points.refusal.messages"]
        answer = {}
        for program in self.env["points.snapshot"]._till_programs(config):
            account = self._tier_account(partner, program)
            if not program.engine.tiers or not account:
                continue
            tiers = self.sudo().env["points.tiers"]
            [choices] = tiers._choices({account.id: program.id}).values()
            answer[str(program.id)] = [
                {
                    **choice,
                    "message": messages._message(choice["refusal"], choice, program)
                    if choice["refusal"]
                    else "",
                }
                for choice in choices
            ]
        return answer

    @api.model
    def choose_tier(self, config_id, request):
        """Let a member join a tier: {ok, account}, or a refusal with code and message.

        `request` has uuid (chosen by the till; asking twice joins once), partner_id,
        program_id and tier_id.
        """
        self._check_till(config_id)
        request = check_request(request, TIER_REQUEST, {})
        request["partner_id"] = self._check_partner(request["partner_id"]).id
        return self._in_own_transaction("_choose_tier_once", config_id, request)

    @api.model
    def cancel_tier(self, config_id, request):
        """Take back the choice made under `uuid`: points paid for it come back.

        Within 24 hours and before the first sale; answers as `choose_tier`.
        """
        self._check_till(config_id)
        request = check_request(request, TIER_REQUEST, {})
        request["partner_id"] = self._check_partner(request["partner_id"]).id
        return self._in_own_transaction("_cancel_tier_once", config_id, request)

    @api.model
    def _choose_tier_once(self, config_id, request):
        """Choose in the current transaction; see `choose_tier`."""

        def choose(account):
            return account.env["points.tiers"]._choose(
                account, request["tier_id"], request["uuid"]
            )

        return self._tier_once(config_id, request, choose)

    @api.model
    def _cancel_tier_once(self, config_id, request):
        """Cancel in the current transaction; see `cancel_tier`."""

        def cancel(account):
            return account.env["points.tiers"]._cancel_join(account, request["uuid"])

        return self._tier_once(config_id, request, cancel)

    @api.model
    def _tier_once(self, config_id, request, decide):
        """Answer what `decide` does with the member's account."""
        config = self.env["pos.config"].browse(config_id)
        partner = self.env["res.partner"].browse(request["partner_id"])
        program = self.env["points.snapshot"]._till_program(
            config, request["program_id"]
        )
        if program is None or not program.earns:
            refusal = Refusal("not_running")
        else:
            account = self._tier_account(partner, program)
            refusal = decide(account) if account else Refusal("not_enrolled")
        answer = {"ok": refusal is None, "account": None}
        if program:
            answer["account"] = self._account(config, partner, program)
        if refusal is None:
            return answer
        return answer | self._refused(refusal, program)

    @api.model
    def _tier_account(self, partner, program):
        """The account of a contact in a program, or none; with the system's rights.

        Which one it is was decided by the till's program and the contact.
        """
        member = self.env["points.snapshot"]._member(partner, program)
        return (
            self.env["points.account"]
            .sudo()
            .search(
                [
                    ("program_id", "=", program.id),
                    ("partner_id", "=", member.id or 0),
                    ("merged_into_id", "=", False),
                ]
            )
        )
