"""What holds for all kinds of rules, scopes, caps and brackets: on generated ones."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as Exact

from hypothesis import assume, given
from hypothesis import strategies as st

from tools.engine_check import load_runner
from tools.tests.test_engine_properties import SITUATION, WHOLE, baskets, low_prices

load_runner()

from engine.basis import line_amounts  # noqa: E402
from engine.document import requote  # noqa: E402
from engine.earning import earn  # noqa: E402
from engine.fraction import Fraction  # noqa: E402
from engine.limits import weekday  # noqa: E402
from engine.redemption import (  # noqa: E402
    hold_refusal,
    options,
    redeem_maximum,
    redeem_money,
    redeem_points,
    redemption_lines,
)
from engine.rounding import MODES, product_div  # noqa: E402
from engine.scope import in_scope, lines_in_scope  # noqa: E402
from engine.values import (  # noqa: E402
    FULL_SHARE,
    Basket,
    Bracket,
    EarningRule,
    Member,
    Program,
    RedemptionRule,
    Scope,
    Use,
    is_refusal,
)

IDS = st.lists(st.integers(1, 4), max_size=2).map(tuple)
scopes = st.one_of(st.just(Scope()), st.builds(Scope, IDS, IDS, IDS, IDS, IDS, IDS))
units = st.sampled_from([1, 100])


@st.composite
def shops(draw, kinds=("discount", "return", "redemption")):
    """A basket whose goods have categories, points per unit and prices in points."""
    basket = draw(baskets(kinds, low_prices))
    lines = []
    for line in basket.lines:
        if line.kind == "goods":
            line = replace(
                line,
                product_id=draw(st.integers(1, 4)),
                category_ids=draw(IDS),
                pos_category_ids=draw(IDS),
                points_per_unit=draw(st.one_of(st.none(), st.integers(0, 500))),
                points_price=draw(st.integers(0, 5000)),
            )
        elif line.kind == "redemption":
            rewards = ["product", "percent", "amount", "coupon"]
            targets = draw(st.lists(st.sampled_from(["l0", "l1", "l2"]), unique=True))
            reward = draw(st.sampled_from(rewards))
            line = replace(line, reward=reward, target_uuids=tuple(targets))
        lines.append(line)
    return replace(basket, lines=tuple(lines))


@st.composite
def earning_programs(draw, combine="sum"):
    """Rules per amount, per unit and per visit, with scopes and caps."""
    rules = [
        EarningRule(
            id=index,
            kind=draw(st.sampled_from(["amount", "product", "visit"])),
            points=draw(st.integers(0, 1000)),
            per_amount=draw(st.integers(1, 1000)),
            sequence=draw(st.integers(0, 2)),
            whole_steps=draw(st.booleans()),
            scope=draw(scopes),
            maximum_points=draw(st.sampled_from([0, 0, 700])),
        )
        for index in range(draw(st.integers(1, 4)))
    ]
    return Program(
        1,
        draw(units),
        draw(st.sampled_from(MODES)),
        tuple(rules),
        combine=combine,
        maximum_per_day=draw(st.sampled_from([0, 0, 1000])),
        reward_redeemed=draw(st.booleans()),
    )


@st.composite
def any_redemption_rules(draw, rule_id=1):
    """Any redemption rule for whole points, of any kind."""
    kind = draw(st.sampled_from(["amount", "percent", "product"]))
    points = draw(st.integers(0 if kind == "product" else 1, 50)) * 100
    return RedemptionRule(
        id=rule_id,
        kind=kind,
        points=points,
        money=draw(st.integers(1, 300)),
        sequence=draw(st.integers(0, 2)),
        minimum_points=draw(st.sampled_from([0, 0, 1000])),
        maximum_points=draw(st.sampled_from([0, 0, 20000])),
        step=draw(st.sampled_from([0, 0, 300])),
        maximum_share=draw(st.sampled_from([FULL_SHARE, FULL_SHARE, 5000, 333])),
        scope=draw(scopes),
        brackets=draw(brackets()),
        everything=draw(st.sampled_from([False, False, True])),
        percent=draw(st.integers(1, FULL_SHARE)),
        maximum_price=draw(st.sampled_from([0, 0, 500])),
        partial=draw(st.booleans()),
    )


@st.composite
def brackets(draw):
    """None, one or two ranges with a value of their own."""
    found, start = [], 0
    for _ in range(draw(st.integers(0, 2))):
        first = start + draw(st.integers(0, 1500))
        last = first + draw(st.integers(0, 3000))
        points, money = draw(st.integers(1, 2000)), draw(st.integers(1, 40))
        found.append(Bracket(first, points, money, last))
        start = last + 1
    return tuple(found)


members = st.builds(
    Member,
    available=st.integers(0, 60000),
    multiplier=st.sampled_from([FULL_SHARE, 15000, 3333]),
    earned_today=st.integers(0, 800),
)


@given(st.data(), shops(), earning_programs(), members)
def test_points_never_rise_when_any_price_falls(data, shop, program, member):
    shop = replace(shop, received=None)
    sold = [index for index, line in enumerate(shop.lines) if line.kind == "goods"]
    assume(sold)
    lines, index = list(shop.lines), data.draw(st.sampled_from(sold))
    cheap = data.draw(st.integers(0, lines[index].earn_amount))
    lines[index] = replace(lines[index], earn_amount=cheap)
    before = earn(shop, program, member).points
    assert earn(replace(shop, lines=tuple(lines)), program, member).points <= before


@given(shops(), earning_programs(), members)
def test_points_add_up_and_stay_below_their_caps(shop, program, member):
    earning = earn(shop, program, member)
    assert earning.points == sum(result.points for result in earning.rules)
    lines = sum(line.points for line in earning.lines)
    assert earning.points == lines + earning.order_points
    assert all(line.points >= 0 for line in earning.lines)
    assert all(line.points % program.unit == 0 for line in earning.lines)
    caps = {rule.id: rule.maximum_points for rule in program.earning_rules}
    for result in earning.rules:
        assert not caps[result.rule_id] or result.points <= caps[result.rule_id]
    if program.maximum_per_day:
        room = max(0, program.maximum_per_day - member.earned_today)
        assert earning.points <= room


@given(shops(), earning_programs(), members)
def test_the_best_rules_never_give_more_than_their_sum(shop, program, member):
    best = earn(shop, replace(program, combine="best"), member)
    assert best.points <= earn(shop, program, member).points


@given(st.data(), shops(), earning_programs(), any_redemption_rules(), members)
def test_the_order_of_lines_changes_nothing(data, shop, program, rule, member):
    program = replace(program, combine=data.draw(st.sampled_from(["sum", "best"])))
    other = replace(shop, lines=tuple(data.draw(st.permutations(shop.lines))))
    mine, theirs = earn(shop, program, member), earn(other, program, member)
    assert (mine.points, mine.rules) == (theirs.points, theirs.rules)
    choice = replace(WHOLE, redemption_rules=(rule,))
    assert options(shop, choice, member) == options(other, choice, member)


@given(shops(["discount", "return"]), any_redemption_rules(), members, st.data())
def test_no_kind_gives_more_than_it_may(shop, rule, member, data):
    asked = data.draw(st.integers(0, 60000))
    amounts = line_amounts(shop.lines, "payable_amount", True)
    pairs = list(zip(shop.lines, amounts, strict=True))
    order = sum(amount for line, amount in pairs if line.redeemable)
    inside = lines_in_scope(rule.scope, shop.lines)
    left = sum(amounts[index] for index in inside if shop.lines[index].redeemable)
    for answer in (
        redeem_points(shop, WHOLE, rule, member, asked),
        redeem_money(shop, WHOLE, rule, member, asked // 100),
        redeem_maximum(shop, WHOLE, rule, member),
    ):
        if is_refusal(answer):
            continue
        assert 0 < answer.money <= left + len(inside)
        assert answer.money * FULL_SHARE <= order * rule.maximum_share
        assert 0 < answer.points <= member.available
        if rule.kind != "percent":
            assert answer.points >= rule.minimum_points
            assert not rule.maximum_points or answer.points <= rule.maximum_points
        points, money = answer.points, answer.money
        assert hold_refusal(WHOLE, rule, member, SITUATION, points, money) is None
        parts = redemption_lines(shop, WHOLE, rule, answer)
        assert sum(part.money for part in parts) == money


@given(st.data(), shops(["discount", "return"]), members)
def test_the_order_of_taps_changes_nothing(data, shop, member):
    rules = tuple(data.draw(any_redemption_rules(index)) for index in range(4))
    program = replace(WHOLE, redemption_rules=rules)
    wishes = st.tuples(st.integers(0, 3), st.integers(0, 9000))
    uses = [
        Use(f"hold-{place}", 1, rule_id, points)
        for place, (rule_id, points) in enumerate(
            data.draw(st.lists(wishes, max_size=4))
        )
    ]
    answers = requote(shop, [program], [member], uses)
    again = requote(shop, [program], [member], data.draw(st.permutations(uses)))
    assert answers == again
    given_now = [answer.redemption for answer in answers if answer.redemption]
    assert sum(each.points for each in given_now) <= member.available
    payable = max(0, sum(line.payable_amount for line in shop.lines))
    assert sum(each.money for each in given_now) <= payable


def worth_by_hand(rule, points):
    """What points are worth, by looking for their bracket."""
    for bracket in rule.brackets:
        if bracket.from_points <= points <= (bracket.to_points or points):
            return points * bracket.money // bracket.points
    return points * rule.money // rule.points


@given(
    st.builds(
        RedemptionRule,
        id=st.just(1),
        kind=st.just("amount"),
        points=st.integers(1, 2000),
        money=st.integers(1, 40),
        minimum_points=st.sampled_from([0, 0, 700]),
        maximum_points=st.sampled_from([0, 0, 2500]),
        step=st.sampled_from([0, 0, 300]),
        brackets=brackets(),
    ),
    st.integers(0, 5000),
    st.integers(1, 90),
    st.integers(0, 5000),
)
def test_brackets_give_what_trying_all_points_gives(rule, available, price, typed):
    shop = one_line(price)
    member, step = Member(available=available), rule.step or 100
    most = min(available, typed, rule.maximum_points or available)
    uses = [
        (worth_by_hand(rule, points), -points)
        for points in range(0, most + 1, step)
        if points >= rule.minimum_points and 0 < worth_by_hand(rule, points) <= price
    ]
    answer = redeem_points(shop, WHOLE, rule, member, typed)
    if is_refusal(answer):
        assert not uses
    else:
        assert (answer.money, -answer.points) == max(uses)


def one_line(price):
    """A basket of one line."""
    line = {"uuid": "a", "kind": "goods", "quantity": 1000, "earn_amount": price}
    situation = {"date": SITUATION.date, "day": SITUATION.day}
    lines = [{**line, "payable_amount": price}]
    return Basket.from_dict({"lines": lines, "situation": situation})


@given(scopes, shops())
def test_a_scope_found_by_index_is_the_scope_line_by_line(scope, shop):
    found = [
        index
        for index, line in enumerate(shop.lines)
        if line.kind == "goods" and in_scope(scope, line)
    ]
    assert lines_in_scope(scope, shop.lines) == found


@given(st.dates(date(1900, 3, 1)))
def test_weekdays_are_those_of_the_calendar(day):
    assert weekday(day.isoformat()) == day.isoweekday()


numbers = st.integers(0, 10**13)
positive = st.integers(1, 10**13)


@given(numbers, positive, numbers, positive)
def test_fractions_are_exact(a, b, c, d):
    one, other = Fraction(a, b), Fraction(c, d)
    exact, other_exact = Exact(a, b), Exact(c, d)

    def same(fraction, wanted):
        return (fraction.over, fraction.under) == wanted.as_integer_ratio()

    assert same(one.plus(other), exact + other_exact)
    assert same(one.times(other), exact * other_exact)
    assert one.is_less(other) == (exact < other_exact)
    if c:
        assert same(one.by(other), exact / other_exact)
    if other_exact <= exact:
        assert same(one.minus(other), exact - other_exact)
    assert one.rounded("down") == a // b and one.rounded("up") == -(-a // b)
    assert product_div([a], [b], "half_up") == (2 * a + b) // (2 * b)
