from odoo import api, fields, models, tools
from odoo.fields import Domain

from .points_program import LIVE_STATES

# Contacts that localisations put on orders when nobody was named. They are detected
# where such a module is installed; none of them is needed.
ANONYMOUS_CONTACTS = (
    ("l10n_ar", "par_cfa"),
    ("l10n_cl", "par_cfa"),
    ("l10n_co_edi", "consumidor_final_customer"),
    ("l10n_ec", "ec_final_consumer"),
    ("l10n_es", "partner_simplified"),
    ("l10n_pe_pos", "partner_pe_cf"),
    ("l10n_uy", "partner_cfu"),
)
POINTS_READERS = (
    "point_of_sale.group_pos_user,"
    "pos_loyalty_membership.points_group_officer,"
    "account.group_account_invoice"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    points_account_ids = fields.One2many(
        "points.account",
        "partner_id",
        string="Points accounts",
        groups=POINTS_READERS,
    )
    points_account_count = fields.Integer(
        compute="_compute_points_balance", groups=POINTS_READERS
    )
    points_balance = fields.Float(
        string="Points",
        digits=(16, 2),
        compute="_compute_points_balance",
        groups=POINTS_READERS,
        help="Balance in the first running program of the current company.",
    )
    points_balance_text = fields.Char(
        compute="_compute_points_balance", groups=POINTS_READERS
    )
    points_anonymous = fields.Boolean(
        string="Anonymous buyer",
        help="A contact that stands for buyers nobody named. It never earns points.",
    )

    @api.depends_context("company", "lang")
    @api.depends("points_account_ids.balance", "points_account_ids.program_id.state")
    def _compute_points_balance(self):
        """Balance in the company's first program, never a sum over programs.

        Points of two programs are not worth the same, so their sum means nothing.
        """
        program = self._points_first_program()
        accounts = self.env["points.account"].sudo()
        domain = Domain("partner_id", "in", self.ids)
        domain &= Domain("company_id", "=", self.env.company.id)
        domain &= Domain("merged_into_id", "=", False)
        balances = dict(
            accounts._read_group(
                domain & Domain("program_id", "=", program.id),
                ["partner_id"],
                ["balance:sum"],
            )
        )
        counts = dict(accounts._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            balance = balances.get(partner._origin, 0.0)
            partner.points_balance = balance
            partner.points_account_count = counts.get(partner._origin, 0)
            partner.points_balance_text = (
                program._points_text(balance) if program else False
            )

    def _points_first_program(self):
        """Return the current company's first program that is running, or none."""
        return (
            self.env["points.program"]
            .sudo()
            .search(
                Domain("company_id", "=", self.env.company.id)
                & Domain("state", "in", LIVE_STATES),
                limit=1,
            )
        )

    @api.model
    @tools.ormcache()
    def _points_never_members(self):
        """Return ids of contacts that never collect points, whatever a program says.

        Those of public users, the companies' own, and the anonymous buyers that
        localisations bring. Creating users, companies or external ids clears it.
        """
        everybody = self.sudo().with_context(active_test=False)
        public = self.env.ref("base.group_public").id
        strangers = everybody.search(
            Domain("user_ids.all_group_ids", "in", public)
            | Domain("ref_company_ids", "!=", False)
        )
        anonymous = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                Domain("model", "=", "res.partner")
                & Domain.OR(
                    Domain("module", "=", module) & Domain("name", "=", name)
                    for module, name in ANONYMOUS_CONTACTS
                )
            )
        )
        return frozenset(strangers.ids + anonymous.mapped("res_id"))

    def _points_member(self, program):
        """Return the contact that holds `self`'s account in `program`, or none.

        This decides who could be a member. Whether somebody has been enrolled, where a
        program takes only those, is decided by the account that exists or not.
        """
        return self._points_members(program).get(self.id, self.browse())

    def _points_members(self, program):
        """Return {contact id: the contact that holds its account, or none}.

        Costs no query beyond the contacts themselves, whose fields Odoo reads in one.
        """
        never = self._points_never_members()
        return {
            partner.id: partner._points_account_holder(program, never)
            for partner in self
        }

    def _points_account_holder(self, program, never):
        """Resolve one contact; `never` are ids of contacts that are never members."""
        nobody = self.browse()
        holder = self
        while holder.parent_id and holder.type != "contact":
            holder = holder.parent_id
        if program.person_account == "company" and not holder.is_company:
            company = holder.commercial_partner_id
            holder = company if company.is_company else holder
        if any(
            contact.id in never or contact.points_anonymous for contact in self | holder
        ):
            return nobody
        if holder.is_company and not program.companies_allowed:
            return nobody
        if holder.company_id and holder.company_id not in (
            program.company_id | program.company_id.parent_ids
        ):
            return nobody
        return holder

    def action_view_points_accounts(self):
        """Open the contact's points: its account, or the list if there are several."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_account_action"
        )
        accounts = self.points_account_ids.filtered(
            lambda a: not a.merged_into_id and a.company_id in self.env.companies
        )
        action["domain"] = [("id", "in", accounts.ids)]
        action["context"] = {}
        if len(accounts) == 1:
            action.update(res_id=accounts.id, views=[(False, "form")])
        return action
