"""What a member sees of tiers on the own page, and choosing one there."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .tier_choices import CANCELLABLE


class PointsPortal(models.AbstractModel):
    _inherit = "points.portal"

    @api.model
    def _page(self, account):
        """Values of the page, with the member's tier and all tiers of the program."""
        return {
            **super()._page(account),
            "tier": self._own_tier(account),
            "tiers": self._tier_table(account),
        }

    @api.model
    def _frozen(self, account):
        """The TillProgram of an account, in the visitor's language."""
        return self.env["points.snapshot"]._program_by_id(account.program_id.id)

    @api.model
    def _own_tier(self, account):
        """The badge: name, icon, color, until, progress and whether it can be undone.

        None where the program has no tiers. `share` is how much of the way to the next
        tier is done, in percent, None where no single number says it.
        """
        program = self._frozen(account)
        tiers = self.env["points.tiers"].sudo()
        report = tiers._reports({account.id: program.id}).get(account.id)
        if report is None:
            return None
        looks = {key: look for key, *look in program.tier_looks}
        name, color, icon, _gifts = looks.get(report["tier_id"], ("", 0, "", ()))
        last_day = report["grace_until"] or report["date_to"]
        return {
            "id": report["tier_id"],
            "name": name,
            "color": color,
            "icon": icon,
            "until": format_date(self.env, last_day) if last_day else "",
            "in_grace": bool(report["grace_until"]),
            "progress": tiers._progress_text(report, program),
            "share": self._share(program, report["next"]),
            "undo": bool(self._paid_membership(account)),
        }

    @api.model
    def _share(self, program, above):
        """Percent of the way to the next tier, by the condition that is nearest."""
        tier = program.tier(above["tier_id"])
        shares = [
            100 * (getattr(tier, name) - missing) // getattr(tier, name)
            for name, missing in above["missing"].items()
            if tier and missing is not None and getattr(tier, name)
        ]
        return max(0, min(100, max(shares))) if shares else None

    @api.model
    def _tier_table(self, account):
        """Every tier from the lowest, as the member finds it.

        Each has id, name, color, icon, gifts (texts), way (how it is reached), current,
        choose (whether the member may choose it), cost (text) and note: what is missing
        or why it cannot be chosen.
        """
        program = self._frozen(account)
        tiers = self.env["points.tiers"].sudo()
        choices = tiers._choices({account.id: program.id}).get(account.id, [])
        current = account.tier_id.id
        looks = {key: look for key, *look in program.tier_looks}
        rows = []
        for choice in choices:
            name, color, icon, gifts = looks[choice["tier_id"]]
            is_current = choice["tier_id"] == current
            rows.append(
                {
                    "id": choice["tier_id"],
                    "name": name,
                    "color": color,
                    "icon": icon,
                    "gifts": gifts,
                    "current": is_current,
                    "choose": not choice["refusal"],
                    "cost": self._cost(program, choice["join_cost"]),
                    "note": "" if is_current else self._note(program, choice),
                }
            )
        return rows

    @api.model
    def _cost(self, program, hundredths):
        messages = self.env["points.refusal.messages"]
        return messages._points(program, hundredths) if hundredths else ""

    @api.model
    def _note(self, program, choice):
        """What is missing to a tier, or why it cannot be chosen; "" if it can."""
        if not choice["refusal"]:
            return ""
        tiers = self.env["points.tiers"]
        missing = tiers._missing_texts(choice["missing"], program)
        if not choice["reached"] and missing:
            return self.env._("%s missing", self.env._(" or ").join(missing))
        if choice["reached"] and choice["refusal"] == "tier_by_itself":
            return self.env._("Reached")
        messages = self.env["points.refusal.messages"]
        return messages._message(choice["refusal"], choice, program)

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    @api.model
    def _quote_tier(self, account, tier_id):
        """The row of a tier that the member may choose; `UserError` in words if not."""
        row = next(
            (row for row in self._tier_table(account) if row["id"] == tier_id), {}
        )
        if not row or not row["choose"]:
            note = row.get("note") or self.env._("This tier cannot be chosen.")
            raise UserError(note)
        return row

    @api.model
    def _choose_tier(self, account, tier_id, request_uuid):
        """Let the member join a tier; `UserError` in words for a refusal.

        Sent again with the same uuid it changes nothing.
        """
        # The account is the visitor's own: members have no right to its tables.
        tiers = self.env["points.tiers"].sudo()
        self._raise_refusal(account, tiers._choose(account, tier_id, request_uuid))

    @api.model
    def _undo_tier(self, account):
        """Cancel a tier paid for within a day and not used; its points return."""
        membership = self._paid_membership(account)
        if not membership:
            raise UserError(self.env._("There is nothing to take back."))
        tiers = self.env["points.tiers"].sudo()
        self._raise_refusal(account, tiers._cancel_join(account, membership.uuid))

    @api.model
    def _raise_refusal(self, account, refusal):
        if refusal:
            messages = self.env["points.refusal.messages"]
            program = self._frozen(account)
            raise UserError(messages._message(refusal.code, refusal.values, program))

    @api.model
    def _paid_membership(self, account):
        """The membership in force if it was paid for and may still be cancelled."""
        return account.membership_ids.filtered(
            lambda one: (
                one.state == "active"
                and one.source == "chosen"
                and one.join_cost
                and one.started_at + CANCELLABLE >= fields.Datetime.now()
            )
        )
