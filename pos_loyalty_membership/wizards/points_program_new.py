from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.misc import format_amount, formatLang


class PointsProgramNew(models.TransientModel):
    """A new program from a template: four fields, and a picture of the result."""

    _name = "points.program.new"
    _description = "New Loyalty Program"

    template = fields.Selection(
        [
            ("amount", "Points for what is paid"),
            ("visit", "Visit card"),
            ("cashback", "Cashback"),
        ],
        required=True,
        default="amount",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(
        required=True, compute="_compute_name", store=True, readonly=False
    )
    per_amount = fields.Monetary(string="1 point for every", default=1.0)
    money = fields.Monetary(string="100 points are worth", default=1.0)
    visits = fields.Integer(string="Visits for a reward", default=10)
    reward = fields.Monetary(string="The reward is worth", default=5.0)
    percent = fields.Float(string="Percent back", digits=(5, 2), default=5.0)
    income_account_id = fields.Many2one(
        "account.account",
        compute="_compute_income_account_id",
        store=True,
        readonly=False,
        domain="[('company_ids', 'parent_of', company_id),"
        " ('account_type', 'in', ('income', 'income_other'))]",
        help="Where discounts made with points are booked. Ask your accountant; it can "
        "be filled in later, but the program cannot start without it.",
    )

    picture = fields.Html(compute="_compute_picture", sanitize=False)

    @api.depends_context("lang")
    @api.depends("template")
    def _compute_name(self):
        names = {
            "amount": self.env._("Points"),
            "visit": self.env._("Visit card"),
            "cashback": self.env._("Cashback"),
        }
        for wizard in self:
            wizard.name = names.get(wizard.template)

    @api.depends("company_id")
    def _compute_income_account_id(self):
        """Propose the account an earlier program of the company uses, never another."""
        for wizard in self:
            company = wizard.company_id.sudo()
            product = company.points_discount_product_id.with_company(company)
            wizard.income_account_id = product.property_account_income_id

    @api.depends_context("lang")
    @api.depends(
        "template", "name", "per_amount", "money", "visits", "reward", "percent"
    )
    def _compute_picture(self):
        """Show what a customer will see, with the figures typed so far."""
        for wizard in self:
            wizard.picture = self.env["ir.qweb"]._render(
                f"pos_loyalty_membership.points_program_new_{wizard.template}",
                wizard._picture_values(),
            )

    def _picture_values(self):
        """Figures of the picture: an example sale that earns 8 points, or a card."""
        sale = self.currency_id.round(self.per_amount * 8.5)
        back = self.money / self.per_amount if self.per_amount > 0 else 0
        return {
            "name": self.name or "",
            "sale": self._money_text(sale),
            "money": self._money_text(self.money),
            "back": formatLang(self.env, back, digits=2),
            "stamps": range(min(max(self.visits, 0), 20)),
            "visits": self.visits,
            "reward": self._money_text(self.reward),
            "percent": f"{self.percent:g}",
            "credit": self._money_text(
                self.currency_id.round(sale * self.percent / 100)
            ),
        }

    def _money_text(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def action_create(self):
        """Make the program with its rules and open it, ready to be started."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may set up loyalty programs.")
            )
        if not self.name.strip():
            raise UserError(self.env._("Give the program a name."))
        if self.template == "visit" and not 1 <= self.visits <= 1000:
            raise UserError(self.env._("A visit card has 1 to 1,000 visits."))
        if self.template == "cashback" and not 0 < self.percent <= 100:
            raise UserError(
                self.env._("Members get back more than 0 and at most 100 %.")
            )
        program = self.env["points.program"].create(self._program_vals())
        if self.income_account_id:
            program.income_account_id = self.income_account_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "points.program",
            "res_id": program.id,
            "view_mode": "form",
        }

    def _program_vals(self):
        earning = getattr(self, f"_{self.template}_earning")()
        redemption = getattr(self, f"_{self.template}_redemption")()
        return {
            "name": self.name.strip(),
            "company_id": self.company_id.id,
            "earning_rule_ids": [Command.create(earning)],
            "redemption_rule_ids": [Command.create(redemption)],
            **self._counting(),
        }

    def _counting(self):
        """What members collect, and what it is called."""
        if self.template == "cashback":
            return {
                "counts_in": "money",
                "decimals": "2" if self.currency_id.decimal_places else "0",
                "point_name": self.env._("credit"),
            }
        is_visit = self.template == "visit"
        return {"point_name": self.env._("visits") if is_visit else self.env._("pts")}

    def _amount_earning(self):
        return {
            "name": self.env._("Purchases"),
            "kind": "amount",
            "points": 1,
            "per_amount": self.per_amount,
        }

    def _amount_redemption(self):
        return {"points": 100, "money": self.money}

    def _visit_earning(self):
        return {"name": self.env._("Visits"), "kind": "visit", "points": 1}

    def _visit_redemption(self):
        return {
            "name": self.env._("Reward"),
            "points": self.visits,
            "money": self.reward,
            "minimum_points": self.visits,
            "step": self.visits,
        }

    def _cashback_earning(self):
        return {
            "name": self.env._("Purchases"),
            "kind": "amount",
            "points": self.percent,
            "per_amount": 100,
            "step_mode": "proportional",
        }

    def _cashback_redemption(self):
        return {"name": self.env._("Credit"), "points": 1, "money": 1}
