"""The birth date of a contact: ours, unless another module has one."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where modules that many shops install keep it; the first that is there is read.
BIRTH_FIELDS = ("birthdate_date", "birth_date", "date_of_birth", "birthdate")


class ResPartner(models.Model):
    _inherit = "res.partner"

    points_birth_date = fields.Date(
        string="Birth date",
        help="For the birthday bonus of loyalty programs. The year may be any.",
    )
    points_birth_elsewhere = fields.Boolean(compute="_compute_points_birth_elsewhere")

    # Members are found by month and day.
    _points_birthday_idx = models.Index(
        "((extract(month FROM points_birth_date) * 100 "
        "+ extract(day FROM points_birth_date))) WHERE points_birth_date IS NOT NULL"
    )
    # Members are known by their number: at the till, and where they are welcomed.
    _points_phone_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )

    @api.model
    def _points_birth_field(self):
        """The name of the field that has the birth date: of another module, or ours."""
        for name in BIRTH_FIELDS:
            field = self._fields.get(name)
            if field and field.type == "date" and field.store:
                return name
        return "points_birth_date"

    def _compute_points_birth_elsewhere(self):
        for partner in self:
            name = self._points_birth_field()
            partner.points_birth_elsewhere = name != "points_birth_date"

    @api.constrains("points_birth_date")
    def _check_points_birth_date(self):
        today = fields.Date.context_today(self)
        for partner in self:
            if partner.points_birth_date and partner.points_birth_date > today:
                raise ValidationError(
                    self.env._("The birth date of %s is in the future.", partner.name)
                )
