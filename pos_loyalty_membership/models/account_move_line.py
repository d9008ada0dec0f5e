from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    points_hold_uuid = fields.Char(
        string="Reserved points",
        readonly=True,
        index="btree_not_null",
        help="The reservation that pays for this discount line.",
    )
    points_target_uuids = fields.Char(
        readonly=True, help="The lines that this discount lowers, where it names any."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_free_reserved_points(self):
        """Free the points of redemptions that lose their last line."""
        tagged = self.filtered("points_hold_uuid")
        if not tagged or self.env.context.get("points_keeps_holds"):
            return
        going = set(tagged.ids)
        freed = {
            line.points_hold_uuid
            for line in tagged
            if line.parent_state == "draft"
            and not set(line.move_id._points_lines(line.points_hold_uuid).ids) - going
        }
        if freed:
            self.env["points.invoice"]._release(sorted(freed))
