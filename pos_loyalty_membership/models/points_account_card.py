import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Cards of the shop's own begin like the barcode rule “Loyalty Cards”.
CARD_PREFIX = "045"
CARD_DIGITS = 12
CARD_FORMAT = re.compile(r"[0-9A-Za-z-]{4,32}")
TRIES = 20


class PointsAccount(models.Model):
    """The member's card: a number with a barcode, the shop's own or printed before."""

    _inherit = "points.account"

    card_number = fields.Char(
        string="Card",
        copy=False,
        help="Scanned or typed at the till, it finds the member.",
    )

    _card_uniq = models.UniqueIndex(
        "(program_id, card_number) "
        "WHERE card_number IS NOT NULL AND merged_into_id IS NULL",
        "This card belongs to another member of the program.",
    )

    @api.constrains("card_number")
    def _check_card_number(self):
        for account in self:
            number = account.card_number
            if number and not CARD_FORMAT.fullmatch(number):
                raise ValidationError(
                    self.env._(
                        "“%s” is no card number: 4 to 32 letters, digits or hyphens.",
                        number,
                    )
                )

    def action_give_card(self):
        """Give a card of the shop's own to these members that have none.

        Raises `UserError` for users who are no points officer.
        """
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise UserError(self.env._("Only a points officer may give out cards."))
        self.check_access("read")
        for account in self.filtered(lambda one: not one.card_number):
            # Officers read accounts; what may be written is decided here.
            account.sudo().card_number = self._new_card_number()

    def action_print_card(self):
        """Print the cards of these members; those without a number get one."""
        self.action_give_card()
        report = self.env.ref("pos_loyalty_membership.points_card_report")
        return report.report_action(self, config=False)

    @api.model
    def _new_card_number(self):
        """A number nobody has: EAN-13 with the prefix of the barcode rule."""
        accounts = self.env["points.account"].sudo()
        nomenclature = self.env["barcode.nomenclature"]
        for _try in range(TRIES):
            free = CARD_DIGITS - len(CARD_PREFIX)
            body = f"{CARD_PREFIX}{secrets.randbelow(10**free):0{free}d}"
            number = nomenclature.sanitize_ean(f"{body}0")
            if not accounts.search_count([("card_number", "=", number)], limit=1):
                return number
        raise UserError(self.env._("No free card number was found. Try again."))
