/**
 * Time of the till's preview: earn() and options() on 100 lines with 100 rules.
 *
 * Runs where it is loaded, node or browser. The same basket and rules every time: half of
 * the rules earn, half redeem, of all kinds and scopes.
 */

const LINES = 100;
const RULES = 100;
const WARM_UP = 300;
const RUNS = 1000;
const SITUATION = { date: "2026-03-02", day: "2026-03-02", minute: 600 };
const DISCOUNTS = [
    { kind: "discount", earn_amount: -1234, payable_amount: -1234, tax_key: "1" },
    { kind: "redemption", earn_amount: -500, payable_amount: -500, tax_key: "2", hold_uuid: "h" },
];

/** Whole numbers from 1 to `most`, the same in every run. */
function numbers() {
    let state = 7;
    return (most) => {
        state = (state * 16807) % 2147483647;
        return (state % most) + 1;
    };
}

function scope(pick, index) {
    const scopes = [
        {},
        { category_ids: [pick(12)] },
        { pos_category_ids: [pick(8)], excluded_product_ids: [pick(60)] },
        { product_ids: [pick(60), pick(60), pick(60)] },
    ];
    return scopes[index % scopes.length];
}

function goods(pick, index) {
    const amount = pick(2000);
    return {
        uuid: `line-${index}`,
        kind: "goods",
        quantity: 1000 * pick(3),
        earn_amount: amount,
        payable_amount: amount,
        tax_key: String(pick(3)),
        product_id: pick(60),
        category_ids: [pick(12), 100],
        pos_category_ids: [pick(8)],
        points_per_unit: pick(3) === 1 ? pick(500) : null,
        points_price: pick(5) === 1 ? 25000 : 0,
    };
}

function program(pick, combine) {
    const earning = ["amount", "amount", "product", "visit"];
    const redeeming = ["amount", "percent", "product", "amount"];
    const common = (index) => ({ id: index + 1, scope: scope(pick, index + (index >> 2)) });
    return {
        id: 1,
        unit: 100,
        rounding: "down",
        combine,
        earning_rules: Array.from({ length: RULES / 2 }, (_, index) => ({
            ...common(index),
            kind: earning[index % 4],
            points: pick(500),
            per_amount: 100 * pick(5),
            limits: index % 5 ? {} : { weekdays: { exclude: false, ids: [1, 2, 3] } },
        })),
        redemption_rules: Array.from({ length: RULES / 2 }, (_, index) => ({
            ...common(index),
            kind: redeeming[index % 4],
            points: index % 8 === 2 ? 0 : 10000,
            money: 100,
            percent: 1000,
            step: 100,
        })),
    };
}

function median(times) {
    return [...times].sort((one, other) => one - other)[times.length >> 1];
}

function values(combine, discounts, { Basket, Member, Program }) {
    const pick = numbers();
    const sold = Array.from({ length: LINES }, (_, index) => goods(pick, index));
    const lowering = discounts.map((line, index) => ({ uuid: `d${index}`, quantity: 0, ...line }));
    return [
        Basket.from_dict({ lines: [...sold, ...lowering], situation: SITUATION }),
        Program.from_dict(program(pick, combine)),
        Member.from_dict({ available: 500000 }),
    ];
}

/**
 * Medians in milliseconds, one for each way rules work together, with and without
 * discounts: [{ name, milliseconds }]. `load` imports a module of the engine by its name.
 */
export async function measure(load) {
    const { earn } = await load("earning");
    const { options } = await load("redemption");
    const types = await load("values");
    const found = [];
    for (const combine of ["sum", "best"]) {
        for (const discounts of [[], DISCOUNTS]) {
            const given = values(combine, discounts, types);
            const times = [];
            for (let run = 0; run < WARM_UP + RUNS; run++) {
                const start = performance.now();
                earn(...given);
                options(...given);
                times.push(performance.now() - start);
            }
            const name = `${combine} of rules, ${discounts.length ? "with" : "without"} discounts`;
            found.push({ name, milliseconds: median(times.slice(WARM_UP)) });
        }
    }
    return found;
}
