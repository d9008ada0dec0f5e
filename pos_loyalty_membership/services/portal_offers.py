"""What members say on their own page about offers and their birthday."""

from odoo import api, fields, models
from odoo.tools.misc import format_date


class PointsPortal(models.AbstractModel):
    _inherit = "points.portal"

    @api.model
    def _page(self, account):
        """Values of the page of one account, with what was said about offers."""
        values = super()._page(account)
        partner = account.partner_id.sudo()
        born = partner[partner._points_birth_field()]
        return {
            **values,
            "asks_birth_date": self._asks_birth_date(account.program_id),
            "birth_date": format_date(self.env, born) if born else "",
            "today": fields.Date.to_string(account.program_id._today()),
        }

    @api.model
    def _asks_birth_date(self, program):
        """Whether the program does anything on birthdays."""
        settings = program.sudo().message_setting_ids
        return program.birthday_bonus or any(
            setting.enabled and setting.kind == "birthday" for setting in settings
        )

    @api.model
    def _say_birth_date(self, account, day):
        """Keep the birth date that a member says; whether it was kept.

        Once it is known, only the shop changes it: a bonus hangs on it.
        """
        partner = account.partner_id.sudo()
        field = partner._points_birth_field()
        program = account.program_id
        if not day or partner[field] or not self._asks_birth_date(program):
            return False
        if not fields.Date.to_date("1900-01-01") <= day <= program._today():
            return False
        partner[field] = day
        return True
