"""The member's personal link on receipts, where the program prints it."""

from odoo import api, models


class PointsReceipt(models.AbstractModel):
    _inherit = "points.receipt"

    @api.model
    def _line(self, program_id, member, figures):
        """A receipt line with its `link`, "" where none is printed."""
        line = super()._line(program_id, member, figures)
        return {**line, "link": self._link(program_id, figures)}

    @api.model
    def _link(self, program_id, figures):
        """The personal link of a sale's member; returns print none.

        Sales that earn have read its version before; for others it is read here.
        """
        program = self.env["points.snapshot"]._program_by_id(program_id)
        sold = figures.get("earned") or figures.get("redeemed")
        if not program.links_on_receipts or not sold:
            return ""
        # The cashier prints the address, and may not read the members' links.
        account = self.env["points.account"].sudo().browse(figures["account_id"])
        version = figures["link_version"]
        return account._link_address(
            account.link_version if version is None else version
        )
