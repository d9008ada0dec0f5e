"""What holds for every basket, whatever the rules: tried on generated ones."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools.engine_check import load_runner

load_runner()

from engine.apportion import apportion  # noqa: E402
from engine.basis import earning_basis, line_amounts  # noqa: E402
from engine.earning import earn  # noqa: E402
from engine.redemption import (  # noqa: E402
    hold_refusal,
    options,
    redeem_maximum,
    redeem_money,
    redeem_points,
)
from engine.refund import reverse  # noqa: E402
from engine.rounding import MODES, mul_div  # noqa: E402
from engine.values import (  # noqa: E402
    FULL_SHARE,
    MAX_AMOUNT,
    Basket,
    EarningRule,
    EntryRecord,
    Line,
    LineEarning,
    Member,
    Program,
    RedemptionRule,
    Situation,
    Taken,
    is_refusal,
)

settings.register_profile(
    "engine", derandomize=True, max_examples=150, deadline=None, database=None
)
settings.load_profile("engine")

SITUATION = Situation("2026-03-02", "2026-03-02", 1)
LOWERING = ["discount", "return", "redemption"]
prices = st.one_of(st.integers(0, 2000), st.integers(0, MAX_AMOUNT))
units = st.sampled_from([1, 100])


@st.composite
def goods(draw, price=prices):
    """A line that is sold."""
    amount = draw(price)
    return {
        "kind": "goods",
        "quantity": draw(st.integers(1, 5000)),
        "earn_amount": amount,
        "payable_amount": draw(st.one_of(st.just(amount), price)),
        "tax_key": draw(st.sampled_from(["1", "2", "3"])),
        "earns": draw(st.booleans()),
        "redeemable": draw(st.booleans()),
    }


@st.composite
def lowering(draw, kinds):
    """A line that lowers others."""
    amount = draw(st.integers(0, 3000))
    kind = draw(st.sampled_from(kinds))
    return {
        "kind": kind,
        "quantity": 1000,
        "earn_amount": -amount,
        "payable_amount": -draw(st.one_of(st.just(amount), st.integers(0, 3000))),
        "tax_key": draw(st.sampled_from(["1", "2", "3"])),
        "hold_uuid": "hold" if kind == "redemption" else "",
    }


@st.composite
def baskets(draw, kinds=tuple(LOWERING), price=prices):
    """A basket of goods and of lines that lower them."""
    lines = draw(st.lists(goods(price), max_size=6))
    lines += draw(st.lists(lowering(kinds), max_size=3))
    received = draw(st.one_of(st.none(), st.integers(-100, 5000), price))
    return basket(draw(st.permutations(lines)), received)


def basket(lines, received=None):
    """A basket of plain lines, which get their uuids here."""
    read = [
        Line.from_dict({"uuid": f"l{index}", **line})
        for index, line in enumerate(lines)
    ]
    return Basket(tuple(read), SITUATION, received)


@st.composite
def programs(draw, kinds=("amount", "visit")):
    """A program with some earning rules."""
    rules = [
        EarningRule(
            id=index,
            kind=draw(st.sampled_from(kinds)),
            points=draw(st.integers(0, 1000)),
            per_amount=draw(st.integers(1, 1000)),
            sequence=draw(st.integers(0, 2)),
            whole_steps=draw(st.booleans()),
            minimum_order=draw(st.sampled_from([0, 0, 500])),
        )
        for index in range(draw(st.integers(1, 4)))
    ]
    return Program(1, draw(units), draw(st.sampled_from(MODES)), tuple(rules))


@st.composite
def redemption_rules(draw):
    """Any redemption rule for whole points."""
    steps = st.integers(0, 30).map(lambda points: points * 100)
    return RedemptionRule(
        id=1,
        kind="amount",
        points=draw(st.one_of(st.just(10000), st.integers(1, 10000))),
        money=draw(st.one_of(st.just(100), st.integers(1, 1000))),
        minimum_points=draw(st.one_of(st.just(0), st.integers(0, 10000))),
        maximum_points=draw(st.one_of(st.just(0), st.integers(0, 90000))),
        step=draw(st.one_of(st.just(0), steps)),
        maximum_share=draw(st.one_of(st.just(FULL_SHARE), st.integers(1, FULL_SHARE))),
    )


members = st.builds(Member, available=st.integers(0, 300000))
WHOLE = Program(1, 100, "down")


def redeemable_left(some_basket):
    """What is left to pay on redeemable lines, and what was before redemptions."""
    sums = []
    for without in (False, True):
        amounts = line_amounts(some_basket.lines, "payable_amount", without)
        lines = zip(some_basket.lines, amounts, strict=True)
        sums.append(sum(amount for line, amount in lines if line.redeemable))
    return sums


def earned(some_basket, program, member):
    """The Earning of a basket that does not earn more points than can be counted."""
    earning = earn(some_basket, program, member)
    assume(not is_refusal(earning))
    return earning


@given(
    st.integers(-MAX_AMOUNT, MAX_AMOUNT),
    st.integers(-1000, 1000),
    st.integers(1, MAX_AMOUNT),
    st.sampled_from(MODES),
)
def test_dividing_rounds_the_exact_fraction(a, b, c, mode):
    exact = Fraction(a * b, c)
    got = mul_div(a, b, c, mode)
    assert abs(got - exact) < 1
    if mode == "down":
        assert abs(got) <= abs(exact)
    if mode == "up":
        assert abs(got) >= abs(exact)
    if mode == "half_up":
        distance = abs(got) - abs(exact)
        assert Fraction(-1, 2) < distance <= Fraction(1, 2)


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), st.lists(prices, min_size=1), units)
def test_parts_add_up_to_the_whole(total, weights, unit):
    parts = apportion(total, weights, unit)
    assert sum(parts) == total
    assert sum(part % unit != 0 for part in parts) <= 1
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        if whole:
            assert abs(part - Fraction(total * weight, whole)) < 2 * unit
            assert weight or not part


@given(baskets(), programs())
def test_points_of_lines_and_order_and_rules_add_up(some_basket, program):
    earning = earned(some_basket, program, Member(0))
    lines = sum(line.points for line in earning.lines)
    assert earning.points == lines + earning.order_points
    assert earning.points == sum(result.points for result in earning.rules)
    assert all(line.points % program.unit == 0 for line in earning.lines)
    assert all(line.points >= 0 for line in earning.lines)


@given(baskets(), st.booleans())
def test_no_line_is_lowered_below_zero_or_above_its_price(some_basket, without):
    for field in ("earn_amount", "payable_amount"):
        amounts = line_amounts(some_basket.lines, field, without)
        for line, amount in zip(some_basket.lines, amounts, strict=True):
            price = getattr(line, field) if line.kind == "goods" else 0
            assert 0 <= amount <= price


@given(baskets())
def test_what_negative_lines_take_is_what_goods_lose(some_basket):
    amounts = line_amounts(some_basket.lines, "payable_amount", False)
    total = sum(line.payable_amount for line in some_basket.lines)
    assert sum(amounts) == max(0, total)


@given(baskets())
def test_the_basis_is_never_more_than_was_received(some_basket):
    if some_basket.received is not None:
        assert sum(earning_basis(some_basket)) <= max(0, some_basket.received)


def points_after_a_price_fell(data, some_basket, program):
    """Points before and after one line of goods became cheaper."""
    program = replace(program, earning_rules=program.earning_rules[:1])
    lines = list(some_basket.lines)
    sold = [index for index, line in enumerate(lines) if line.kind == "goods"]
    assume(sold)
    index = data.draw(st.sampled_from(sold))
    cheap = data.draw(st.integers(0, lines[index].earn_amount))
    lines[index] = replace(lines[index], earn_amount=cheap)
    lower = replace(some_basket, lines=tuple(lines))
    return [earned(one, program, Member(0)).points for one in (some_basket, lower)]


low_prices = st.one_of(st.integers(0, 30), st.integers(0, 3000))


@given(st.data(), baskets(["discount", "return"], low_prices), programs(["amount"]))
def test_points_never_rise_when_a_price_falls(data, some_basket, program):
    before, after = points_after_a_price_fell(data, some_basket, program)
    assert after <= before


@given(st.data(), baskets(["redemption"], low_prices), programs(["amount"]))
def test_points_never_rise_when_a_price_falls_beside_points(data, some_basket, program):
    before, after = points_after_a_price_fell(data, some_basket, program)
    assert after <= before


@given(st.integers(1, 3000), baskets(price=st.integers(0, 3000)), programs(["amount"]))
def test_points_never_rise_when_points_are_redeemed(money, some_basket, program):
    used = Line("points", "redemption", 1000, -money, -money, tax_key="1")
    lines = (*some_basket.lines, used)
    paid_less = Basket(lines, SITUATION, some_basket.received)
    before = earned(some_basket, program, Member(0)).points
    assert earned(paid_less, program, Member(0)).points <= before


@given(st.data(), baskets(), programs(), redemption_rules(), members)
def test_the_order_of_lines_does_not_matter(data, one, program, rule, member):
    lines = tuple(data.draw(st.permutations(one.lines)))
    other = Basket(lines, SITUATION, one.received)
    mine, theirs = earned(one, program, member), earned(other, program, member)
    assert (mine.points, mine.rules) == (theirs.points, theirs.rules)
    choice = Program(1, 100, "down", (), (rule,))
    assert options(one, choice, member) == options(other, choice, member)


@given(baskets(), redemption_rules(), members, st.integers(0, 300000))
def test_a_redemption_is_never_more_than_allowed(some_basket, rule, member, asked):
    left, order = redeemable_left(some_basket)
    others = -sum(
        line.payable_amount for line in some_basket.lines if line.kind == "redemption"
    )
    answers = [
        redeem_points(some_basket, WHOLE, rule, member, asked),
        redeem_money(some_basket, WHOLE, rule, member, asked // 100),
        redeem_maximum(some_basket, WHOLE, rule, member),
    ]
    for answer in answers:
        if is_refusal(answer):
            continue
        assert 0 < answer.money <= left
        assert (answer.money + others) * FULL_SHARE <= order * rule.maximum_share
        assert 0 < answer.points <= member.available
        assert answer.points % (rule.step or 100) == 0
        assert answer.points >= rule.minimum_points
        assert not rule.maximum_points or answer.points <= rule.maximum_points
        assert answer.money == answer.points * rule.money // rule.points


@given(baskets(), redemption_rules(), members, st.integers(0, 300000))
def test_no_point_is_burnt(some_basket, rule, member, asked):
    answer = redeem_points(some_basket, WHOLE, rule, member, asked)
    if is_refusal(answer):
        return
    assert answer.points <= asked
    fewer = answer.points - (rule.step or 100)
    if fewer >= rule.minimum_points:
        assert fewer * rule.money // rule.points < answer.money


@given(baskets(), redemption_rules(), members, st.integers(0, 300000))
def test_no_wish_gives_more_than_the_maximum(some_basket, rule, member, asked):
    most = redeem_maximum(some_basket, WHOLE, rule, member)
    answer = redeem_points(some_basket, WHOLE, rule, member, asked)
    if is_refusal(most):
        assert answer == most
    elif not is_refusal(answer):
        assert answer.money <= most.money


@given(baskets(), redemption_rules(), members, st.integers(0, 300000))
def test_what_a_quote_gives_may_be_held(some_basket, rule, member, asked):
    answer = redeem_points(some_basket, WHOLE, rule, member, asked)
    if not is_refusal(answer):
        points, money = answer.points, answer.money
        assert hold_refusal(WHOLE, rule, member, SITUATION, points, money) is None
        again = redeem_points(some_basket, WHOLE, rule, member, points)
        assert (again.points, again.money, again.code) == (points, money, "exact")


@st.composite
def returns(draw):
    """A record, and a way to bring everything back in several goes."""
    unit = draw(units)
    lines = [
        LineEarning(
            f"l{index}",
            draw(st.integers(1, 9000)),
            draw(st.integers(0, 9000)),
            draw(st.integers(0, 50)) * unit,
        )
        for index in range(draw(st.integers(1, 4)))
    ]
    order_points = draw(st.integers(0, 20)) * unit
    points = sum(line.points for line in lines) + order_points
    steps = draw(st.lists(st.integers(0, 1000), max_size=4).map(sorted))
    goes = [
        {line.uuid: line.quantity * step // 1000 for line in lines} for step in steps
    ]
    everything = {line.uuid: line.quantity for line in lines}
    return EntryRecord(points, order_points, tuple(lines)), [*goes, everything], unit


@given(returns())
def test_bringing_back_everything_takes_back_everything(case):
    record, goes, unit = case
    taken, order_points, points = {}, 0, 0
    for returned in goes:
        answer = reverse(record, returned, Taken(dict(taken), order_points), unit)
        for line in answer.lines:
            taken[line.uuid] = taken.get(line.uuid, 0) + line.points
        order_points += answer.order_points
        points += answer.points
        assert points == sum(taken.values()) + order_points <= record.points
        assert answer.points % unit == 0
    assert points == record.points
    assert reverse(record, goes[-1], Taken(taken, order_points), unit).points == 0


@given(baskets(), programs())
def test_what_a_sale_earned_goes_back_with_it(some_basket, program):
    earning = earned(some_basket, program, Member(0))
    record = EntryRecord(earning.points, earning.order_points, earning.lines)
    returned = {line.uuid: line.quantity for line in earning.lines}
    assert reverse(record, returned, Taken(), program.unit).points == earning.points
