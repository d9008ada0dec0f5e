from odoo import api, fields, models
from odoo.fields import Command

# What is chosen in a draft that decides what a tier gives.
DECIDING = frozenset(["partner_id", "invoice_line_ids", "line_ids"])


class AccountMove(models.Model):
    """Discounts of tiers come and go with the customer of a draft invoice."""

    _inherit = "account.move"

    points_has_benefits = fields.Boolean(compute="_compute_points_has_benefits")

    @api.depends("invoice_line_ids.points_tier_percent")
    def _compute_points_has_benefits(self):
        for move in self:
            percents = move.invoice_line_ids.mapped("points_tier_percent")
            move.points_has_benefits = any(percents)

    @api.onchange("partner_id", "invoice_line_ids")
    def _onchange_points_benefits(self):
        """Show the discounts while the invoice is being typed."""
        for line, values in self._points_benefit_changes():
            line.update(values)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._points_apply_benefits()
        return moves

    def write(self, vals):
        """Bring the discounts of drafts in step with their customer and lines."""
        result = super().write(vals)
        if DECIDING & vals.keys() and not self.env.context.get("points_benefits_done"):
            self._points_apply_benefits()
        return result

    def _points_apply_benefits(self):
        """Write what the tiers of the customers give; nothing where nothing changes."""
        for move in self.filtered(lambda each: each.state == "draft"):
            changes = move._points_benefit_changes()
            if changes:
                commands = [Command.update(line.id, vals) for line, vals in changes]
                move = move.with_context(points_benefits_done=True)
                move.write({"invoice_line_ids": commands})

    def _points_benefit_changes(self):
        """[(line, values)] of a draft's lines that do not have yet what they should."""
        self.ensure_one()
        if not self._points_takes_benefits():
            return []
        found = []
        for line, tier_id, percent in self.env["points.invoice"]._benefits(self):
            values = line._points_benefit_values(tier_id, percent)
            if values:
                found.append((line, values))
        return found

    def _points_takes_benefits(self):
        """Whether this is a draft on which tiers give discounts."""
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and not self.reversed_entry_id
            and bool(self._points_concerned())
        )
