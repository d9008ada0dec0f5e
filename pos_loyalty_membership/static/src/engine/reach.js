/**
 * From how many points on a member has something to use them for.
 *
 * Twin: engine/reach.py.
 */

/**
 * The fewest points with which any member gets a reward or a coupon, 0 for none.
 *
 * `coupon_rules` has the program's CouponRule, or nothing where it makes none.
 * Rules for members of some tiers or tags do not count, nor products at prices of their own.
 * A plain discount is a reward from the points of its sentence on: of "100 points are 1.00"
 * with a minimum of 500 that is 500.
 */
export function reward_reach(rules, coupon_rules) {
    const coupons = coupon_rules.map(({ points, minimum_points, step }) =>
        _whole_steps(Math.max(points, minimum_points), step)
    );
    const found = [...rules.filter(_is_for_all).map(_rule_reach), ...coupons];
    const reached = found.filter((points) => points > 0);
    return reached.length ? Math.min(...reached) : 0;
}

function _is_for_all(rule) {
    return rule.limits.tiers === null && rule.limits.tags === null;
}

/** The points of one rule, 0 where every product has its own price. */
function _rule_reach(rule) {
    if (!rule.points) {
        return 0;
    }
    const needed = Math.max(rule.points, rule.minimum_points);
    return Math.max(_whole_steps(needed, rule.step), rule.minimum_balance);
}

/** The next multiple of a step: `_whole_steps(12000, 5000)` is 15000. */
function _whole_steps(points, step) {
    return step ? Math.ceil(points / step) * step : points;
}
