from odoo import api, fields, models
from odoo.exceptions import AccessError


class PointsRedemptionRuleRevalue(models.TransientModel):
    """Show what a change of value means for members before it is made."""

    _name = "points.redemption.rule.revalue"
    _description = "Change What Points Are Worth"

    rule_id = fields.Many2one("points.redemption.rule", required=True, readonly=True)
    program_id = fields.Many2one(related="rule_id.program_id")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    points = fields.Float(
        digits=(16, 2), compute="_compute_figures", store=True, readonly=False
    )
    money = fields.Monetary(
        string="Are worth", compute="_compute_figures", store=True, readonly=False
    )
    date_from = fields.Date(
        string="From", compute="_compute_figures", store=True, readonly=False
    )
    date_to = fields.Date(
        string="Until", compute="_compute_figures", store=True, readonly=False
    )
    in_use = fields.Boolean(
        compute="_compute_figures", store=True, readonly=False, string="In use"
    )
    member_count = fields.Integer(
        string="Members with points", compute="_compute_effect"
    )
    points_outstanding = fields.Char(compute="_compute_effect")
    liability_before = fields.Monetary(string="Worth today", compute="_compute_effect")
    liability_after = fields.Monetary(
        string="Worth after the change", compute="_compute_effect"
    )

    @api.depends("rule_id")
    def _compute_figures(self):
        for wizard in self:
            rule = wizard.rule_id
            wizard.points = rule.points
            wizard.money = rule.money
            wizard.date_from = rule.date_from
            wizard.date_to = rule.date_to
            wizard.in_use = rule.active

    @api.depends("rule_id", "points", "money", "date_from", "date_to", "in_use")
    def _compute_effect(self):
        """Members, and what all points outstanding are worth before and after."""
        for wizard in self:
            program = wizard.rule_id.program_id
            members, live = program._outstanding().get(program.id, (0, 0))
            after = program._point_value(wizard.rule_id, wizard)
            wizard.member_count = members
            wizard.points_outstanding = program._points_text(live / 100)
            wizard.liability_before = program._liability(live, program._point_value())
            wizard.liability_after = program._liability(live, after)

    def action_confirm(self):
        """Write the rule, now that somebody has seen what it means."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may change what points are worth.")
            )
        self.rule_id.check_access("write")
        program = self.rule_id.program_id
        before = program._liability_text(
            program._outstanding()[program.id][1], program._point_value()
        )
        self.rule_id._apply_value(
            {
                "points": self.points,
                "money": self.money,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "active": self.in_use,
            }
        )
        program.message_post(
            body=self.env._(
                "The value of points changed: %(rule)s. All points together were worth "
                "%(before)s and are worth %(after)s.",
                rule=self.rule_id.sentence,
                before=before,
                after=program._liability_text(
                    program._outstanding()[program.id][1], program._point_value()
                ),
            )
        )
        return {"type": "ir.actions.act_window_close"}
