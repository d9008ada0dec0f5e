/** All redemptions of a document, in their fixed order. Twin: engine/document.py. */

import { basket_refusal, member_refusal, number_refusal } from "./bounds.js";
import { redeem_points, redemption_lines } from "./redemption.js";
import { discount_lines, is_of } from "./reductions.js";
import { REWARDS } from "./shares.js";
import { Basket, Member, Refusal, Requoted, is_refusal } from "./values.js";

/**
 * What every Use of a document gives now, whatever was tapped first: Requoted.
 *
 * `members` stand beside their programs. The order is fixed: product rewards, one percent
 * reward, amount rewards; within a kind by program, sequence and rule, more points first. Lines
 * of these holds in the basket are replaced by what each gives now, so that the same basket has
 * the same price; each asks for the points of its Use and is lowered, or refused, as
 * redeem_points says. A rule that is gone is refused with "unknown_rule"; a number beyond the
 * bounds refuses all.
 * A croissant for points and 500 points off the rest give the croissant first.
 */
export function requote(basket, programs, members, uses) {
    const bad = _bad_number(basket, members, uses);
    if (bad) {
        return uses.map((use) => _refused(use, bad));
    }
    const holds = uses.map((use) => use.hold_uuid);
    const lines = basket.lines.filter((line) => !is_of(line, holds));
    const free = members.map((member) => member.available + member.own_holds);
    return _in_order(programs, uses).map(({ place, rule, use }) => {
        if (!rule) {
            return _refused(use, new Refusal({ code: "unknown_rule", values: {} }));
        }
        const program = programs[place];
        const now = new Basket({ ...basket, lines });
        const held = members[place].available + members[place].own_holds - free[place];
        const member = new Member({
            ...members[place],
            available: free[place],
            own_holds: held,
            other_holds: held,
        });
        const { points, product_id } = use;
        const answer = redeem_points(now, program, rule, member, points, "", product_id);
        if (is_refusal(answer)) {
            return _refused(use, answer);
        }
        const parts = redemption_lines(now, program, rule, answer, "", product_id);
        lines.push(...discount_lines(use, rule, parts, basket.lines));
        free[place] -= answer.points;
        const { hold_uuid } = use;
        return new Requoted({ hold_uuid, redemption: answer, refusal: null, lines: parts });
    });
}

function _bad_number(basket, members, uses) {
    let refusal = basket_refusal(basket);
    for (const member of members) {
        refusal = refusal || member_refusal(member);
    }
    for (const use of uses) {
        refusal = refusal || number_refusal(use.points, "points");
    }
    return refusal;
}

/** { place of the program, rule, use }, as redemptions are counted. */
function _in_order(programs, uses) {
    return uses
        .map((use) => {
            const place = programs.findIndex((program) => program.id === use.program_id);
            const rules = place < 0 ? [] : programs[place].redemption_rules;
            const rule = rules.find((each) => each.id === use.rule_id);
            const kind = rule ? Math.max(0, REWARDS.indexOf(rule.kind)) : 0;
            const sequence = rule ? rule.sequence : 0;
            const key = [kind, Math.max(0, place), sequence, use.rule_id, -use.points];
            return { key, place, rule, use };
        })
        .sort(_by_key);
}

function _by_key(one, other) {
    for (const [place, number] of one.key.entries()) {
        if (number !== other.key[place]) {
            return number - other.key[place];
        }
    }
    return one.use.hold_uuid < other.use.hold_uuid ? -1 : 1;
}

function _refused({ hold_uuid }, refusal) {
    return new Requoted({ hold_uuid, redemption: null, refusal, lines: [] });
}
