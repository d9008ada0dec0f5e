"""Whether a member wants offers, and the link to say no without a login."""

from odoo import fields, models
from odoo.tools import consteq, hmac

from .points_account_link import SIGNATURE_LENGTH
from .points_consent import CONSENT_SOURCES


class PointsAccount(models.Model):
    _inherit = "points.account"

    offers_allowed = fields.Boolean(
        string="Agreed to offers",
        readonly=True,
        copy=False,
        help="Birthday wishes and rewards within reach are sent only then. Messages "
        "that serve the membership need no consent.",
    )
    offers_changed_on = fields.Datetime(string="Said on", readonly=True, copy=False)
    offers_source = fields.Selection(
        CONSENT_SOURCES, string="Said how", readonly=True, copy=False
    )
    member_message_ids = fields.One2many(
        "points.message",
        "account_id",
        string="Messages",
        readonly=True,
        groups="pos_loyalty_membership.points_group_officer",
    )
    consent_ids = fields.One2many(
        "points.consent",
        "account_id",
        string="Consent to offers",
        readonly=True,
        groups="pos_loyalty_membership.points_group_officer",
    )

    def action_allow_offers(self):
        """Note that these members told staff they agree to offers."""
        self._check_officer()
        self._set_offers(True, "back_office")
        return True

    def action_stop_offers(self):
        """Note that these members told staff they want no offers any more."""
        self._check_officer()
        self._set_offers(False, "back_office")
        return True

    def _set_offers(self, allowed, source):
        """Write down what these members decided; saying it again changes nothing."""
        now = fields.Datetime.now()
        changing = self.sudo().filtered(lambda one: one.offers_allowed != allowed)
        self.env["points.consent"].sudo().create(
            [
                {
                    "account_id": account.id,
                    "allowed": allowed,
                    "moment": now,
                    "source": source,
                    "user_id": self.env.uid,
                }
                for account in changing
            ]
        )
        changing.write(
            {
                "offers_allowed": allowed,
                "offers_changed_on": now,
                "offers_source": source,
            }
        )

    # ------------------------------------------------------------------
    # The link against offers
    # ------------------------------------------------------------------

    def _stop_signature(self):
        """Hexadecimal signature of the link against offers; renewing does not end it.

        Saying no must work as long as a message with the link may be read.
        """
        account = self.sudo()
        return hmac(account.env, "points-stop-offers", account.id)[:SIGNATURE_LENGTH]

    def _stop_link(self):
        """The address where the member withdraws the consent without a login."""
        self.ensure_one()
        base = self.sudo().get_base_url()
        return f"{base}/points/offers/{self.id}-{self._stop_signature()}"

    def _account_of_stop_link(self, token):
        """The account whose consent a link withdraws, or an empty one."""
        number, _dash, signature = token.partition("-")
        if not (token.isascii() and number.isdigit() and len(number) < 10):
            return self.browse()
        account = self.sudo().browse(int(number)).exists()
        if not account or not consteq(account._stop_signature(), signature):
            return self.browse()
        while account.merged_into_id:
            account = account.merged_into_id
        return account
