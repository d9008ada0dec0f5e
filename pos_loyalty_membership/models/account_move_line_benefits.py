from odoo import api, fields, models
from odoo.tools import float_compare

from ..engine.benefits import benefit_over

DIGITS = 2


class AccountMoveLine(models.Model):
    """A line remembers which tier its discount came from, and what it had by hand."""

    _inherit = "account.move.line"

    points_tier_id = fields.Many2one(
        "points.tier",
        string="Tier of the discount",
        index="btree_not_null",
        ondelete="set null",
    )
    points_tier_percent = fields.Float(
        string="Discount of the tier (%)", digits="Discount"
    )
    points_hand_discount = fields.Float(
        string="Discount by hand (%)",
        digits="Discount",
        help="What the line gets again when its customer is changed.",
    )
    points_tier_text = fields.Char(
        string="Tier",
        compute="_compute_points_tier_text",
        compute_sudo=True,
        help="The tier that the price or the discount comes from.",
    )

    @api.depends_context("lang")
    @api.depends(
        "points_tier_id.name",
        "points_tier_percent",
        "discount",
        "points_price_tier_id.name",
        "points_pricelist_id.name",
        "points_tier_price",
        "price_unit",
    )
    def _compute_points_tier_text(self):
        """“Gold −10 %”, “Gold: Gold prices” or both; nothing for what is by hand."""
        for line in self:
            texts = [line._points_price_text(), line._points_discount_text()]
            line.points_tier_text = ", ".join(filter(None, texts))

    def _points_discount_text(self):
        """“Gold −10 %”; nothing for a discount by hand."""
        return self._points_has_tier_discount() and self.env._(
            "%(tier)s −%(percent)s %%",
            tier=self.points_tier_id.name,
            percent=f"{self.points_tier_percent:g}",
        )

    def _points_has_tier_discount(self):
        """Whether the discount is the tier's: one written over it is by hand."""
        return bool(self.points_tier_percent) and not float_compare(
            self.discount, self.points_tier_percent, precision_digits=DIGITS
        )

    def _points_benefit_values(self, tier_id, percent):
        """What to write so that the line has the greater of tier and hand; {}: nothing.

        `percent` in hundredths, 0: the tier gives this line nothing.
        """
        by_hand = self.discount
        if self._points_has_tier_discount():
            by_hand = self.points_hand_discount
        given = benefit_over(percent, round(by_hand * 100)) / 100
        wanted = {
            "discount": given or by_hand,
            "points_tier_percent": given,
            "points_hand_discount": by_hand if given else 0,
        }
        tier = {"points_tier_id": tier_id if given else False}
        return self._points_different(wanted, DIGITS, tier)

    def _points_different(self, numbers, digits, ids):
        """Those of {name: value} that the line has not: numbers, and ids of records."""
        changed = {
            name: value
            for name, value in numbers.items()
            if float_compare(self[name], value, precision_digits=digits)
        }
        return changed | {
            name: value for name, value in ids.items() if self[name].id != value
        }
