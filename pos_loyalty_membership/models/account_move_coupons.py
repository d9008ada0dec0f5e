from odoo import fields, models

READERS = "account.group_account_invoice,pos_loyalty_membership.points_group_officer"


class AccountMove(models.Model):
    """Coupons on draft customer invoices; every decision is a service's."""

    _inherit = "account.move"

    points_takes_coupons = fields.Boolean(
        compute="_compute_points_takes_coupons", groups=READERS
    )

    def _compute_points_takes_coupons(self):
        """Whether a coupon may be used on these documents as they are."""
        companies = dict(
            self.env["points.program"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("state", "!=", "draft"),
                    ("coupons", "=", True),
                ],
                ["company_id"],
                ["__count"],
            )
        )
        for move in self:
            move.points_takes_coupons = bool(
                move.company_id in companies
                and move._origin
                and move._points_can_redeem()
            )

    def action_points_coupon(self):
        """Open the wizard that uses a coupon on this draft."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_invoice_coupon_action"
        )
        action["context"] = {"default_move_id": self.id}
        return action
