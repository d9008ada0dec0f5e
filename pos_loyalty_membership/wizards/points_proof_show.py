"""What a proof found, for the person who asked for it, and rebuilding lots."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class PointsProofShow(models.TransientModel):
    _name = "points.proof.show"
    _description = "Proof of Points"

    account_id = fields.Many2one("points.account", readonly=True)
    program_id = fields.Many2one("points.program", readonly=True)
    agrees = fields.Boolean(readonly=True)
    checked = fields.Char(readonly=True)
    faults = fields.Html(readonly=True, sanitize=False)

    @api.model
    def _open(self, **values):
        """Prove an account or a program and open the result."""
        show = self.create(values)
        show._prove()
        return show._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Proof of Points"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _find_faults(self):
        """The faults of what this proof is about, seen in full whoever looks."""
        proof = self.env["points.proof"].sudo()
        if self.account_id:
            return proof._prove(accounts=self.account_id)
        return proof._prove(programs=self.program_id)

    def _prove(self):
        """Prove now, and keep what was found to show it."""
        found = self._find_faults()
        about = (
            [("account_id", "=", self.account_id.id)]
            if self.account_id
            else [("program_id", "=", self.program_id.id)]
        )
        entries = self.env["points.entry"].search_count(about)
        members = 1
        if not self.account_id:
            members = self.env["points.account"].search_count(about)
        self.write(
            {
                "agrees": not found,
                "checked": self.env._(
                    "Members: %(members)s. Entries of the log: %(entries)s. Compared "
                    "with their lots, allocations, reservations and coupons.",
                    members=f"{members:,}",
                    entries=f"{entries:,}",
                ),
                "faults": self.env["points.proof"].sudo()._as_html(found)
                if found
                else False,
            }
        )

    def action_rebuild(self):
        """Rebuild the lots of the members with faults from the log, and prove again.

        For points managers; written down on the program. Raises `UserError` when the
        log itself cannot be right.
        """
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(self.env._("Only a points manager may rebuild lots."))
        (self.account_id or self.program_id).check_access("read")
        accounts = self.account_id or self.env["points.account"].browse(
            sorted({fault.account_id for fault in self._find_faults()} - {0})
        )
        if not accounts:
            raise UserError(self.env._("Everything agrees: there is nothing to do."))
        # The note on the program is written for everybody, whoever may write to it.
        self.env["points.ledger"].sudo()._rebuild_lots(accounts.sudo())
        self._prove()
        return self._show()
