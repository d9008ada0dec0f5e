/**
 * An order as Odoo's own loyalty should see it: as it was before points and coupons were used.
 *
 * Points come last, whatever was tapped first. A discount of 10 % that saw their lines would be one
 * on what they leave, another one after each tap, and "the cheapest product" would be the points.
 *
 * @param {PosOrder} order
 * @returns {PosOrder} the order itself where no points are used; else a view of it, good for one
 *   synchronous call: its lines and totals leave points out, everything else is the order's
 */
export function beforePoints(order) {
    const points = order.getPointsLines();
    if (!points.length) {
        return order;
    }
    const sum = (field) => points.reduce((total, line) => total + line.prices[field], 0);
    const own = {
        priceIncl: order.currency.round(order.priceIncl - sum("total_included")),
        priceExcl: order.currency.round(order.priceExcl - sum("total_excluded")),
        getOrderlines: () => order.getOrderlines().filter((line) => !line.isPointsLine()),
    };
    const view = new Proxy(order, {
        get(target, name) {
            if (Object.hasOwn(own, name)) {
                return own[name];
            }
            const value = Reflect.get(target, name, target);
            return typeof value === "function" ? value.bind(view) : value;
        },
    });
    return view;
}
