import { describe, expect, globals, test } from "@odoo/hoot";
import * as apportion from "@pos_loyalty_membership/engine/apportion";
import * as assignment from "@pos_loyalty_membership/engine/assignment";
import * as basis from "@pos_loyalty_membership/engine/basis";
import * as benefits from "@pos_loyalty_membership/engine/benefits";
import * as birthdays from "@pos_loyalty_membership/engine/birthdays";
import * as bounds from "@pos_loyalty_membership/engine/bounds";
import * as days from "@pos_loyalty_membership/engine/days";
import * as coupons from "@pos_loyalty_membership/engine/coupons";
import * as documents from "@pos_loyalty_membership/engine/document";
import * as earning from "@pos_loyalty_membership/engine/earning";
import * as expiry from "@pos_loyalty_membership/engine/expiry";
import * as fraction from "@pos_loyalty_membership/engine/fraction";
import * as holding from "@pos_loyalty_membership/engine/holding";
import * as limits from "@pos_loyalty_membership/engine/limits";
import * as reach from "@pos_loyalty_membership/engine/reach";
import * as redemption from "@pos_loyalty_membership/engine/redemption";
import * as reductions from "@pos_loyalty_membership/engine/reductions";
import * as refund from "@pos_loyalty_membership/engine/refund";
import * as rounding from "@pos_loyalty_membership/engine/rounding";
import * as scope from "@pos_loyalty_membership/engine/scope";
import * as tiers from "@pos_loyalty_membership/engine/tiers";
import * as values from "@pos_loyalty_membership/engine/values";
import * as wishes from "@pos_loyalty_membership/engine/wishes";
import * as withholding from "@pos_loyalty_membership/engine/withholding";
import { canonical, cases, runCase } from "./vector_runner";

const ENGINE = {
    apportion,
    assignment,
    basis,
    benefits,
    birthdays,
    bounds,
    days,
    coupons,
    document: documents,
    earning,
    expiry,
    fraction,
    holding,
    limits,
    reach,
    redemption,
    reductions,
    refund,
    rounding,
    scope,
    tiers,
    values,
    wishes,
    withholding,
};

/** Hoot refuses requests that are not mocked; this one reads a file of the addon. */
async function readVectors(module) {
    const url = `/pos_loyalty_membership/static/tests/vectors/${module}.json`;
    const response = await globals.fetch.call(window, url);
    return response.json();
}

describe("engine cases", () => {
    for (const module of Object.keys(ENGINE)) {
        test(`${module} answers every case as written`, async () => {
            const content = await readVectors(module);
            const wrong = [];
            for (const [group, item] of cases(content)) {
                const got = canonical(runCase(ENGINE, module, group, item));
                if (got !== canonical(item.expected)) {
                    wrong.push(`${group.function}, ${item.name}: ${got}`);
                }
            }
            expect(content.module).toBe(module);
            expect(wrong).toEqual([]);
        });
    }
});
