"""All redemptions of a document, in their fixed order.

Twin: ``static/src/engine/document.js``.
"""

from dataclasses import replace

from .bounds import basket_refusal, member_refusal, number_refusal
from .redemption import redeem_points, redemption_lines
from .reductions import discount_lines, is_of
from .shares import REWARDS
from .values import Refusal, Requoted, is_refusal


def requote(basket, programs, members, uses):
    """What every Use of a document gives now, whatever was tapped first: Requoted.

    ``members`` stand beside their programs. The order is fixed: product rewards, one
    percent reward, amount rewards; within a kind by program, sequence and rule, more
    points first. Lines of these holds in the basket are replaced by what each gives
    now, so that the same basket has the same price; each asks for the points of its
    Use and is lowered, or refused, as redeem_points says. A rule that is gone is
    refused with "unknown_rule"; a number beyond the bounds refuses all.
    A croissant for points and 500 points off the rest give the croissant first.
    """
    refusal = _bad_number(basket, members, uses)
    if refusal:
        return [_refused(use, refusal) for use in uses]
    holds = {use.hold_uuid for use in uses}
    lines = [line for line in basket.lines if not is_of(line, holds)]
    free = [member.available + member.own_holds for member in members]
    answers = []
    for place, rule, use in _in_order(programs, uses):
        if rule is None:
            answers.append(_refused(use, Refusal("unknown_rule", {})))
            continue
        program, now = programs[place], replace(basket, lines=tuple(lines))
        held = members[place].available + members[place].own_holds - free[place]
        member = replace(
            members[place], available=free[place], own_holds=held, other_holds=held
        )
        product_id = use.product_id
        answer = redeem_points(now, program, rule, member, use.points, "", product_id)
        if is_refusal(answer):
            answers.append(_refused(use, answer))
            continue
        parts = redemption_lines(now, program, rule, answer, "", product_id)
        lines += discount_lines(use, rule, parts, basket.lines)
        free[place] -= answer.points
        answers.append(Requoted(use.hold_uuid, answer, None, tuple(parts)))
    return answers


def _bad_number(basket, members, uses):
    refusal = basket_refusal(basket)
    for member in members:
        refusal = refusal or member_refusal(member)
    for use in uses:
        refusal = refusal or number_refusal(use.points, "points")
    return refusal


def _in_order(programs, uses):
    """(place of the program, rule or None, use), as redemptions are counted."""
    places = {program.id: place for place, program in enumerate(programs)}
    found = []
    for use in uses:
        place = places.get(use.program_id)
        rules = [] if place is None else programs[place].redemption_rules
        rule = next((rule for rule in rules if rule.id == use.rule_id), None)
        kind = sequence = 0
        if rule is not None:
            kind = REWARDS.index(rule.kind) if rule.kind in REWARDS else 0
            sequence = rule.sequence
        key = (kind, place or 0, sequence, use.rule_id, -use.points, use.hold_uuid)
        found.append((key, (place, rule, use)))
    return [each for _key, each in sorted(found, key=lambda pair: pair[0])]


def _refused(use, refusal):
    return Requoted(use.hold_uuid, None, refusal, ())
