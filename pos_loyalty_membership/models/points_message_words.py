"""What templates say: the member's numbers and dates at the moment of sending."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

# What a preview shows where a program has nothing of the kind yet.
SAMPLE_CODE = "7K4M-Q2ZD-93HF"
SAMPLE_POINTS = 120.0
# What those may use in a template who are no editors of templates.
PLACEHOLDERS = (
    "balance_text",
    "bonus_sentence",
    "company_id.name",
    "coupon_code",
    "coupon_text",
    "day_text",
    "email_from",
    "expiring_lines",
    "expiring_text",
    "expiring_total",
    "link_button",
    "partner_id.id",
    "partner_id.lang",
    "partner_id.name",
    "personal_link",
    "program_name",
    "stop_link",
    "stop_note",
    "tier_name",
    "until_sentence",
)


class PointsMessage(models.Model):
    """Placeholders are plain fields: whoever edits a template writes no code."""

    _inherit = "points.message"

    program_name = fields.Char(related="program_id.name", string="Name of the program")
    tier_name = fields.Char(related="tier_id.name", string="Name of the tier")
    email_from = fields.Char(compute="_compute_email_from")
    day_text = fields.Char(string="Day in words", compute="_compute_texts")
    until_sentence = fields.Char(compute="_compute_texts")
    balance_text = fields.Char(string="Points to use", compute="_compute_texts")
    coupon_text = fields.Char(string="Left on the coupon", compute="_compute_texts")
    coupon_code = fields.Char(compute="_compute_texts")
    bonus_sentence = fields.Char(compute="_compute_texts")
    expiring_text = fields.Text(string="What expires when", compute="_compute_expiring")
    expiring_lines = fields.Html(compute="_compute_expiring", sanitize=False)
    expiring_total = fields.Char(compute="_compute_expiring")
    personal_link = fields.Char(compute="_compute_links")
    link_button = fields.Html(compute="_compute_links", sanitize=False)
    stop_link = fields.Char(
        string="Link against offers",
        compute="_compute_links",
        help="Where a member withdraws the consent to offers, without a login.",
    )
    stop_note = fields.Html(compute="_compute_links", sanitize=False)

    def mail_allowed_qweb_expressions(self):
        """Also the placeholders of points messages, which show nothing but texts."""
        own = tuple(f"object.{name}" for name in PLACEHOLDERS)
        return super().mail_allowed_qweb_expressions() + own

    def _compute_email_from(self):
        for message in self:
            company = message.company_id
            message.email_from = (
                company.email_formatted or self.env.user.email_formatted
            )

    @api.depends_context("lang", "points_sample")
    @api.depends("account_id.live", "coupon_id.remaining", "day")
    def _compute_texts(self):
        # Codes are for officers; the message goes to whom the coupon belongs.
        for message in self.sudo():
            program, coupon = message.program_id, message.coupon_id
            message.day_text = format_date(self.env, message.day) if message.day else ""
            message.until_sentence = message._until_sentence()
            message.balance_text = program._points_text(message.account_id.available)
            message.coupon_text = (
                coupon.currency_id.format(coupon.remaining) if coupon else ""
            )
            message.coupon_code = coupon.code_text if coupon else ""
            if self.env.context.get("points_sample") and not coupon:
                money = program.currency_id.format(program.coupon_money)
                message.coupon_text, message.coupon_code = money, SAMPLE_CODE
            message.bonus_sentence = message._bonus_sentence()

    def _until_sentence(self):
        """Until when a coupon or tier lasts, "" without end."""
        if not self.day:
            return ""
        day = format_date(self.env, self.day)
        if self.kind.startswith("coupon"):
            return self.env._("It can be used until %s.", day)
        return self.env._("It lasts until %s.", day)

    def _bonus_sentence(self):
        """The bonus that goes with a welcome or a birthday, "" for none."""
        program = self.program_id
        if self.kind == "welcome" and program.welcome_bonus:
            return self.env._(
                "Your first purchase as a member brings you %s on top.",
                program._points_text(program.welcome_points),
            )
        if self.kind == "birthday" and program.birthday_bonus:
            return self.env._(
                "We have a present for you: %s.",
                program._points_text(program.birthday_points),
            )
        return ""

    @api.depends_context("lang", "points_sample")
    @api.depends("account_id.live", "covers_until")
    def _compute_expiring(self):
        """“120 pts until 31 Dec 2026” for each day, and all of them together."""
        expiring = self.env["points.expiries"].sudo()._expiring(self.account_id.ids)
        for message in self:
            program = message.program_id.sudo()
            today = program._today()
            days = [
                (day, points)
                for day, points in expiring.get(message.account_id.id, [])
                if today <= day <= (message.covers_until or day)
            ]
            if self.env.context.get("points_sample") and not days:
                days = [(message.day or today, SAMPLE_POINTS)]
            message.expiring_total = program._points_text(sum(p for _, p in days))
            lines = [
                self.env._(
                    "%(points)s until %(day)s",
                    points=program._points_text(points),
                    day=format_date(self.env, day),
                )
                for day, points in days
            ]
            message.expiring_text = ", ".join(lines)
            message.expiring_lines = Markup("<br/>").join(lines)

    @api.depends_context("lang")
    def _compute_links(self):
        """The member's own page, and the way to say no that an offer carries."""
        for message in self:
            account, company = message.account_id, message.company_id.sudo()
            message.personal_link = account._personal_link()
            message.stop_link = account._stop_link()
            message.link_button = message.personal_link and Markup(
                '<a href="%s" style="display: inline-block; padding: 8px 16px; '
                "border-radius: 4px; text-decoration: none; color: %s; "
                'background-color: %s;">%s</a>'
            ) % (
                message.personal_link,
                company.email_primary_color or "#ffffff",
                company.email_secondary_color or "#212529",
                self.env._("See my points"),
            )
            message.stop_note = Markup(
                '<span style="font-size: 12px; color: #777777;">%s <a href="%s">%s</a>'
                "</span>"
            ) % (
                self.env._("You get this because you agreed to offers."),
                message.stop_link,
                self.env._("No more offers, please"),
            )
