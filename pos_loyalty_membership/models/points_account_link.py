from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

# Part of the signature that an address carries: 160 bits nobody guesses.
SIGNATURE_LENGTH = 40


class PointsAccount(models.Model):
    """The member's personal link: an address that works without a login.

    The address is signed, not stored: no list of them can leak, and a receipt can carry
    one without writing anything.
    """

    _inherit = "points.account"

    link_version = fields.Integer(
        readonly=True,
        copy=False,
        groups="pos_loyalty_membership.points_group_officer",
    )
    personal_link = fields.Char(
        compute="_compute_personal_link",
        groups="pos_loyalty_membership.points_group_officer",
        help="Shows the member's own page without a login, to whoever has the address.",
    )

    def _compute_personal_link(self):
        for account in self:
            account.personal_link = account._personal_link() or False

    def _personal_link(self):
        """The full address of the member's page, "" where the program has none."""
        self.ensure_one()
        account = self.sudo()
        program = account.program_id
        if not (program.portal_shown and program.portal_link):
            return ""
        return account._link_address(account.link_version)

    def _link_address(self, version):
        """The full address of this version of the link; reads no account."""
        return f"{self.get_base_url()}/points/{self.id}-{self._link_signature(version)}"

    def _link_signature(self, version):
        """Hexadecimal signature of this account and one version of its link."""
        env = self.sudo().env
        return hmac(env, "points-personal-link", (self.id, version))[:SIGNATURE_LENGTH]

    def _account_of_link(self, token):
        """The account that a personal link shows, or an empty one.

        `token` is what the address ends with, whatever somebody typed there. The link
        of an account that was merged shows the one it became.
        """
        number, _dash, signature = token.partition("-")
        if not (token.isascii() and number.isdigit() and len(number) < 10):
            return self.browse()
        account = self.sudo().browse(int(number)).exists()
        if not account or not consteq(
            account._link_signature(account.link_version), signature
        ):
            return self.browse()
        while account.merged_into_id:
            account = account.merged_into_id
        program = account.program_id
        shown = program.portal_shown and program.portal_link
        return account if shown and account.state != "left" else self.browse()

    def action_renew_link(self):
        """End these members' links, also those printed or sent before; make new ones.

        Raises `AccessError` for users who are no points officer.
        """
        self._check_officer()
        if self.filtered("merged_into_id"):
            raise UserError(self.env._("This account was merged into another one."))
        # Officers read accounts; what may be written is decided here.
        accounts = merged = self.sudo()
        while merged:
            merged = merged.search([("merged_into_id", "in", merged.ids)])
            accounts |= merged
        for account in accounts:
            account.link_version += 1
        self._note_on_contact(self.env._("Personal link renewed"))
        return True
