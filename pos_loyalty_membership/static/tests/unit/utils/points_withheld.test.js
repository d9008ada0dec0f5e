import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { keptMoney, withheldShares } from "@pos_loyalty_membership/app/utils/points_withheld";
import { ANA, newCafeOrder, newLine, newTax, openCafe, wish } from "../points_util";

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
        const [line] = refund.getWithheldLines();
        // An own link: the discount line itself can still be returned by other doors.
        expect(line.points_discount_line_id).toBe(sale.getPointsLines()[0]);
        expect(Boolean(line.refunded_orderline_id)).toBe(false);
        expect(sale.getPointsLines()[0].refundedQty).toBe(0);
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
        expect(withheldShares(store.points, refund)).toEqual([]);
        withhold(store, refund);
        expect(refund.priceIncl).toBe(-8.5);
    });

    test("what the back office withheld, or returned as a whole, is caught up with", async () => {
        const { store, sale } = await sellWithPoints();
        const [discount] = sale.getPointsLines();
        const office = takeBack(store, sale, [1, 0]);
        newLine(store, office, {
            product: discount.product_id,
            qty: -1,
            price: -5,
            refunded_orderline_id: discount,
        });
        office.state = "paid";
        const refund = takeBack(store, sale, [1, 1]);
        withhold(store, refund);
        expect(refund.getWithheldLines()).toHaveLength(0);
        expect(office.priceIncl + refund.priceIncl).toBe(-3.5);
    });

    test("a cancelled return withholds nothing of the next", async () => {
        const { store, sale } = await sellWithPoints();
        const cancelled = takeBack(store, sale, [2, 1]);
        withhold(store, cancelled);
        cancelled.state = "cancel";
        const refund = takeBack(store, sale, [2, 1]);
        withhold(store, refund);
        expect(refund.priceIncl).toBe(-3.5);
    });

    test("taxes added to the price: exact to the cent in every step", async () => {
        const { store } = await openCafe();
        const sale = newCafeOrder(store);
        const taxes = [newTax(store, { amount: 21 }), newTax(store, { amount: 7 })];
        sale.lines.forEach((line, index) => {
            line.tax_ids = [["link", taxes[index]]];
        });
        sale.triggerRecomputeAllPrices();
        await store.points.fetchMember(ANA);
        await store.points.redemptions.redeem(sale, wish(33300, 333));
        sale.state = "paid";
        const goods = sale.priceIncl + 3.33;
        let withheld = 0;
        let paidOut = 0;
        for (const quantities of [
            [1, 0],
            [0, 1],
            [1, 0],
        ]) {
            const refund = takeBack(store, sale, quantities);
            refund.lines.forEach((line) => {
                line.tax_ids = line.refunded_orderline_id.tax_ids.map((tax) => ["link", tax]);
            });
            refund.triggerRecomputeAllPrices();
            const before = refund.priceIncl;
            withhold(store, refund);
            const kept = refund.getWithheldLines().reduce((sum, line) => sum + keptMoney(line), 0);
            expect(Math.round((refund.priceIncl - before) * 100)).toBe(kept);
            refund.state = "paid";
            withheld += kept;
            paidOut -= refund.priceIncl;
        }
        expect(withheld).toBe(333);
        expect(Math.round(paidOut * 100)).toBe(Math.round((goods - 3.33) * 100));
    });

    test("the share cannot be changed, and goes with the goods", async () => {
        const { store, sale } = await sellWithPoints();
        const refund = takeBack(store, sale, [2, 1]);
        withhold(store, refund);
        const [line] = refund.getWithheldLines();
        expect(line.setQuantity(-5).title).toBe("Share of the discount");
        line.setUnitPrice(0);
        line.setDiscount(50);
        refund.removeOrderline(line);
        expect(refund.priceIncl).toBe(-3.5);
        const [espresso] = refund.lines;
        refund.removeOrderline(espresso);
        await store.points.redemptions.reconcileAll();
        expect(refund.priceIncl).toBe(-1.03);
        // Whoever takes it off behind the till's back finds it there again.
        refund.getWithheldLines()[0].delete();
        await store.points.redemptions.reconcileAll();
        expect(refund.priceIncl).toBe(-1.03);
        expect(refund.getLastOrderline().isWithheldLine()).toBe(false);
    });

    test("a payment of the wrong money is stopped", async () => {
        const { store, sale } = await sellWithPoints();
        const refund = takeBack(store, sale, [2, 1]);
        expect(await store.points.redemptions.confirmBeforePayment(refund)).toBe(false);
        expect(refund.priceIncl).toBe(-3.5);
        expect(await store.points.redemptions.confirmBeforePayment(refund)).toBe(true);
    });

    test("goods that a reward paid give back no money", async () => {
        const { store, sale } = await sellWithPoints();
        const [discount] = sale.getPointsLines();
        discount.points_reward = "product";
        discount.points_target_uuids = sale.lines[1].uuid;
        discount.price_unit = -2.5;
        const refund = takeBack(store, sale, [1, 1]);
        withhold(store, refund);
        expect(refund.priceIncl).toBe(-3);
    });
});
