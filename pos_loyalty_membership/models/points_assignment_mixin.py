from odoo import api, fields, models
from odoo.exceptions import ValidationError

# One unit gives at most so many points: a thousand units stay what the engine counts.
MAXIMUM_PER_UNIT = 1_000_000
# What a product inherits depends on these of it and of its categories.
ASSIGNMENT_FIELDS = frozenset(
    {"points_mode", "points_per_unit", "points_never_redeemable"}
)


class PointsAssignmentMixin(models.AbstractModel):
    """Points that a product or a category gives by the unit, or hands on from above."""

    _name = "points.assignment.mixin"
    _description = "Points by the Unit"

    points_mode = fields.Selection(
        [
            ("inherit", "Inherits"),
            ("own", "Its own"),
            ("never", "Never earns"),
        ],
        string="Points",
        required=True,
        default="inherit",
        help="A product's own setting counts first, then that of its point of sale "
        "categories, then that of its product category. Products that never earn are "
        "left out by every earning rule.",
    )
    points_per_unit = fields.Float(
        string="Points per unit",
        digits=(16, 2),
        help="Given by earning rules of the kind “For products”. 0 is a value, too.",
    )
    points_never_redeemable = fields.Selection(
        [
            ("inherit", "Inherits"),
            ("no", "Allowed"),
            ("yes", "Never"),
        ],
        string="Payment with points",
        required=True,
        default="inherit",
        help="Whether points, rewards and coupons may lower the price.",
    )
    points_inherited = fields.Char(
        string="Inherits",
        compute="_compute_points_inherited",
        help="What holds where nothing of its own is set, and who says so.",
    )

    def _compute_points_inherited(self):
        raise NotImplementedError

    def _points_inherited_text(self, points_from, barred_from):
        """What holds by inheritance, in words.

        `points_from` and `barred_from` are the record that decides, or none.
        """
        if not points_from:
            text = self.env._("nothing of its own")
        elif points_from.points_mode == "never":
            text = self.env._("never earns (%s)", points_from.display_name)
        else:
            text = self.env._(
                "%(points)s per unit (%(category)s)",
                points=f"{points_from.points_per_unit:g}",
                category=points_from.display_name,
            )
        if barred_from and barred_from.points_never_redeemable == "yes":
            barred = self.env._("never paid with points (%s)", barred_from.display_name)
            text = f"{text}, {barred}"
        return text

    @api.onchange("points_per_unit")
    def _onchange_points_per_unit(self):
        """Somebody who types points means them."""
        if self.points_per_unit and self.points_mode == "inherit":
            self.points_mode = "own"

    @api.constrains("points_per_unit")
    def _check_points_per_unit(self):
        for record in self:
            if not 0 <= record.points_per_unit <= MAXIMUM_PER_UNIT:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” gives between 0 and %(most)s points per unit. For "
                        "none at all choose “Never earns”.",
                        name=record.display_name,
                        most=f"{MAXIMUM_PER_UNIT:,}",
                    )
                )

    @api.model
    def _points_vals(self, vals):
        """The values of a create or write, where points without a mode are meant.

        A spreadsheet often brings the points alone.
        """
        if vals.get("points_per_unit") and "points_mode" not in vals:
            return {**vals, "points_mode": "own"}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._points_vals(vals) for vals in vals_list])
        if any(self._points_facts_fields() & vals.keys() for vals in vals_list):
            self._points_facts_changed()
        return records

    def write(self, vals):
        vals = self._points_vals(vals)
        result = super().write(vals)
        if self._points_facts_fields() & vals.keys():
            self._points_facts_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._points_facts_changed()
        return result

    @api.model
    def _points_facts_fields(self):
        """Names of the fields that decide what lines of a product earn."""
        return ASSIGNMENT_FIELDS

    @api.model
    def _points_facts_changed(self):
        """Forget what was cached about products and categories."""
        self.env.registry.clear_cache()
