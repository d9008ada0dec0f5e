import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { Ledger, newCafeOrder, openCafe } from "../points_util";

definePosModels();

/** The receipt's figures of a sale that earned 3 points, with the member's link or without. */
function figures(link, values = {}) {
    return {
        ...values,
        program_id: 1,
        program: "Café",
        point_name: "pts",
        counts_in: "points",
        decimals: 0,
        member: "Ana Ruiz",
        earned: 300,
        balance: 74300,
        rules: [],
        link,
    };
}

async function print(link, values) {
    const { store } = await openCafe({ ledger: new Ledger().listen() });
    const order = newCafeOrder(store);
    order.getPointsReceipt = () => [figures(link, values)];
    onRpc("/web/image/*", () => "");
    await mountWithCleanup(OrderReceipt, { props: { order } });
    await animationFrame();
}

describe("the points on a receipt", () => {
    test("the member's link is a picture to scan", async () => {
        await print("https://shop.example/points/7-abc");
        expect(".o_points_receipt_link img").toHaveCount(1);
        expect(".o_points_receipt_link img").toHaveAttribute("src", /^data:image/);
        expect(".o_points_receipt_balance").toHaveText(/743 pts/);
    });

    test("what expires soon is said with its day", async () => {
        await print("", { expiring: { points: 12000, date: "2026-12-31" } });
        expect(".o_points_receipt_expiring").toHaveText(/^120 pts expire on .*31/);
    });

    test("nothing is said of points that do not expire soon", async () => {
        await print("", { expiring: null });
        expect(".o_points_receipt_expiring").toHaveCount(0);
    });

    test("what a return gives back is expected until the server has settled it", async () => {
        await print("", { given_back: 14700, taken_back: 200, as_of: null });
        expect(".o_points_receipt_given_back").toHaveText(/147 pts expected/);
        expect(".o_points_receipt_taken_back").toHaveText(/2 pts expected/);
        expect(".o_points_receipt_later").toHaveCount(0);
    });

    test("no picture where the program prints no link", async () => {
        await print("");
        expect(".o_points_receipt_link").toHaveCount(0);
        expect(".o_points_receipt_balance").toHaveText(/743 pts/);
    });
});
