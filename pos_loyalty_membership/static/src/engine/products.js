/**
 * Points for products, whole units or parts of one (kind product).
 *
 * Twin: engine/products.py.
 */

import { Redemption, Refusal } from "./answers.js";
import { Fraction } from "./fraction.js";
import { MAX_AMOUNT } from "./frozen.js";
import { mul_div, product_div, to_unit } from "./rounding.js";
import { MAXIMUM, above_maximum, below_minimum } from "./wishes.js";

/**
 * What of one line may be bought: `value` and `price` are money and points of one unit,
 * `quantity` thousandths, `rank` that of the value.
 */
export class Piece {
    constructor(index, value, price, quantity, rank) {
        this.index = index;
        this.value = value;
        this.price = price;
        this.quantity = quantity;
        this.rank = rank;
    }

    /** Money that so many thousandths are worth, rounded down. */
    worth(quantity) {
        const { over, under } = this.value;
        return product_div([over, quantity], [under, 1000], "down");
    }
}

/** What a use buys of one line. */
export class Bought {
    constructor(index, quantity, points, money) {
        this.index = index;
        this.quantity = quantity;
        this.points = points;
        this.money = money;
    }
}

/** One use of a product rule on a document: the dearest units first. */
export class ProductUse {
    constructor(room, program, rule, indexes, left) {
        this.room = room;
        this.rule = rule;
        this.unit = program.unit;
        this.step = rule.step || program.unit;
        this.fits = room.fits(rule, left);
        this.limit = Math.min(room.usable, rule.maximum_points || room.usable);
        this.pieces = [];
        this.dear = [];
        for (const index of indexes) {
            this._add(index);
        }
        // The dearest first, then the lower price in points, else as the lines are.
        this.pieces.sort((one, other) => one.rank - other.rank || one.price - other.price);
    }

    /** The Redemption for a wish, or a Refusal. */
    quote(wish) {
        if (!this.pieces.length) {
            return this._nothing();
        }
        const lowest = this._lowest();
        const most = this.buy(MAXIMUM, this.limit, this.fits);
        const refusal = this._refusal(lowest, most);
        if (refusal) {
            return refusal;
        }
        const bought = wish === MAXIMUM ? most : this.buy(wish, this.limit, this.fits);
        const points = _sum(bought, "points");
        const too_few = below_minimum(lowest, points);
        if (too_few) {
            return too_few;
        }
        const money = _sum(bought, "money");
        const [code, values] = this._code(wish, points, money);
        return new Redemption({
            rule_id: this.rule.id,
            points,
            money,
            code,
            values: { ...values, quantity: _sum(bought, "quantity") },
        });
    }

    /** What a wish buys of each line for at most these points and this money. */
    buy(wish, points, fits) {
        const [name, asked] = wish;
        if (name === "points") {
            points = Math.min(points, asked);
        }
        let wanted = name === "money" ? asked : fits;
        const all_bought = [];
        for (const piece of this.pieces) {
            if (Math.min(points, fits, wanted) <= 0) {
                break;
            }
            const bought = this.rule.partial
                ? this._part(piece, points, fits, wanted)
                : this._units(piece, points, fits, wanted);
            if (bought.money) {
                all_bought.push(bought);
                points -= bought.points;
                fits -= bought.money;
                wanted -= bought.money;
            }
        }
        return all_bought;
    }

    /** Put a line among the pieces, or among those that are too dear. */
    _add(index) {
        const unit = this.room.units()[index];
        const { maximum_price, partial, points } = this.rule;
        const price = to_unit(points || this.room.lines[index].points_price, this.unit, "up");
        if (!price || !unit) {
            return;
        }
        const { value, quantity, rank } = unit;
        if (maximum_price && new Fraction(maximum_price).is_less(value)) {
            this.dear.push(value.rounded("up"));
        } else if (quantity >= (partial ? 1 : 1000)) {
            this.pieces.push(new Piece(index, value, price, quantity, rank));
        }
    }

    /** Why there is no line to buy of. */
    _nothing() {
        const { maximum_price } = this.rule;
        return this.dear.length
            ? _refused("above_maximum_price", { maximum_price, price: Math.min(...this.dear) })
            : _refused("nothing_to_redeem_on", {});
    }

    /** Why not even the smallest use is possible, or null. */
    _refusal(lowest, most) {
        const { maximum_points, partial } = this.rule;
        if (maximum_points && maximum_points < lowest) {
            return above_maximum(this.rule, lowest);
        }
        if (this.room.usable < lowest) {
            return this.room.not_enough(lowest);
        }
        if (!most.length) {
            const worths = this.pieces.map((each) => each.worth(1000));
            return this.room.does_not_fit(this.rule, partial ? 1 : Math.min(...worths), this.fits);
        }
        return null;
    }

    /** The fewest points of one use. */
    _lowest() {
        const { minimum_points, partial } = this.rule;
        if (!partial) {
            return Math.max(minimum_points, Math.min(...this.pieces.map((each) => each.price)));
        }
        const cents = this.pieces.map(({ price, value }) => new Fraction(price).by(value));
        const enough = Math.min(...cents.map((each) => each.rounded("up")));
        return to_unit(Math.max(minimum_points, enough), this.step, "up");
    }

    /** Whole units of a line: as many as points and money allow and are wanted. */
    _units(piece, points, fits, wanted) {
        const affordable = Math.floor(points / piece.price);
        let units = Math.min(Math.floor(piece.quantity / 1000), affordable);
        if (units && piece.worth(units * 1000) > fits) {
            units = new Fraction(fits + 1).by(piece.value).rounded("up") - 1;
        }
        if (units && piece.worth(units * 1000) > wanted) {
            units = new Fraction(wanted).by(piece.value).rounded("up");
        }
        const money = units ? piece.worth(units * 1000) : 0;
        return new Bought(piece.index, units * 1000, units * piece.price, money);
    }

    /** A line's units and part of one: all of it, or points in steps. */
    _part(piece, points, fits, wanted) {
        const { index, price, quantity } = piece;
        const whole = product_div([price, quantity], [1000, this.unit], "up") * this.unit;
        const most = piece.worth(quantity);
        const enough = wanted < most ? this._fewest(piece, wanted) : whole;
        const bought =
            enough < whole ? this._bought(piece, enough) : new Bought(index, quantity, whole, most);
        if (bought.points <= points && bought.money <= fits) {
            return bought;
        }
        let limit = points;
        if (fits < most) {
            limit = Math.min(limit, this._fewest(piece, fits + 1) - 1);
        }
        const { money } = this._bought(piece, to_unit(limit, this.step, "down"));
        return this._bought(piece, this._fewest(piece, money));
    }

    /** The fewest points, in steps, that are worth so much of a line. */
    _fewest({ price, value }, money) {
        const over = [money, price, value.under];
        return product_div(over, [value.over, this.step], "up") * this.step;
    }

    /** What so many points buy of a line. */
    _bought({ index, price, quantity, value }, points) {
        const money = product_div([points, value.over], [price, value.under], "down");
        const bought = Math.min(mul_div(points, 1000, price, "down"), quantity);
        return new Bought(index, bought, points, money);
    }

    /** What became of a wish, and why. */
    _code(wish, points, money) {
        const [name, asked] = wish;
        const given = name === "money" ? money : points;
        if (wish === MAXIMUM || given === asked) {
            return ["exact", {}];
        }
        if (given > asked) {
            return ["raised_to_units", {}];
        }
        if (_sum(this.buy(wish, MAX_AMOUNT, this.fits), "money") > money) {
            const { maximum_points } = this.rule;
            const available = this.room.usable;
            return maximum_points && maximum_points <= available
                ? ["lowered_to_maximum", { maximum_points }]
                : ["lowered_to_balance", { available }];
        }
        if (_sum(this.buy(wish, this.limit, MAX_AMOUNT), "money") > money) {
            return ["lowered_to_fit", { fits: this.fits }];
        }
        return ["lowered_to_units", {}];
    }
}

function _sum(all_bought, name) {
    return all_bought.reduce((sum, bought) => sum + bought[name], 0);
}

function _refused(code, values) {
    return new Refusal({ code, values });
}
