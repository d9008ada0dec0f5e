"""From how many points on a member has something to use them for.

Twin: ``static/src/engine/reach.js``.
"""


def reward_reach(rules, coupon_rules):
    """The fewest points with which any member gets a reward or a coupon, 0 for none.

    `coupon_rules` has the program's CouponRule, or nothing where it makes none.
    Rules for members of some tiers or tags do not count, nor products at prices of
    their own. A plain discount is a reward from the points of its sentence on: of
    "100 points are 1.00" with a minimum of 500 that is 500.
    """
    found = [_rule_reach(rule) for rule in rules if _is_for_all(rule)]
    found += [
        _whole_steps(max(coupon.points, coupon.minimum_points), coupon.step)
        for coupon in coupon_rules
    ]
    return min((points for points in found if points > 0), default=0)


def _is_for_all(rule):
    return rule.limits.tiers is None and rule.limits.tags is None


def _rule_reach(rule):
    """The points of one rule, 0 where every product has its own price."""
    if not rule.points:
        return 0
    needed = max(rule.points, rule.minimum_points)
    return max(_whole_steps(needed, rule.step), rule.minimum_balance)


def _whole_steps(points, step):
    """The next multiple of a step: ``_whole_steps(12000, 5000)`` is 15000."""
    if not step:
        return points
    return -(-points // step) * step
