"""What people see of a coupon, and what officers do with it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..services.points_coupons import BARCODE_PREFIX, readable_code


class PointsCoupon(models.Model):
    _inherit = "points.coupon"

    partner_id = fields.Many2one(related="account_id.partner_id", string="Member")
    code_text = fields.Char(
        string="Code to read",
        compute="_compute_code_text",
        groups="pos_loyalty_membership.points_group_officer",
        help="The code in groups, as it is printed.",
    )
    barcode = fields.Char(
        compute="_compute_code_text",
        groups="pos_loyalty_membership.points_group_officer",
    )
    used = fields.Monetary(
        compute="_compute_used", help="What was used of it, less what came back."
    )
    is_expired = fields.Boolean(
        string="Expired", compute="_compute_is_expired", search="_search_is_expired"
    )
    status = fields.Selection(
        [
            ("open", "Can be used"),
            ("used", "Used up"),
            ("turned_back", "Turned back"),
            ("expired", "Expired"),
        ],
        compute="_compute_status",
    )

    @api.depends("code")
    def _compute_code_text(self):
        for coupon in self:
            coupon.code_text = readable_code(coupon.code or "")
            coupon.barcode = f"{BARCODE_PREFIX}{coupon.code}" if coupon.code else False

    @api.depends("value", "currency_id", "code")
    def _compute_display_name(self):
        """Its worth and the end of its code, enough to tell two of a member apart."""
        # Who may see a coupon may see its name, which does not give the code away.
        for coupon in self.sudo():
            name = coupon.currency_id.format(coupon.value)
            if coupon.code:
                name = f"{name} · …{coupon.code[-4:]}"
            coupon.display_name = name

    @api.depends("use_ids.money")
    def _compute_used(self):
        sums = dict(
            self.env["points.coupon.use"]._read_group(
                [("coupon_id", "in", self.ids), ("kind", "!=", "turn_back")],
                ["coupon_id"],
                ["money:sum"],
            )
        )
        for coupon in self:
            coupon.used = sums.get(coupon, 0)

    @api.depends("valid_until", "program_id.tz")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for coupon in self:
            today = coupon.program_id.sudo()._business_day(now)
            coupon.is_expired = bool(coupon.valid_until and coupon.valid_until < today)

    def _search_is_expired(self, operator, value):
        """Coupons after their last day, each in its program's time zone."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        # Days are counted per program; every company has a few.
        programs = self.env["points.program"].sudo().with_context(active_test=False)
        expired = Domain.OR(
            Domain("program_id", "in", same.ids)
            & Domain("valid_until", "<", same[0]._business_day(now))
            for same in programs.search([("company_id", "in", self.env.companies.ids)])
            .grouped(lambda program: program._business_day(now))
            .values()
        )
        return expired if True in value else ~expired

    @api.depends("remaining", "value", "use_ids.kind", "valid_until")
    def _compute_status(self):
        turned_back = (
            self.env["points.coupon.use"]
            .search([("coupon_id", "in", self.ids), ("kind", "=", "turn_back")])
            .coupon_id
        )
        for coupon in self:
            if coupon in turned_back:
                coupon.status = "turned_back"
            elif coupon.is_expired:
                coupon.status = "expired"
            else:
                left = coupon.currency_id.compare_amounts(coupon.used, coupon.value)
                coupon.status = "open" if left < 0 else "used"

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _check_officer(self):
        """Buttons are hidden from others; this is what refuses them."""
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.check_access("read")

    def action_turn_back(self):
        """Turn unused coupons back into the points they were made of."""
        self._check_officer()
        for coupon in self:
            self.env["points.coupons"]._turn_back(coupon)
        return True

    def action_print(self):
        """Print these coupons with their barcodes."""
        self._check_officer()
        if not all(self.mapped("code")):
            raise UserError(self.env._("A coupon without a code cannot be printed."))
        report = self.env.ref("pos_loyalty_membership.points_coupon_report")
        return report.report_action(self, config=False)

    def action_send(self):
        """Send each coupon to its member by e-mail, as a queued message."""
        self._check_officer()
        template = self.env.ref("pos_loyalty_membership.points_coupon_mail_template")
        for coupon in self:
            if not coupon.partner_id.email:
                raise UserError(
                    self.env._(
                        "%s has no e-mail address.", coupon.partner_id.display_name
                    )
                )
            # The template is sent as it is; officers need no right to write e-mails.
            template.sudo().send_mail(coupon.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The coupon will be sent in a moment."),
            },
        }


class PointsAccount(models.Model):
    _inherit = "points.account"

    coupon_count = fields.Integer(
        compute="_compute_coupon_count",
        groups="pos_loyalty_membership.points_group_officer,"
        "account.group_account_invoice",
    )
    has_coupons = fields.Boolean(related="program_id.coupons")

    @api.depends("coupon_ids")
    def _compute_coupon_count(self):
        counts = dict(
            self.env["points.coupon"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.coupon_count = counts.get(account, 0)

    def action_view_coupons(self):
        """Open the coupons of this member."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_coupon_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        return action
