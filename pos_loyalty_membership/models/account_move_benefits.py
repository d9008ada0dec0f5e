from odoo import api, fields, models
from odoo.fields import Command

# What is chosen in a draft that decides what a tier gives.
DECIDING = frozenset(["partner_id", "currency_id", "invoice_line_ids", "line_ids"])


class AccountMove(models.Model):
    """Discounts and prices of tiers come and go with the customer of a draft."""

    _inherit = "account.move"

    points_has_benefits = fields.Boolean(compute="_compute_points_has_benefits")

    @api.depends(
        "invoice_line_ids.points_tier_percent", "invoice_line_ids.points_price_tier_id"
    )
    def _compute_points_has_benefits(self):
        for move in self:
            move.points_has_benefits = any(
                line.points_tier_percent or line.points_price_tier_id
                for line in move.invoice_line_ids
            )

    @api.onchange("partner_id", "currency_id", "invoice_date", "invoice_line_ids")
    def _onchange_points_benefits(self):
        """Show discounts and prices while the invoice is being typed."""
        for _move, changes in self._points_benefit_changes():
            for line, values in changes:
                line.update(values)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._points_apply_benefits()
        return moves

    def write(self, vals):
        """Bring discounts and prices in step with the customer and lines of drafts."""
        if self.env.context.get("points_benefits_done"):
            return super().write(vals)
        touched = self if DECIDING & vals.keys() else self.browse()
        days = {}
        if "invoice_date" in vals:
            days = {move: move._points_price_day() for move in self}
        result = super().write(vals)
        # Posting writes today into an empty date: that changes nothing.
        touched |= self.filtered(
            lambda move: move in days and days[move] != move._points_price_day()
        )
        touched._points_apply_benefits()
        return result

    def action_update_fpos_values(self):
        """Let Odoo adapt the usual prices, then give those of tiers again."""
        for move in self.filtered(lambda move: move._points_takes_benefits()):
            lines = move.invoice_line_ids.filtered("points_price_tier_id")
            move._points_write_lines(
                [(line, line._points_price_values(None)) for line in lines]
            )
        result = super().action_update_fpos_values()
        self._points_apply_benefits()
        return result

    def _points_price_day(self):
        """The day whose prices count, today while the invoice has no date."""
        return self.invoice_date or fields.Date.context_today(self)

    def _points_apply_benefits(self):
        """Write what the tiers of the customers give; nothing where nothing changes."""
        for move, changes in self._points_benefit_changes():
            move._points_write_lines(changes)

    def _points_write_lines(self, changes):
        """Write [(line, values)] through the draft, which keeps its balance."""
        commands = [Command.update(line.id, values) for line, values in changes]
        if commands:
            move = self.with_context(points_benefits_done=True)
            move.write({"invoice_line_ids": commands})

    def _points_benefit_changes(self):
        """[(draft, [(line, values)])] where a line has not yet what it should."""
        drafts = self.filtered(lambda move: move._points_takes_benefits())
        if not drafts:
            return []
        service = self.env["points.invoice"]
        tiers_of = service._customer_tiers(drafts)
        prices = service._tier_prices(tiers_of)
        found = []
        for move, benefits in service._benefits(tiers_of).items():
            changes = [
                (line, values)
                for line, tier_id, percent in benefits
                if (
                    values := line._points_benefit_values(tier_id, percent)
                    | line._points_price_values(prices.get(line))
                )
            ]
            if changes:
                found.append((move, changes))
        return found

    def _points_takes_benefits(self):
        """Whether this is a draft on which tiers give discounts and prices."""
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and not self.reversed_entry_id
            and bool(self._points_concerned())
        )
