/** A discount as lines of a basket. Twin: engine/reductions.py. */

import { is_everything } from "./scope.js";
import { Line } from "./values.js";

/**
 * What a redemption line of a rule names as its `target_uuids`.
 *
 * `parts` are its RedemptionLines. Nothing for a rule about everything: its discount lowers the
 * goods of its taxes. Else the goods that it lowers.
 */
export function discount_targets(rule, parts) {
    if (rule.kind !== "product" && is_everything(rule.scope)) {
        return [];
    }
    return parts.map((part) => part.uuid);
}

/** Whether a line of a basket belongs to one of these holds. */
export function is_of(line, holds) {
    return line.kind === "redemption" && holds.includes(line.hold_uuid);
}

/** The discount as lines of a basket: per tax, or per line if units are bought. */
export function discount_lines({ hold_uuid, program_id }, rule, parts, lines) {
    const goods = lines.filter((line) => line.kind === "goods");
    const taxes = new Map(goods.map((line) => [line.uuid, line.tax_key]));
    const targets = discount_targets(rule, parts);
    const given = new Map();
    for (const { uuid, money } of parts) {
        const tax_key = taxes.get(uuid);
        const target_uuids = rule.kind === "product" ? [uuid] : targets;
        const key = rule.kind === "product" ? `${tax_key}\n${uuid}` : tax_key;
        const sum = given.has(key) ? given.get(key).money : 0;
        given.set(key, { tax_key, target_uuids, money: sum + money });
    }
    return [...given.values()].map(
        ({ tax_key, target_uuids, money }, number) =>
            new Line({
                uuid: `${hold_uuid}/${number}`,
                kind: "redemption",
                quantity: 1000,
                earn_amount: 0,
                payable_amount: -money,
                tax_key,
                hold_uuid,
                program_id,
                reward: rule.kind,
                target_uuids,
            })
    );
}
