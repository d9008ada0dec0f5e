from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount

from .points_earning_rule import MAXIMUM_POINTS


class PointsRedemptionRule(models.Model):
    """What points become besides a plain discount, and ranges with their own value."""

    _inherit = "points.redemption.rule"

    percent = fields.Float(
        string="Percent off",
        digits=(5, 2),
        default=10.0,
        help="Of what is left to pay for the goods of this rule. One order has one "
        "percentage.",
    )
    maximum_price = fields.Monetary(
        string="For products up to",
        help="The price of one unit, taxes included. 0 means any price.",
    )
    partial = fields.Boolean(
        string="Part of a unit",
        help="Fewer points pay for a part of the price, the rest is paid with money.",
    )
    everything = fields.Boolean(
        string="All points at once",
        help="The whole balance is used, or nothing. An order that is too small is "
        "refused; points are never lost.",
    )
    bracket_ids = fields.One2many(
        "points.redemption.bracket",
        "rule_id",
        string="More points, more worth",
        copy=True,
        help="The range in which the points of one use lie values all of them.",
    )

    def _what_it_gives(self):
        """Say in words what points become."""
        self.ensure_one()
        points_text = self.program_id._points_text
        if self.kind == "percent":
            return self.env._(
                "%(points)s = %(percent)s %% off",
                points=points_text(self.points),
                percent=f"{self.percent:g}",
            )
        if self.kind == "product":
            price = (
                points_text(self.points)
                if self.points
                else self.env._("its price in points")
            )
            text = self.env._("one unit for %s", price)
            if self.maximum_price > 0:
                most = format_amount(self.env, self.maximum_price, self.currency_id)
                text = self.env._("%(what)s, up to %(most)s", what=text, most=most)
            if self.partial:
                text = self.env._("%s, or a part of it", text)
            return text
        text = self.env._(
            "%(points)s = %(money)s",
            points=points_text(self.points),
            money=format_amount(self.env, self.money, self.currency_id),
        )
        if self.program_id._counts_money():
            text = self.env._("credit is a discount of the same amount")
        return ", ".join(
            [
                text,
                *(bracket._text() for bracket in self.bracket_ids),
                *([self.env._("all points at once")] if self.everything else []),
            ]
        )

    @api.constrains("kind", "points", "money", "percent", "maximum_price")
    def _check_worth(self):
        for rule in self:
            least = 0 if rule.kind == "product" else 0.01
            if not least <= rule.points <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” takes more than 0 and at most %(most)s points. "
                        "Only a rule for products may leave the number to them.",
                        name=rule.name,
                        most=f"{MAXIMUM_POINTS:,}",
                    )
                )
            if rule.kind != "amount" and rule.program_id.decimals == "0":
                rule._check_whole_points()
            getattr(rule, f"_check_{rule.kind}")()

    def _check_whole_points(self):
        if self.points != int(self.points):
            raise ValidationError(
                self.env._(
                    "This program has whole points: a price of %s cannot be paid.",
                    f"{self.points:g}",
                )
            )

    def _check_amount(self):
        if self.currency_id.compare_amounts(self.money, 0) <= 0:
            raise ValidationError(self.env._("Points must be worth more than 0."))
        self._check_money(self.money, self.env._("The amount"))

    def _check_percent(self):
        if not 0 < self.percent <= 100:
            raise ValidationError(
                self.env._("A percentage is more than 0 and at most 100.")
            )

    def _check_product(self):
        self._check_money(self.maximum_price, self.env._("The price"))

    @api.constrains("kind", "points", "money", "bracket_ids")
    def _check_is_money(self):
        """In a program that counts in money a point is one unit of it, and stays so."""
        for rule in self.filtered(lambda one: one.program_id._counts_money()):
            if rule.kind == "amount" and (
                rule.bracket_ids or rule.points != rule.money
            ):
                raise ValidationError(
                    self.env._(
                        "“%(program)s” counts in money: an amount of credit is worth "
                        "just that. Let points and money of “%(rule)s” be the same, "
                        "without ranges.",
                        program=rule.program_id.name,
                        rule=rule.name,
                    )
                )

    @api.constrains("maximum_share")
    def _check_maximum_share(self):
        for rule in self:
            if not 0 < rule.maximum_share <= 100:
                raise ValidationError(
                    self.env._(
                        "The share of the order is more than 0 and at most 100 %."
                    )
                )

    @api.constrains("bracket_ids")
    def _check_brackets(self):
        for rule in self:
            last = None
            for bracket in rule.bracket_ids.sorted("from_points"):
                if last and not 0 < last.to_points < bracket.from_points:
                    raise ValidationError(
                        self.env._(
                            "These ranges overlap: %(one)s and %(other)s. Let the "
                            "second start above the end of the first.",
                            one=last._text(),
                            other=bracket._text(),
                        )
                    )
                last = bracket

    @api.constrains("kind", "everything", "maximum_points")
    def _check_everything(self):
        for rule in self:
            if rule.kind == "amount" and rule.everything and rule.maximum_points:
                raise ValidationError(
                    self.env._(
                        "“All points at once” and “At most %s” contradict each other: "
                        "a member with more could never use any.",
                        rule.program_id._points_text(rule.maximum_points),
                    )
                )

    @api.constrains("kind", "points", "product_ids", "category_ids", "pos_category_ids")
    def _check_product_price(self):
        """A rule that leaves the price to the products needs one that has it."""
        for rule in self:
            if rule.kind != "product" or rule.points or not rule.product_ids:
                continue
            if not any(product.points_price for product in rule.product_ids):
                raise ValidationError(
                    self.env._(
                        "None of these products has a price in points, so the rule "
                        "would never apply. Set one on the product, or a price for all "
                        "here."
                    )
                )
