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
        for _move, changes in self._points_benefit_changes():
            for line, values in changes:
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
        for move, changes in self._points_benefit_changes():
            commands = [Command.update(line.id, values) for line, values in changes]
            move = move.with_context(points_benefits_done=True)
            move.write({"invoice_line_ids": commands})

    def _points_benefit_changes(self):
        """[(draft, [(line, values)])] where a line has not yet what it should."""
        drafts = self.filtered(lambda move: move._points_takes_benefits())
        if not drafts:
            return []
        service = self.env["points.invoice"]
        found = []
        for move, tiers in service._customer_tiers(drafts).items():
            changes = [
                (line, values)
                for line, tier_id, percent in service._benefits(move, tiers)
                if (values := line._points_benefit_values(tier_id, percent))
            ]
            if changes:
                found.append((move, changes))
        return found

    def _points_takes_benefits(self):
        """Whether this is a draft on which tiers give discounts."""
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and not self.reversed_entry_id
            and bool(self._points_concerned())
        )
