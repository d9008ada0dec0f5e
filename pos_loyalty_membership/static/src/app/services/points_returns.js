/**
 * What a return does to somebody's points, asked of the server before anybody confirms it.
 *
 * The server settles a copy of the return and takes it back, so that the till says the very
 * figures of the slip. One call whenever the lines of the return change.
 */
export class PointsReturns {
    constructor(points) {
        this.points = points;
        this.known = {};
    }

    /** Lines of an order that bring back goods. */
    goodsOf(order) {
        return order.lines.filter((line) => {
            const sold = line.refunded_orderline_id;
            return typeof sold?.id === "number" && line.qty < 0 && !sold.isPointsLine();
        });
    }

    /** The same as the server is asked: [{sold_id, qty, price_unit}]. */
    linesOf(order) {
        return this.goodsOf(order).map((line) => ({
            sold_id: line.refunded_orderline_id.id,
            qty: line.qty,
            price_unit: line.price_unit,
        }));
    }

    /** What changes when another question has to be asked; "" when there is none. */
    keyOf(order) {
        const lines = this.points.active && order.isRefund ? this.linesOf(order) : [];
        return lines.length ? JSON.stringify(lines) : "";
    }

    /**
     * Asks about an order's return, once for the same lines.
     *
     * Afterwards `get` has {key, figures}, the receipt's figures by account, or
     * {key, failed: true} without an answer.
     */
    async ask(order) {
        const key = this.keyOf(order);
        if (!key || (this.known[order.uuid]?.key === key && !this.known[order.uuid].failed)) {
            return;
        }
        this.known[order.uuid] = { key, busy: true };
        let answer;
        try {
            answer = await this.points.call("quote_return", order.uuid, JSON.parse(key));
        } catch (error) {
            this.points.warnUnlessOffline(error);
        }
        if (this.known[order.uuid].key === key) {
            this.known[order.uuid] = answer ? { key, figures: answer } : { key, failed: true };
        }
    }

    /** Whether a return moves points perhaps, and the server has not said which. */
    isUnanswered(order) {
        return Boolean(this.keyOf(order)) && !this.get(order)?.figures;
    }

    /** The connection is back: what the open order's return does is asked once more. */
    askAgain() {
        const order = this.points.pos.getOrder();
        if (order && this.get(order)?.failed) {
            this.ask(order);
        }
    }

    /** What is known of an order's return as it is now: see `ask`; undefined if nothing is. */
    get(order) {
        const known = this.known[order.uuid];
        return known?.key === this.keyOf(order) ? known : undefined;
    }
}
