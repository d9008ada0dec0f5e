"""Points for products, whole units or parts of one (kind product).

Twin: ``static/src/engine/products.js``.
"""

from dataclasses import dataclass

from .answers import Redemption, Refusal
from .fraction import Fraction
from .frozen import MAX_AMOUNT
from .rounding import mul_div, product_div, to_unit
from .wishes import MAXIMUM, above_maximum, below_minimum


@dataclass(frozen=True, slots=True)
class Piece:
    """What of one line may be bought: ``value`` and ``price`` are money and points of
    one unit, ``quantity`` thousandths, ``rank`` that of the value.
    """

    index: int
    value: Fraction
    price: int
    quantity: int
    rank: int

    def worth(self, quantity):
        """Money that so many thousandths are worth, rounded down."""
        over, under = [self.value.over, quantity], [self.value.under, 1000]
        return product_div(over, under, "down")


@dataclass(frozen=True, slots=True)
class Bought:
    """What a use buys of one line."""

    index: int
    quantity: int
    points: int
    money: int


class ProductUse:
    """One use of a product rule on a document: the dearest units first."""

    __slots__ = ("dear", "fits", "limit", "pieces", "room", "rule", "step", "unit")

    def __init__(self, room, program, rule, indexes, left):
        self.room, self.rule, self.unit = room, rule, program.unit
        self.step = rule.step or program.unit
        self.fits = room.fits(rule, left)
        self.limit = min(room.usable, rule.maximum_points or room.usable)
        self.pieces, self.dear = [], []
        for index in indexes:
            self._add(index)
        # The dearest first, then the lower price in points, else as the lines are.
        self.pieces.sort(key=lambda each: (each.rank, each.price))

    def quote(self, wish):
        """The Redemption for a wish, or a Refusal."""
        if not self.pieces:
            return self._nothing()
        lowest = self._lowest()
        bought = self.buy(MAXIMUM, self.limit, self.fits)
        refusal = self._refusal(lowest, bought)
        if refusal:
            return refusal
        if wish is not MAXIMUM:
            bought = self.buy(wish, self.limit, self.fits)
        points = sum(each.points for each in bought)
        refusal = below_minimum(lowest, points)
        if refusal:
            return refusal
        money = sum(each.money for each in bought)
        code, values = self._code(wish, points, money)
        quantity = sum(each.quantity for each in bought)
        values = {**values, "quantity": quantity}
        return Redemption(self.rule.id, points, money, code, values)

    def buy(self, wish, points, fits):
        """What a wish buys of each line for at most these points and this money."""
        name, asked = wish
        if name == "points":
            points = min(points, asked)
        wanted = asked if name == "money" else fits
        all_bought = []
        buy = self._part if self.rule.partial else self._units
        for piece in self.pieces:
            if min(points, fits, wanted) <= 0:
                break
            bought = buy(piece, points, fits, wanted)
            if bought.money:
                all_bought.append(bought)
                points -= bought.points
                fits -= bought.money
                wanted -= bought.money
        return all_bought

    def _add(self, index):
        """Put a line among the pieces, or among those that are too dear."""
        unit, own = self.room.units()[index], self.room.lines[index].points_price
        price = to_unit(self.rule.points or own, self.unit, "up")
        if not price or unit is None:
            return
        maximum = self.rule.maximum_price
        if maximum and Fraction(maximum).is_less(unit.value):
            self.dear.append(unit.value.rounded("up"))
        elif unit.quantity >= (1 if self.rule.partial else 1000):
            piece = Piece(index, unit.value, price, unit.quantity, unit.rank)
            self.pieces.append(piece)

    def _nothing(self):
        """Why there is no line to buy of."""
        if not self.dear:
            return Refusal("nothing_to_redeem_on", {})
        values = {"maximum_price": self.rule.maximum_price, "price": min(self.dear)}
        return Refusal("above_maximum_price", values)

    def _refusal(self, lowest, most):
        """Why not even the smallest use is possible, or None."""
        if self.rule.maximum_points and self.rule.maximum_points < lowest:
            return above_maximum(self.rule, lowest)
        if self.room.usable < lowest:
            return self.room.not_enough(lowest)
        if not most:
            needed = 1
            if not self.rule.partial:
                needed = min(each.worth(1000) for each in self.pieces)
            return self.room.does_not_fit(self.rule, needed, self.fits)
        return None

    def _lowest(self):
        """The fewest points of one use."""
        least = self.rule.minimum_points
        if not self.rule.partial:
            return max(least, min(each.price for each in self.pieces))
        cents = [Fraction(each.price).by(each.value) for each in self.pieces]
        enough = min(each.rounded("up") for each in cents)
        return to_unit(max(least, enough), self.step, "up")

    def _units(self, piece, points, fits, wanted):
        """Whole units of a line: as many as points and money allow and are wanted."""
        units = min(piece.quantity // 1000, points // piece.price)
        if units and piece.worth(units * 1000) > fits:
            units = Fraction(fits + 1).by(piece.value).rounded("up") - 1
        if units and piece.worth(units * 1000) > wanted:
            units = Fraction(wanted).by(piece.value).rounded("up")
        money = piece.worth(units * 1000) if units else 0
        return Bought(piece.index, units * 1000, units * piece.price, money)

    def _part(self, piece, points, fits, wanted):
        """A line's units and part of one: all of it, or points in steps."""
        whole = product_div([piece.price, piece.quantity], [1000, self.unit], "up")
        whole *= self.unit
        most = piece.worth(piece.quantity)
        enough = self._fewest(piece, wanted) if wanted < most else whole
        bought = Bought(piece.index, piece.quantity, whole, most)
        if enough < whole:
            bought = self._bought(piece, enough)
        if bought.points <= points and bought.money <= fits:
            return bought
        limit = points
        if fits < most:
            limit = min(limit, self._fewest(piece, fits + 1) - 1)
        money = self._bought(piece, to_unit(limit, self.step, "down")).money
        return self._bought(piece, self._fewest(piece, money))

    def _fewest(self, piece, money):
        """The fewest points, in steps, that are worth so much of a line."""
        over = [money, piece.price, piece.value.under]
        return product_div(over, [piece.value.over, self.step], "up") * self.step

    def _bought(self, piece, points):
        """What so many points buy of a line."""
        over, under = [points, piece.value.over], [piece.price, piece.value.under]
        money = product_div(over, under, "down")
        quantity = mul_div(points, 1000, piece.price, "down")
        return Bought(piece.index, min(quantity, piece.quantity), points, money)

    def _code(self, wish, points, money):
        """What became of a wish, and why."""
        name, asked = wish
        given = money if name == "money" else points
        if wish is MAXIMUM or given == asked:
            return "exact", {}
        if given > asked:
            return "raised_to_units", {}
        freely = self.buy(wish, MAX_AMOUNT, self.fits)
        if sum(each.money for each in freely) > money:
            maximum = self.rule.maximum_points
            if maximum and maximum <= self.room.usable:
                return "lowered_to_maximum", {"maximum_points": maximum}
            return "lowered_to_balance", {"available": self.room.usable}
        freely = self.buy(wish, self.limit, MAX_AMOUNT)
        if sum(each.money for each in freely) > money:
            return "lowered_to_fit", {"fits": self.fits}
        return "lowered_to_units", {}
