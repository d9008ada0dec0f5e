from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.values import is_refusal
from ..services.points_snapshot import to_minor, to_points


class PointsInvoiceRedeem(models.TransientModel):
    """Use a customer's points on a draft invoice, or change or remove that."""

    _name = "points.invoice.redeem"
    _inherit = "points.invoice.wizard"
    _description = "Redeem Points on an Invoice"

    partner_id = fields.Many2one(related="move_id.partner_id")
    company_currency_id = fields.Many2one(related="move_id.company_currency_id")
    invoice_currency_id = fields.Many2one(related="move_id.currency_id")
    hold_id = fields.Many2one(
        "points.hold",
        string="Change",
        domain="[('id', 'in', hold_ids)]",
        help="The redemption to be changed. Empty: one more.",
    )
    rule_ids = fields.Many2many("points.redemption.rule", compute="_compute_choices")
    rule_id = fields.Many2one(
        "points.redemption.rule",
        string="Points as",
        compute="_compute_rule_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', rule_ids)]",
    )
    rule_kind = fields.Selection(related="rule_id.kind")
    rule_everything = fields.Boolean(related="rule_id.everything")
    product_ids = fields.Many2many(
        "product.product", string="Products", compute="_compute_product_ids"
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', product_ids)]",
    )
    why_not = fields.Html(compute="_compute_choices")
    reserved_elsewhere = fields.Char(compute="_compute_choices")
    wish = fields.Selection(
        [
            ("maximum", "As much as possible"),
            ("points", "A number of points"),
            ("money", "An amount of money"),
        ],
        string="Use",
        required=True,
        default="maximum",
    )
    points = fields.Float(digits=(16, 2))
    money = fields.Monetary(currency_field="company_currency_id")
    quoted_money = fields.Monetary(
        string="Discount",
        currency_field="invoice_currency_id",
        compute="_compute_quote",
    )
    quoted_text = fields.Char(string="Takes", compute="_compute_quote")
    correction = fields.Char(compute="_compute_quote")
    refusal = fields.Char(compute="_compute_quote")
    tax_preview = fields.Html(string="Per tax", compute="_compute_quote")
    new_total = fields.Monetary(
        currency_field="invoice_currency_id", compute="_compute_quote"
    )
    balance_left = fields.Char(compute="_compute_quote")
    account_text = fields.Char(string="Booked on", compute="_compute_quote")

    @api.model
    def default_get(self, names):
        """Begin with the redemption that is there already, if there is one."""
        values = super().default_get(names)
        move = self.env["account.move"].browse(values.get("move_id"))
        if "hold_id" in names and not values.get("hold_id"):
            # What was lost is what has to be looked at first.
            first = self._holds_of(move)[:1]
            if first:
                values.update(hold_id=first.id, wish="points", points=first.points)
        return values

    @api.depends("move_id", "hold_id")
    def _compute_choices(self):
        """Rules that can be used now, and why the others cannot."""
        service = self.env["points.invoice"]
        for wizard in self:
            if not wizard.move_id:
                wizard.rule_ids = wizard.why_not = wizard.reserved_elsewhere = False
                continue
            invoice = service._read(wizard.move_id)
            uuid = wizard.hold_id.uuid or ""
            wizard.rule_ids = [
                option.rule_id
                for _program, option, refusal in service._options(invoice, uuid)
                if refusal is None
            ]
            wizard.why_not = wizard._reasons_html(service._why_not(invoice, uuid))
            wizard.reserved_elsewhere = service._reserved_elsewhere(invoice)

    def _reasons_html(self, reasons):
        if not reasons:
            return False
        items = [
            Markup("<li>%s: %s</li>") % (name, reason)
            if name
            else Markup("<li>%s</li>") % reason
            for name, reason in reasons
        ]
        return Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(items)

    @api.depends("rule_ids", "hold_id")
    def _compute_rule_id(self):
        for wizard in self:
            used = wizard.hold_id.redemption_rule_id
            possible = wizard.rule_ids._origin
            wizard.rule_id = used if used in possible else possible[:1]

    @api.depends("rule_id", "hold_id")
    def _compute_product_ids(self):
        """The products to choose from, where each has a price in points of its own."""
        service = self.env["points.invoice"]
        for wizard in self:
            ids = []
            if wizard.move_id and wizard.rule_id.kind == "product":
                invoice = service._read(wizard.move_id)
                ids = [
                    option.product_id
                    for _program, option, refusal in service._options(
                        invoice, wizard.hold_id.uuid or ""
                    )
                    if refusal is None
                    and option.rule_id == wizard.rule_id.id
                    and option.product_id
                ]
            wizard.product_ids = ids

    @api.depends("product_ids")
    def _compute_product_id(self):
        for wizard in self:
            possible = wizard.product_ids._origin
            if wizard.product_id not in possible:
                wizard.product_id = possible[:1]

    def _asked(self, program):
        """What is wished, in the engine's units."""
        if self.rule_kind == "percent" or self.rule_everything:
            # Its price is fixed: there is nothing to wish.
            return "maximum", 0
        if self.wish == "points":
            return "points", to_points(max(0, self.points))
        if self.wish == "money":
            return "money", to_minor(max(0, self.money), program.rounding)
        return "maximum", 0

    def _program(self, invoice):
        return invoice.program(self.rule_id.program_id.id)

    @api.depends(
        "move_id", "hold_id", "rule_id", "product_id", "wish", "points", "money"
    )
    def _compute_quote(self):
        """The discount as it would be written, or why there is none."""
        service = self.env["points.invoice"]
        for wizard in self:
            wizard._show_nothing()
            if not wizard.move_id or not wizard.rule_id:
                continue
            invoice = service._read(wizard.move_id)
            program = wizard._program(invoice)
            rule = program.rule(wizard.rule_id.id) if program else None
            asked = wizard._asked(program) if program else None
            if rule is None or (asked[0] != "maximum" and not asked[1]):
                continue
            uuid = wizard.hold_id.uuid or ""
            quote = service._quote(
                invoice, program, rule, asked, uuid, wizard.product_id.id or 0
            )
            if is_refusal(quote):
                wizard.refusal = service._refusal_text(quote, program)
            else:
                wizard._show_quote(invoice, program, rule, quote)

    def _show_nothing(self):
        self.quoted_money, self.new_total = 0.0, self.move_id.amount_total
        self.quoted_text = self.correction = self.refusal = False
        self.tax_preview = self.balance_left = self.account_text = False

    def _show_quote(self, invoice, program, rule, quote):
        service = self.env["points.invoice"]
        move = invoice.move
        uuid = self.hold_id.uuid or "preview"
        money = service._in_invoice_currency(move, program, quote.money)
        before = -sum(move._points_lines(self.hold_id.uuid or "").mapped("price_total"))
        self.quoted_money = money
        self.quoted_text = service._points(program, quote.points)
        self.correction = self.env["points.refusal.messages"]._correction(
            quote.code, quote.values, program
        )
        self.new_total = move.amount_total + before - money
        account = invoice.accounts[program.id]
        own = sum(h.points for h in invoice.held(program.id) if h.uuid == uuid)
        left = account["available"] + own - quote.points
        self.balance_left = service._points(program, left)
        try:
            self.account_text = service._income_account(move, rule).display_name
            rows = service._discount_taxes(
                invoice, program, rule, quote, uuid, self.product_id.id or 0
            )
        except UserError as error:
            self.refusal = error.args[0]
            return
        self.tax_preview = self._taxes_html(move.currency_id, rows)

    def _taxes_html(self, currency, rows):
        """A small table: taxes, amount without and with tax."""
        row = "<tr><{0}>%s</{0}>" + "<{0} class='text-end'>%s</{0}>" * 2 + "</tr>"
        cells = Markup(row.format("td"))
        head = Markup(row.format("th")) % (
            self.env._("Taxes"),
            self.env._("Without tax"),
            self.env._("With tax"),
        )
        body = Markup("").join(
            cells
            % (
                taxes or self.env._("No tax"),
                currency.format(excluded),
                currency.format(included),
            )
            for taxes, excluded, included in rows
        )
        return Markup("<table class='table table-sm mb-0'>%s%s</table>") % (head, body)

    def action_redeem(self):
        """Reserve the points and write the discount; raises in words why not."""
        self.ensure_one()
        invoice = self.env["points.invoice"]._read(self.move_id)
        program = self._program(invoice)
        if not self.rule_id or program is None:
            raise UserError(self.env._("There is nothing that points can be used for."))
        asked = self._asked(program)
        if asked[0] != "maximum" and not asked[1]:
            raise UserError(self.env._("Say how much should be used."))
        self.env["points.invoice"]._redeem(
            self.move_id,
            program.id,
            self.rule_id.id,
            asked,
            self.hold_id.uuid or "",
            self.product_id.id or 0,
        )
        return self._done()
