from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsProgram(models.Model):
    """The end of a program: what members still have expires, by entries."""

    _inherit = "points.program"

    def action_close(self):
        """Close the program, or show first what members would lose.

        Raises `UserError` for a program that members have not been told to use up.
        """
        self.ensure_one()
        if self.state != "redeem_only":
            raise UserError(
                self.env._(
                    "“%s” is not in its last days yet: let members use their points "
                    "first, with Redeem Only.",
                    self.name,
                )
            )
        _members, live = self._outstanding()[self.id]
        if not live:
            self.write({"state": "closed"})
            return True
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_program_close_action"
        )
        return {**action, "context": {"default_program_id": self.id}}

    def _after_closing(self):
        """Let the ledger expire what is left; called once a program is closed."""
        if self:
            self.env["points.ledger"]._end_programs(self)

    @api.model
    def _close_ended(self):
        """Close programs whose last day for redeeming has passed (RULES “Programs”).

        The day is that of the program's time zone; called by the job.
        """
        today = fields.Date.today()
        ending = self.search(
            [("state", "=", "redeem_only"), ("redeem_until", "<=", today)]
        )
        ended = ending.filtered(lambda p: p.redeem_until < p._today())
        ended.write({"state": "closed"})
        for program in ended:
            program.message_post(
                body=self.env._("Closed: points could be used until yesterday.")
            )

    @api.onchange("redeem_until")
    def _onchange_redeem_until(self):
        """Say what happens after the day, before it is saved."""
        if self.state == "redeem_only" and self.redeem_until:
            return {
                "warning": {
                    "title": self.env._("The program closes after this day"),
                    "message": self.env._(
                        "What members have not used by then expires the day after."
                    ),
                }
            }
        return None
