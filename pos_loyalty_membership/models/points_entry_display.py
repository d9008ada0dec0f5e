from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsEntry(models.Model):
    """What people see of an entry besides what is stored."""

    _inherit = "points.entry"

    points_text = fields.Char(string="Change", compute="_compute_points_text")
    balance_after = fields.Float(digits=(16, 2), compute="_compute_balance_after")
    rule_text = fields.Char(string="Rule", compute="_compute_rule_text")
    why_text = fields.Text(string="Why", compute="_compute_why_text")

    @api.depends_context("lang")
    @api.depends("points", "program_id.point_name")
    def _compute_points_text(self):
        """Points with their sign and word: “+8 pts”, “-500 pts”."""
        for entry in self:
            text = entry.program_id.sudo()._points_text(entry.points)
            entry.points_text = f"+{text}" if entry.points > 0 else text

    def _compute_balance_after(self):
        """Balance of the account right after the entry, one query for all of them."""
        balances = self._balances_after()
        for entry in self:
            entry.balance_after = balances.get(entry.id, 0.0)

    @api.depends("earning_rule_id", "redemption_rule_id")
    def _compute_rule_text(self):
        for entry in self:
            rule = entry.earning_rule_id or entry.redemption_rule_id
            entry.rule_text = rule.display_name or False

    @api.depends_context("lang")
    @api.depends("explanation")
    def _compute_why_text(self):
        """The stored codes and numbers as sentences in the reader's language."""
        service = self.env["points.explanation"]
        known = service._names(self.mapped("explanation"))
        for entry in self:
            program = entry.program_id.sudo()
            sentences = service._sentences(entry.explanation, program, known)
            entry.why_text = "\n".join(sentences) or False

    @api.depends_context("lang")
    @api.depends("kind", "source_name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            parts = [kinds.get(entry.kind), entry.source_name]
            entry.display_name = " · ".join(part for part in parts if part)

    def _points_earned_and_redeemed(self):
        """(earned, redeemed) by these entries, less what reversals took or gave back.

        A reversal counts towards what its first entry was.
        """
        sums = {"earn": 0.0, "redeem": 0.0}
        for entry in self:
            first = entry
            while first.reversed_entry_id:
                first = first.reversed_entry_id
            if first.kind in sums:
                sums[first.kind] += entry.points
        # Zero, not minus zero, where nothing was redeemed.
        return sums["earn"], -sums["redeem"] or 0.0

    def action_open_document(self):
        """Open the document the entry comes from, if it is still there."""
        self.ensure_one()
        model = self.source_model
        if not model or model not in self.env or not self.source_id:
            raise UserError(self.env._("The document is not in this database."))
        document = self.env[model].browse(self.source_id).exists()
        if not document:
            raise UserError(
                self.env._("%s was deleted; the log keeps its name.", self.source_name)
            )
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": document.id,
            "view_mode": "form",
        }
