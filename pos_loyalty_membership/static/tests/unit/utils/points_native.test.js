import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { beforePoints } from "@pos_loyalty_membership/app/utils/points_native";
import { ANA, newCafeOrder, openCafe, wish } from "../points_util";

definePosModels();

describe("what Odoo's own loyalty sees of an order", () => {
    test("the order itself, where no points are used", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        expect(beforePoints(order)).toBe(order);
    });

    test("lines and totals without points; everything else is the order's", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        await store.points.fetchMember(ANA);
        const { ok } = await store.points.redemptions.redeem(order, wish(50000, 500));
        expect(ok).toBe(true);
        expect(order.priceIncl).toBe(3.5);
        const view = beforePoints(order);
        expect(view.priceIncl).toBe(8.5);
        expect(view.priceExcl).toBe(8.5);
        expect(view.getOrderlines().map(({ qty }) => qty)).toEqual([2, 1]);
        expect(order.getOrderlines()).toHaveLength(3);
        expect(view.getPartner()).toBe(order.getPartner());
        expect(view.uuid).toBe(order.uuid);
    });
});
