/**
 * What is left of each line of goods once the negative lines have lowered it, exactly.
 *
 * Lines that the rules cannot tell apart (same taxes, earning or not, redeemable or not, lowered
 * by the same redemptions) form a group and keep the same share. Negative lines lower groups in
 * proportion, in fractions: the order of lines changes nothing, and a price that falls never
 * raises what another line keeps. Sums are rounded down, once. Twin: engine/shares.py.
 */

import { apportion } from "./apportion.js";
import { Fraction, ONE, ZERO } from "./fraction.js";
import { MAX_SAFE } from "./frozen.js";

// In this order lines are lowered; after each stage one may ask what is left.
export const REWARDS = Object.freeze(["product", "percent", "amount", "coupon"]);
export const STAGES = Object.freeze(["discount", "return", ...REWARDS]);
export const LAST = "coupon";
const COUNTED = Object.freeze({ earn_amount: "earns", payable_amount: "redeemable" });
// Which groups a stage lowers, in this order: [those it names, those of its own taxes, those
// with this property]. What one step cannot take goes to the next.
const POOLS = Object.freeze({
    discount: [
        [false, true, ""],
        [false, false, ""],
    ],
    return: [
        [false, false, "counted"],
        [false, false, ""],
    ],
});
const REWARD_POOLS = Object.freeze([
    [true, true, "redeemable"],
    [true, false, "redeemable"],
    [false, true, "redeemable"],
    [false, false, "redeemable"],
    [false, false, ""],
]);

/**
 * The lines of a basket in one of their amounts, lowered stage by stage.
 *
 * `groups` holds per line the position of its group, null for negative lines; `ignored` says
 * which negative lines count for nothing.
 */
export class Shares {
    constructor(lines, field, ignored = null) {
        this.lines = lines;
        this.field = field;
        this._before = lines.map((line) => line[field]);
        this._kept = {};
        this._over = {};
        const [owed, target_sets] = _owed(lines, field, ignored);
        this._groups = _grouped(lines, field, target_sets);
        this.groups = lines.map(() => null);
        this._groups.forEach((group, position) => {
            for (const index of group.indexes) {
                this.groups[index] = position;
            }
        });
        // Stages that lower nothing are as the one before.
        this._as = {};
        let as = STAGES[0];
        for (const stage of STAGES) {
            if (owed[stage].size) {
                _lower_stage(this._groups, owed[stage], stage, COUNTED[field]);
                as = stage;
            }
            this._as[stage] = as;
            for (const group of this._groups) {
                group.at[as] = group.left;
            }
        }
    }

    /** Per group what it keeps after a stage: null for all of it, or a Fraction. */
    kept(stage) {
        const as = this._as[stage];
        if (!this._kept[as]) {
            this._kept[as] = this._groups.map(({ at, whole }) =>
                at[as] === null || !whole ? null : at[as].by(new Fraction(whole))
            );
        }
        return this._kept[as];
    }

    /** Positions of the goods that count: that earn, or may be redeemed on. */
    counted() {
        const name = COUNTED[this.field];
        const positions = [];
        this.lines.forEach((line, index) => {
            if (line.kind === "goods" && line[name]) {
                positions.push(index);
            }
        });
        return positions;
    }

    /** What is left of some lines together after a stage, as a Fraction. */
    exact(indexes, stage) {
        return new Fraction(...this._total(indexes, stage));
    }

    /** The same rounded down: money. */
    sum(indexes, stage) {
        const [total, under] = this._total(indexes, stage);
        return Number((total - (total % under)) / under);
    }

    /** The sum of what groups keep of their sums: a Fraction. */
    weighed(sums, kept) {
        let whole = 0;
        let exact = null;
        sums.forEach((amount, position) => {
            const share = kept[position];
            if (share === null) {
                whole += amount;
            } else if (amount) {
                const part = share.times(new Fraction(amount));
                exact = exact ? exact.plus(part) : part;
            }
        });
        return exact ? exact.plus(new Fraction(whole)) : new Fraction(whole);
    }

    /** What is left of some lines together: [integer, denominator]. */
    _total(indexes, stage) {
        const as = this._as[stage];
        if (!this._over[as]) {
            this._over[as] = this._common(this.kept(as));
        }
        const [amounts, under, nothing] = this._over[as];
        let total = nothing;
        for (const index of indexes) {
            total += amounts[index];
        }
        return [total, under];
    }

    /**
     * What is left of every line over one denominator: [integers, denominator, 0]; all are
     * numbers where their sum is exact, else BigInt.
     */
    _common(kept) {
        if (kept.every((share) => share === null)) {
            return [this._before, 1, 0];
        }
        const shares = kept.map((share) => share || ONE);
        const under = shares.reduce((whole, share) => _lcm(whole, BigInt(share.under)), 1n);
        const most = this._groups.reduce((sum, { whole }) => sum + whole, 0);
        const exact = Number(under) * most <= MAX_SAFE ? Number : BigInt;
        const over = shares.map((share) =>
            exact(BigInt(share.over) * (under / BigInt(share.under)))
        );
        const amounts = this._before.map((amount, index) => {
            const group = this.groups[index];
            return group === null ? null : exact(amount) * over[group];
        });
        return [amounts, exact(under), exact(0)];
    }

    /**
     * What is left of every line after a stage: integers, in the lines' order.
     *
     * The groups that count come first, so that their sum is the exact one rounded down; within
     * a group the largest remainder decides.
     */
    amounts(stage) {
        const amounts = this.lines.map(() => 0);
        let seen = ZERO;
        let given = 0;
        for (const group of this._groups) {
            const left = group.at[this._as[stage]];
            seen = seen.plus(left === null ? new Fraction(group.whole) : left);
            const so_far = seen.rounded("down");
            const part = so_far - given;
            const parts = part < group.whole ? apportion(part, group.amounts, 1) : group.amounts;
            group.indexes.forEach((index, position) => {
                amounts[index] = parts[position];
            });
            given = so_far;
        }
        return amounts;
    }
}

/** Per stage {key: {tax_key, targets, amount}}; all sets of targets in a fixed order. */
function _owed(lines, field, ignored) {
    const owed = Object.fromEntries(STAGES.map((stage) => [stage, new Map()]));
    const target_sets = new Set();
    for (const line of lines) {
        if (line.kind === "goods" || (ignored && ignored(line))) {
            continue;
        }
        const { tax_key } = line;
        const is_redemption = line.kind === "redemption";
        const stage = is_redemption ? line.reward : line.kind;
        const targets = is_redemption ? [...line.target_uuids].sort().join("\n") : "";
        if (targets) {
            target_sets.add(targets);
        }
        const key = `${tax_key}\n${targets}`;
        const { amount } = owed[stage].get(key) || { amount: 0 };
        owed[stage].set(key, { tax_key, targets, amount: amount - line[field] });
    }
    return [owed, [...target_sets].sort()];
}

function _grouped(lines, field, target_sets) {
    const groups = new Map();
    const named = target_sets.map((targets) => [targets, new Set(targets.split("\n"))]);
    lines.forEach((line, index) => {
        if (line.kind !== "goods") {
            return;
        }
        const targets = named.length
            ? named.filter(([, uuids]) => uuids.has(line.uuid)).map(([each]) => each)
            : named;
        const { tax_key, earns, redeemable } = line;
        const key = targets.length ? `${tax_key}\n${targets.join("\n\n")}` : tax_key;
        if (!groups.has(key)) {
            groups.set(key, []);
        }
        const alike = groups.get(key);
        const flags = (earns ? 0 : 2) + (redeemable ? 0 : 1);
        if (!alike[flags]) {
            const counts = line[COUNTED[field]];
            const empty = { indexes: [], amounts: [], whole: 0, left: null, at: {} };
            alike[flags] = { tax_key, earns, redeemable, counts, targets, ...empty };
        }
        const group = alike[flags];
        group.indexes.push(index);
        group.amounts.push(line[field]);
        group.whole += line[field];
    });
    return [...groups.values()].flat().sort(_by_key);
}

function _by_key(one, other) {
    if (one.counts !== other.counts) {
        return one.counts ? -1 : 1;
    }
    const flags = other.earns - one.earns || other.redeemable - one.redeemable;
    return _by_text(one.tax_key, other.tax_key) || flags || _by_texts(one.targets, other.targets);
}

function _by_owed(one, other) {
    return _by_text(one.tax_key, other.tax_key) || _by_text(one.targets, other.targets);
}

function _by_texts(ones, others) {
    const place = ones.findIndex((one, index) => one !== others[index]);
    if (place < 0) {
        return ones.length - others.length;
    }
    return place < others.length ? _by_text(ones[place], others[place]) : 1;
}

function _by_text(one, other) {
    return one === other ? 0 : one < other ? -1 : 1;
}

function _lower_stage(groups, owed, stage, counted) {
    let rest = [...owed.values()]
        .sort(_by_owed)
        .map((each) => ({ ...each, amount: new Fraction(each.amount) }));
    for (const [of_targets, of_taxes, wanted] of POOLS[stage] || REWARD_POOLS) {
        const name = wanted === "counted" ? counted : wanted;
        const pool = groups.filter((group) => !name || group[name]);
        if (of_targets || of_taxes) {
            rest = rest.map((each) => _lower_own(pool, each, of_targets, of_taxes));
        } else {
            const total = rest.reduce((sum, { amount }) => sum.plus(amount), ZERO);
            rest = [{ tax_key: "", targets: "", amount: _lower(pool, total) }];
        }
    }
}

function _lower_own(pool, owed, of_targets, of_taxes) {
    if (of_targets && !owed.targets) {
        return owed;
    }
    const own = pool.filter(
        (group) =>
            (!of_targets || group.targets.includes(owed.targets)) &&
            (!of_taxes || group.tax_key === owed.tax_key)
    );
    return { ...owed, amount: _lower(own, owed.amount) };
}

/** Lower the groups in proportion; what is too much for all of them. */
function _lower(pool, amount) {
    if (!amount.over || !pool.length) {
        return amount;
    }
    let whole = ZERO;
    for (const group of pool) {
        group.left = group.left || new Fraction(group.whole);
        whole = whole.plus(group.left);
    }
    if (!amount.is_less(whole)) {
        for (const group of pool) {
            group.left = ZERO;
        }
        return amount.minus(whole);
    }
    const keep = whole.minus(amount).by(whole);
    for (const group of pool) {
        group.left = group.left.times(keep);
    }
    return ZERO;
}

function _lcm(one, other) {
    return one * BigInt(new Fraction(other, one).over);
}
