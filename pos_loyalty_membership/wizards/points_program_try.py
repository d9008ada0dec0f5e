from odoo import api, fields, models


class PointsProgramTry(models.TransientModel):
    """Try a basket in a program: what it would earn and what could be redeemed."""

    _name = "points.program.try"
    _description = "Try a Loyalty Program"
    _check_company_auto = True

    program_id = fields.Many2one("points.program", required=True, readonly=True)
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", help="Empty: somebody without tags or points."
    )
    available = fields.Float(
        string="Points of the customer",
        digits=(16, 2),
        compute="_compute_available",
        store=True,
        readonly=False,
        help="What the customer has now; type another number to see more.",
    )
    pos_config_id = fields.Many2one(
        "pos.config",
        string="Point of sale",
        check_company=True,
        compute="_compute_pos_config_id",
        store=True,
        readonly=False,
    )
    preset_id = fields.Many2one("pos.preset", string="Sales mode")
    moment = fields.Datetime(required=True, default=fields.Datetime.now)
    line_ids = fields.One2many("points.program.try.line", "try_id", string="Basket")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("program_id")
    def _compute_pos_config_id(self):
        for wizard in self:
            wizard.pos_config_id = wizard.program_id._tills()[:1]

    @api.depends("partner_id")
    def _compute_available(self):
        for wizard in self:
            account = self.env["points.account"].search(
                [
                    ("program_id", "=", wizard.program_id.id),
                    ("partner_id", "=", wizard.partner_id.id),
                    ("merged_into_id", "=", False),
                ],
                limit=1,
            )
            wizard.available = max(0, account.live - account.waiting - account.held)

    @api.depends_context("lang")
    @api.depends(
        "program_id",
        "partner_id",
        "available",
        "pos_config_id",
        "preset_id",
        "moment",
        "line_ids.product_id",
        "line_ids.quantity",
        "line_ids.price_unit",
        "line_ids.discount",
    )
    def _compute_result(self):
        """The engine's answer in words; the ledger and its tables are not touched."""
        for wizard in self:
            wizard.result = False
            lines = wizard.line_ids.filtered("product_id")
            if lines:
                wizard.result = self.env["ir.qweb"]._render(
                    "pos_loyalty_membership.points_program_try_result",
                    wizard._result_values(lines),
                )

    def _result_values(self, lines):
        program = self.program_id
        trial_service = self.env["points.trial"]
        trial = trial_service._try(
            program,
            lines,
            self.pos_config_id,
            self.preset_id,
            self.moment or fields.Datetime.now(),
            self.partner_id,
            self.available,
        )
        earned = getattr(trial.earning, "points", 0)
        return {
            "total": self.env["points.refusal.messages"]._money(
                trial.program, trial.total
            ),
            "earned": program._points_text(earned / 100),
            "rules": trial_service._earning_rows(program, trial),
            "options": trial_service._option_rows(program, trial),
            "running": program.state == "running",
        }
