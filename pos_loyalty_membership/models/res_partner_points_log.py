"""A contact with a points log is archived or anonymised, never deleted."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What says who somebody is. Documents that the law wants kept, keep their own copies.
PERSONAL_FIELDS = (
    "email",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "website",
    "function",
    "comment",
    "barcode",
    "ref",
    "image_1920",
    "points_birth_date",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points_members(self):
        """The points log belongs to a contact: it cannot lose it."""
        accounts = (
            self.env["points.account"].sudo().search([("partner_id", "in", self.ids)])
        )
        if accounts:
            raise UserError(
                self.env._(
                    "%s cannot be deleted: the points log would not say any more whose "
                    "points they were. Archive the contact instead. To remove personal "
                    "data, a points manager opens the member and chooses Anonymise.",
                    ", ".join(accounts.partner_id[:5].mapped("display_name")),
                )
            )

    def action_points_anonymise(self):
        """Blank who these members are, with their addresses; the log stays.

        For points managers. Refused for a contact who can log in, and for one without
        points. Cannot be undone.
        """
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may anonymise members.")
            )
        self.check_access("read")
        # A points manager need not be one of contacts; what is written is fixed.
        members = self.sudo().with_context(active_test=False)
        self._check_anonymous_allowed(members)
        addresses = members.child_ids.filtered(lambda child: child.type != "contact")
        blank = dict.fromkeys([*PERSONAL_FIELDS, self._points_birth_field()], False)
        silent = (members | addresses).with_context(tracking_disable=True)
        for contact in silent:
            contact.write({**blank, "name": self.env._("Anonymised %s", contact.id)})
        self._forget_old_values(members | addresses)
        members.points_account_ids.write({"card_number": False})
        members.points_account_ids._set_offers(False, "anonymised")
        for member in members:
            member.message_post(body=self.env._("Personal data was removed."))
        return True

    def _check_anonymous_allowed(self, members):
        """Only members, and nobody who logs in."""
        strangers = members.filtered(lambda member: not member.points_account_ids)
        if strangers:
            raise UserError(
                self.env._(
                    "%s has no points log and can simply be deleted.",
                    ", ".join(strangers.mapped("display_name")),
                )
            )
        users = members.filtered("user_ids")
        if users:
            raise UserError(
                self.env._(
                    "%s can log in. Delete the user first.",
                    ", ".join(users.mapped("display_name")),
                )
            )

    def _forget_old_values(self, contacts):
        """Remove old names and addresses that the chatter kept of changes."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", "res.partner"), ("res_id", "in", contacts.ids)])
        )
        messages.tracking_value_ids.unlink()
