import { PosData } from "@point_of_sale/app/services/data_service";
import { patch } from "@web/core/utils/patch";

patch(PosData.prototype, {
    /**
     * What the browser kept of open orders, with the sales that returns among them bring back.
     *
     * The browser keeps no paid orders: after a reload the lines of an open return would name
     * sales nobody knows, and be sent without them.
     */
    async preLoadData(data) {
        const loaded = await super.preLoadData(data);
        const ids = this.unknownSoldLines(loaded);
        if (!ids.length || this.network.offline) {
            return loaded;
        }
        return this.withReturnedSales(loaded, ids);
    },
    /** Ids of the sold lines that kept lines name, and that are nowhere here. */
    unknownSoldLines(data) {
        const lines = data["pos.order.line"] || [];
        const kept = new Set(lines.map(({ id }) => id));
        const named = lines.flatMap((line) => [
            line.refunded_orderline_id,
            line.points_discount_line_id,
        ]);
        return [...new Set(named)].filter(
            (id) =>
                typeof id === "number" && !kept.has(id) && !this.models["pos.order.line"].get(id)
        );
    },
    /** The data, and the orders of these lines as the server has them. */
    async withReturnedSales(data, ids) {
        let sales = {};
        try {
            const domain = [["lines", "in", ids]];
            sales = await this.orm.call("pos.order", "read_pos_orders", [domain]);
        } catch (error) {
            // Without an answer the return stays as it was kept; settlement notes it.
            console.warn(error);
        }
        const merged = { ...data };
        for (const [model, records] of Object.entries(sales)) {
            const kept = new Set((data[model] || []).map(({ id }) => id));
            const found = records.filter(({ id }) => !kept.has(id));
            merged[model] = [...(data[model] || []), ...found];
        }
        return merged;
    },
});
