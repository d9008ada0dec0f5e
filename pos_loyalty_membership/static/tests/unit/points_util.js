/** The café of these tests: its rules, its goods, and a server that keeps holds. */
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { ConnectionLostError } from "@web/core/network/rpc";

export const ANA = 3;
export const BOB = 18;
const FIRST_ID = 9000;
let lastId = FIRST_ID;

/** The café's program: 1 point per whole 1.00, 100 points are 1.00. */
export function cafeRules(values = {}) {
    const program = {
        id: 1,
        sequence: 1,
        name: "Café Club",
        point_name: "pts",
        decimals: 0,
        unit: 100,
        rounding: "down",
        state: "running",
        redeem_until: "",
        earn_basis: "tax_included",
        tz: "UTC",
        day_starts_at: 0,
        earning_rules: [{ id: 11, kind: "amount", points: 100, per_amount: 100 }],
        redemption_rules: [
            { id: 21, kind: "amount", sequence: 1, points: 10000, money: 100 },
            { id: 22, kind: "amount", sequence: 2, points: 200000, money: 2500, step: 200000 },
        ],
        rule_names: {
            earning: { 11: "1 point per 1.00" },
            redemption: { 21: "Discount", 22: "Big saver" },
        },
        ...values,
    };
    return { digest: "cafe", programs: [program], discount_product_id: 9999 };
}

/** A server that reserves points: `ledger.available` hundredths of points of one member. */
export class Ledger {
    constructor(available = 124000) {
        Object.assign(this, { available, holds: [], calls: [], online: true, digest: "cafe" });
        this.extra = {};
        this.listed = {};
        this.renewed = 1800;
        this.isHeard = true;
    }

    account() {
        const held = this.holds.reduce((sum, { points }) => sum + points, 0);
        return {
            program_id: 1,
            account_id: 5,
            state: "open",
            available: this.available - held,
            balance: this.available,
            waiting: 0,
            debt: 0,
            held,
            holds: [...this.holds],
            visited_rule_ids: [],
            expiring: [],
            ...this.extra,
        };
    }

    get_member(partnerId) {
        return { digest: this.digest, partner_id: partnerId, accounts: [this.account()] };
    }

    get_listed(partnerIds) {
        return partnerIds.includes(ANA)
            ? [{ partner_id: ANA, program_id: 1, available: this.available, ...this.listed }]
            : [];
    }

    get_rules() {
        return { ...cafeRules(), digest: this.digest };
    }

    hold(request) {
        const replaced = this.holds.filter(({ uuid }) => uuid !== request.replaces);
        const held = replaced.reduce((sum, { points }) => sum + points, 0);
        if (this.available - held < request.points) {
            return {
                ok: false,
                code: "not_enough_points",
                message: "Not enough points.",
                account: this.account(),
            };
        }
        const { uuid, points, money, order_uuid: document_uuid, rule_id } = request;
        this.holds = [
            ...replaced,
            {
                uuid,
                points,
                money,
                document_uuid,
                rule_id,
                document_name: "Café",
                expires_in: 1800,
            },
        ];
        return { ok: true, uuid, points, money, expires_in: 1800, account: this.account() };
    }

    release(uuids) {
        this.holds = this.holds.filter(({ uuid }) => !uuids.includes(uuid));
        return { accounts: [this.account()] };
    }

    renew(uuids) {
        return Object.fromEntries(uuids.map((uuid) => [uuid, this.renewed]));
    }

    /** Answers the calls of `points.till`. */
    listen() {
        for (const method of [
            "get_member",
            "get_listed",
            "get_rules",
            "hold",
            "release",
            "renew",
        ]) {
            onRpc("points.till", method, ({ args }) => {
                this.calls.push(method);
                return this[method](...args.slice(1));
            });
        }
        return this;
    }

    /** Lets no call through while the ledger is not `online`, no answer while not `isHeard`. */
    wire(store) {
        const ledger = this;
        patchWithCleanup(store.data, {
            async call(model) {
                if (model === "points.till" && !ledger.online) {
                    throw new ConnectionLostError("/points.till");
                }
                const answer = await super.call(...arguments);
                if (model === "points.till" && !ledger.isHeard) {
                    throw new ConnectionLostError("/points.till");
                }
                return answer;
            },
        });
    }
}

/** A till with the café's program and the product for points. */
export async function openCafe({ ledger = new Ledger().listen(), rules = cafeRules() } = {}) {
    const store = await setupPosEnv();
    newProduct(store, { id: 9999, name: "Points" });
    store.config.use_presets = false;
    store.points.setRules(rules);
    ledger.wire(store);
    return { store, ledger };
}

export function newTax(store, values) {
    return store.models["account.tax"].create({
        id: ++lastId,
        name: `Tax ${lastId}`,
        amount_type: "percent",
        price_include: false,
        include_base_amount: false,
        is_base_affected: true,
        has_negative_factor: false,
        children_tax_ids: [],
        sequence: 1,
        tax_group_id: store.models["account.tax.group"].getFirst(),
        company_id: store.company,
        ...values,
    });
}

export function newPosition(store, map, taxes) {
    return store.models["account.fiscal.position"].create({
        id: ++lastId,
        name: "Mapping",
        tax_map: map,
        tax_ids: taxes.map((tax) => ["link", tax]),
    });
}

export function newProduct(store, { id = ++lastId, name, ...values }) {
    const template = store.models["product.template"].create({
        id,
        name,
        display_name: name,
        type: "service",
        service_tracking: "none",
        tracking: "none",
        uom_id: store.models["product.template"].get(5).uom_id,
        taxes_id: [],
        pos_categ_ids: [],
        attribute_line_ids: [],
        combo_ids: [],
        ...values,
    });
    return store.models["product.product"].create({
        id,
        name,
        display_name: name,
        lst_price: 1,
        product_tmpl_id: template,
        product_template_attribute_value_ids: [],
        product_template_variant_value_ids: [],
    });
}

export function newLine(store, order, { product, qty = 1, price, taxes = [], ...values }) {
    return store.models["pos.order.line"].create({
        order_id: order,
        product_id: product || newProduct(store, { name: "Goods" }),
        qty,
        price_unit: price,
        discount: 0,
        // A price list would replace any other price when the customer is set.
        price_type: "manual",
        tax_ids: taxes.map((tax) => ["link", tax]),
        ...values,
    });
}

/** Two espressos and a croissant: 8.50. */
export function newCafeOrder(store, partnerId = ANA) {
    const order = store.addNewOrder();
    order.pricelist_id = false;
    newLine(store, order, { product: newProduct(store, { name: "Espresso" }), qty: 2, price: 3 });
    newLine(store, order, { product: newProduct(store, { name: "Croissant" }), price: 2.5 });
    if (partnerId) {
        order.setPartner(store.models["res.partner"].get(partnerId));
    }
    return order;
}

export const wish = (points, money) => ({ programId: 1, ruleId: 21, points, money });
