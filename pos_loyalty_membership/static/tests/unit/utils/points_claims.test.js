import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {
    claimAddress,
    claimBlocks,
    expectedClaims,
} from "@pos_loyalty_membership/app/utils/points_claims";
import { ANA, cafeRules, newCafeOrder, openCafe } from "../points_util";

definePosModels();

const openShop = (values) => openCafe({ rules: cafeRules({ claim_days: 14, ...values }) });

describe("points of a sale that named nobody", () => {
    test("are expected on the receipt until the server has a code", async () => {
        const { store } = await openShop();
        const order = newCafeOrder(store, false);
        store.points.rememberExpected(order);
        const [block] = claimBlocks(order);
        expect(`${block.text}`).toBe("Collect 8 pts");
        expect(block.code).toBe("");
        expect(block.link).toBe("");
    });

    test("are not offered to a member, without the setting, or in a program that ended", async () => {
        const { store } = await openShop();
        expect(expectedClaims(store.points, newCafeOrder(store, ANA))).toEqual([]);
        for (const values of [{ claim_days: 0 }, { state: "redeem_only" }]) {
            store.points.setRules(cafeRules({ claim_days: 14, ...values }));
            expect(expectedClaims(store.points, newCafeOrder(store, false))).toEqual([]);
        }
    });

    test("the server's code is printed with an address that carries it", async () => {
        const { store } = await openShop();
        const [program] = store.points.rules.programs;
        const claim = { ...program, program_id: 1, points: 800, code: "7K4M-Q2ZD" };
        const printed = (portal) =>
            claimBlocks({
                config: { _base_url: "https://shop.example.com" },
                getPointsClaims: () => [{ ...claim, until: "2026-12-05", portal }],
            })[0];
        const block = printed(true);
        expect(block.code).toBe("7K4M-Q2ZD");
        expect(`${block.until}`).toBe("until Dec 5");
        expect(block.address).toBe("shop.example.com/my/points/claim");
        expect(block.link).toBe("https://shop.example.com/my/points/claim?code=7K4M-Q2ZD");
        expect(printed(false).link).toBe("");
    });

    test("a code is never more than a code in the address", () => {
        expect(claimAddress("https://s", "A&b=1")).toBe("https://s/my/points/claim?code=A%26b%3D1");
    });
});

describe("members who work here", () => {
    test("are shown no points where the program gives them none", async () => {
        const { store, ledger } = await openCafe();
        ledger.extra = { earns: false };
        const order = newCafeOrder(store);
        await store.points.fetchMember(ANA);
        const [{ account, earning }] = store.points.getQuotes(order);
        expect(account.available).toBe(124000);
        expect(earning).toBe(null);
    });
});
