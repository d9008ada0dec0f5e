import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { withheldLines } from "@pos_loyalty_membership/app/utils/points_withheld";
import { ANA, newCafeOrder, newLine, openCafe, wish } from "../points_util";

definePosModels();

/** A sale of 8.50 with 5.00 taken off by points: 6.00 of espresso and 2.50 of croissant. */
async function sellWithPoints() {
    const { store } = await openCafe();
    const sale = newCafeOrder(store);
    await store.points.fetchMember(ANA);
    await store.points.redemptions.redeem(sale, wish(50000, 500));
    sale.state = "paid";
    return { store, sale };
}

/** An order that takes back so many of each of the sale's goods. */
function takeBack(store, sale, quantities) {
    const refund = store.addNewOrder();
    refund.pricelist_id = false;
    refund.refunded_order_id = sale;
    const goods = sale.lines.filter((line) => !line.isPointsLine());
    quantities.forEach((qty, index) => {
        if (qty) {
            const line = goods[index];
            newLine(store, refund, {
                product: line.product_id,
                qty: -qty,
                price: line.price_unit,
                refunded_orderline_id: line,
            });
        }
    });
    return refund;
}

/** As the ticket screen does it, once the lines are on the refund. */
const withhold = (store, refund) => TicketScreen.prototype.postRefund.call({ pos: store }, refund);

describe("a discount withheld", () => {
    test("one croissant gives back what was paid for it", async () => {
        const { store, sale } = await sellWithPoints();
        const refund = takeBack(store, sale, [0, 1]);
        withhold(store, refund);
        // 2.50 of 8.50 carried 1.47 of the 5.00.
        expect(refund.priceIncl).toBe(-1.03);
        const [line] = refund.lines.filter((each) => each.price_unit < 0);
        expect(line.refunded_orderline_id).toBe(sale.getPointsLines()[0]);
        expect(line.isPointsLine()).toBe(false);
    });

    test("everything at once gives back all that was paid, and no more", async () => {
        const { store, sale } = await sellWithPoints();
        const refund = takeBack(store, sale, [2, 1]);
        withhold(store, refund);
        expect(refund.priceIncl).toBe(-3.5);
    });

    test("in several steps it adds up to the cent", async () => {
        const { store, sale } = await sellWithPoints();
        const totals = [];
        for (const quantities of [
            [1, 0],
            [0, 1],
            [1, 0],
        ]) {
            const refund = takeBack(store, sale, quantities);
            withhold(store, refund);
            refund.state = "paid";
            totals.push(refund.priceIncl);
        }
        expect(totals.map((total) => total.toFixed(2))).toEqual(["-1.24", "-1.03", "-1.23"]);
        expect(Math.round(totals.reduce((sum, total) => sum + total, 0) * 100)).toBe(-350);
    });

    test("a sale without points is returned as it was sold", async () => {
        const { store } = await openCafe();
        const sale = newCafeOrder(store);
        sale.state = "paid";
        const refund = takeBack(store, sale, [2, 1]);
        expect(withheldLines(sale, refund)).toEqual([]);
        withhold(store, refund);
        expect(refund.priceIncl).toBe(-8.5);
    });
});
