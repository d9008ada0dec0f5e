/**
 * What the till knows of points: the rules, the members it met, and what an order earns.
 *
 * Orchestration only. The engine decides, the server binds; redemptions are in
 * `points_redemptions.js`. Lives at `pos.points` and never blocks a sale: without an answer of
 * the server the till goes on with what it knew, and says since when.
 */
import { markRaw } from "@odoo/owl";
import { debounce } from "@web/core/utils/timing";
import { ConnectionLostError } from "@web/core/network/rpc";
import { earn } from "@pos_loyalty_membership/engine/earning";
import { getOnNotified } from "@point_of_sale/utils";
import { requote } from "@pos_loyalty_membership/engine/document";
import { options, redemption_lines } from "@pos_loyalty_membership/engine/redemption";
import { discount_targets } from "@pos_loyalty_membership/engine/reductions";
import { Basket, Member, Program, Use, is_refusal } from "@pos_loyalty_membership/engine/values";
import { productFacts } from "@pos_loyalty_membership/app/utils/points_products";
import { answered } from "@pos_loyalty_membership/app/utils/points_unanswered";
import { pointsBasket } from "@pos_loyalty_membership/app/utils/points_basket";
import { expectations } from "@pos_loyalty_membership/app/utils/points_expected";
import { PointsBenefits } from "@pos_loyalty_membership/app/services/points_benefits";
import { PointsTierChoices } from "@pos_loyalty_membership/app/services/points_tier_choices";
import { PointsMembers } from "@pos_loyalty_membership/app/services/points_members";
import { PointsRedemptions } from "@pos_loyalty_membership/app/services/points_redemptions";
import { PointsReturns } from "@pos_loyalty_membership/app/services/points_returns";

const NO_RULES = { digest: "", programs: [], discount_product_id: false };
const SETTLE_DELAY = 60;

export class PointsService {
    constructor(pos) {
        this.pos = pos;
        this.members = {};
        this.lastSelection = "";
        this.lastTicket = 0;
        this.dialogOpen = false;
        this.benefits = new PointsBenefits(this);
        this.tierChoices = new PointsTierChoices(this);
        this.redemptions = new PointsRedemptions(this);
        this.coupons = this.redemptions.coupons;
        this.membership = new PointsMembers(this);
        this.returns = new PointsReturns(this);
        this.setRules(pos.config._points_rules || NO_RULES);
    }

    /** Starts listening. Called on the reactive object, so that answers reach the screen. */
    start() {
        const { models, data } = this.pos;
        const settle = debounce(() => this.redemptions.reconcileAll(), SETTLE_DELAY);
        for (const event of ["create", "update", "delete"]) {
            models["pos.order.line"].addEventListener(event, settle);
        }
        models["pos.order"].addEventListener("update", () => {
            this.onSelection();
            settle();
        });
        this.listen(data.bus);
        window.addEventListener("pos-network-online", () => this.onNetworkBack());
        this.onSelection();
        settle();
        this.redemptions.releaseLeftovers();
    }

    /** The company's channel: a till's own one is known to its public customer display. */
    listen(bus) {
        if (!this.rules.bus_channel) {
            return;
        }
        const onNotified = getOnNotified(bus, this.rules.bus_channel);
        onNotified("POINTS_CHANGED", (payload) => this.onPointsChanged(payload));
        onNotified("POINTS_RULES", () => this.onRulesChanged());
    }

    // ---------------------------------------------------------------- rules

    setRules(rules) {
        this.rules = markRaw(rules);
        this.engine = markRaw(
            Object.fromEntries(rules.programs.map((each) => [each.id, Program.from_dict(each)]))
        );
    }

    /** Whether any program applies to this till; if not, nothing of ours is shown. */
    get active() {
        return this.rules.programs.length > 0 || this.coupons.active;
    }

    getProgram(programId) {
        return this.rules.programs.find((program) => program.id === programId);
    }

    /** The engine's value of a redemption rule, if the till still knows it. */
    getRule(programId, ruleId) {
        const rules = this.engine[programId]?.redemption_rules || [];
        return rules.find((rule) => rule.id === ruleId);
    }

    /** Ids of the products that carry redemptions: plain discounts, rewards, coupons. */
    get productIds() {
        const { discount_product_id, reward_product_id, coupon_product_id } = this.rules;
        return [discount_product_id, reward_product_id, coupon_product_id].filter(Boolean);
    }

    /** The product that carries redemptions of a rule, if it was loaded. */
    productOf(rule) {
        const { discount_product_id: plain, reward_product_id: reward } = this.rules;
        const id = rule?.kind === "amount" ? plain : reward || plain;
        return this.pos.models["product.product"].get(id);
    }

    async refreshRules() {
        this.setRules((await this.call("get_rules")) || NO_RULES);
        const products = this.pos.models["product.product"];
        const missing = this.productIds.filter((id) => !products.get(id));
        if (missing.length) {
            const domain = [["product_variant_ids.id", "in", missing]];
            await this.pos.data.callRelated(
                "product.template",
                "load_product_from_pos",
                [this.pos.config.id, domain, 0, 0],
                { context: { load_archived: true } },
                false
            );
        }
    }

    // -------------------------------------------------------------- members

    /** Calls `points.till` for this till; an answer that does not come is a lost one. */
    call(method, ...args) {
        return answered(this.pos.data.call("points.till", method, [this.pos.config.id, ...args]));
    }

    /** Asks for the member of the selected order, once per selection. */
    onSelection() {
        const order = this.pos.getOrder();
        const partnerId = order?.partner_id?.id;
        const selection = partnerId ? `${order.uuid}:${partnerId}` : "";
        if (selection === this.lastSelection) {
            return;
        }
        this.lastSelection = selection;
        if (selection && this.active && !order.finalized) {
            this.fetchMember(partnerId);
        }
    }

    /**
     * Asks the server for a member's accounts. Of two questions about one member the later
     * wins, whichever answer comes first; without an answer the last one is kept.
     */
    async fetchMember(partnerId) {
        if (typeof partnerId !== "number") {
            return;
        }
        const ticket = ++this.lastTicket;
        const known = this.members[partnerId];
        this.members[partnerId] = { ...known, ticket, loading: true };
        let answer;
        await this.redemptions.releaseLeftovers();
        try {
            answer = await this.call("get_member", partnerId);
        } catch (error) {
            this.warnUnlessOffline(error);
        }
        if (this.members[partnerId].ticket !== ticket) {
            return;
        }
        if (!answer) {
            this.members[partnerId] = { ...known, ticket, loading: false, stale: true };
            return;
        }
        this.members[partnerId] = { ticket, accounts: answer.accounts, at: Date.now() };
        if (answer.digest !== this.rules.digest) {
            await this.refreshRules().catch((error) => this.warnUnlessOffline(error));
        }
        await this.redemptions.reconcileAll();
    }

    /** Puts accounts that came with another answer into what is known of a member. */
    receiveAccounts(partnerId, accounts) {
        const known = this.members[partnerId];
        const news = accounts.filter(Boolean);
        if (!known?.accounts || !news.length) {
            return;
        }
        const others = known.accounts.filter(
            (account) => !news.some((each) => each.program_id === account.program_id)
        );
        this.members[partnerId] = { ...known, accounts: [...others, ...news], at: Date.now() };
    }

    /** What is known of the member of an order: {accounts, at, loading, stale} or undefined. */
    getMember(order) {
        return order?.partner_id && this.members[order.partner_id.id];
    }

    /** The member's account in a program; undefined when unknown, null when he has none. */
    getAccount(order, programId) {
        const accounts = this.getMember(order)?.accounts;
        return accounts && (accounts.find((account) => account.program_id === programId) || null);
    }

    /** Whether what is known of the member may be old: no answer, or no connection. */
    isStale(order) {
        return Boolean(this.pos.data.network.offline || this.getMember(order)?.stale);
    }

    onPointsChanged(payload) {
        const order = this.pos.getOrder();
        const partnerId = !order?.finalized && order?.partner_id?.id;
        if (partnerId && payload?.partner_ids?.includes(partnerId)) {
            this.fetchMember(partnerId);
        }
    }

    /** A program started, stopped or changed: quote with its rules from now on. */
    async onRulesChanged() {
        await this.refreshRules().catch((error) => this.warnUnlessOffline(error));
        this.lastSelection = "";
        this.onSelection();
        await this.redemptions.reconcileAll();
    }

    onNetworkBack() {
        this.lastSelection = "";
        this.onSelection();
        this.redemptions.releaseLeftovers();
        this.returns.askAgain();
    }

    /** The till goes on whatever happened; what was not a lost connection is worth a line. */
    warnUnlessOffline(error) {
        if (!(error instanceof ConnectionLostError)) {
            console.warn("Points:", error);
        }
    }

    // ---------------------------------------------------------------- quotes

    /** The order as the engine sees it in one program. */
    getBasket(order, program) {
        const rewards = Object.fromEntries(
            order.getPointsRedemptions().map(({ uuid, programId, ruleId }) => {
                const kind = this.getRule(programId, ruleId)?.kind;
                return [uuid, { programId, kind }];
            })
        );
        for (const { uuid, programId } of order.getPointsCoupons()) {
            rewards[uuid] = { programId, kind: "coupon" };
        }
        const { categories } = this.rules;
        const read = { rewards, pointsProductIds: this.productIds, categories };
        return Basket.from_dict(pointsBasket(order, program, read));
    }

    /** What the engine may know of the member: `changed` is the hold that is being changed. */
    getEngineMember(order, programId, changed = "") {
        const account = this.getAccount(order, programId);
        const tier = this.engine[programId]?.tiers.find(({ id }) => id === account?.tier_id);
        const holds = order.getPointsRedemptions().filter((r) => r.programId === programId);
        const sum = (list) => list.reduce((total, { points }) => total + points, 0);
        return Member.from_dict({
            available: account?.available || 0,
            own_holds: sum(holds),
            other_holds: sum(holds.filter(({ uuid }) => uuid !== changed)),
            visited_rule_ids: account?.visited_rule_ids || [],
            earned_today: account?.earned_today || 0,
            tag_ids: account?.tag_ids || [],
            ...(tier && { tier_id: tier.id, multiplier: tier.multiplier }),
        });
    }

    /**
     * What an order earns, program by program: [{program, account, earning}].
     *
     * Programs the member has no part in are left out; `account` is undefined while nobody
     * has answered yet, and `earning` is null for a program that only redeems.
     */
    getQuotes(order) {
        if (!order?.partner_id) {
            return [];
        }
        const quotes = [];
        for (const program of this.rules.programs) {
            const account = this.getAccount(order, program.id);
            if (account === null) {
                continue;
            }
            const member = this.getEngineMember(order, program.id);
            const earning = earn(this.getBasket(order, program), this.engine[program.id], member);
            const earns = !is_refusal(earning) && account?.earns !== false;
            quotes.push({ program, account, earning: earns ? earning : null });
        }
        return quotes;
    }

    /** What one unit of a product costs in points: hundredths, 0: not for points. */
    getPriceInPoints(product) {
        return productFacts(product, this.rules.categories).points_price;
    }

    /** The redemption rules of a program on this order, possible ones first. */
    getOptions(order, program, changed = "") {
        return options(
            this.getBasket(order, program),
            this.engine[program.id],
            this.getEngineMember(order, program.id, changed),
            changed
        );
    }

    /** The plain discount worth most: {program, rule, maximum}, or undefined. */
    getBestDiscount(order) {
        let best;
        for (const program of this.rules.programs) {
            if (!this.getAccount(order, program.id)) {
                continue;
            }
            for (const { rule_id, maximum } of this.getOptions(order, program)) {
                const rule = this.getRule(program.id, rule_id);
                if (
                    maximum &&
                    rule.kind === "amount" &&
                    maximum.money > (best?.maximum.money || 0)
                ) {
                    best = { program, rule, maximum };
                }
            }
        }
        return best;
    }

    /**
     * What every redemption of an order gives now, in the engine's fixed order: Requoted.
     * Their programs have to be known.
     */
    requote(order) {
        const redemptions = order.getPointsRedemptions();
        const ids = [...new Set(redemptions.map(({ programId }) => programId))];
        return requote(
            this.getBasket(order, this.getProgram(ids[0])),
            ids.map((id) => this.engine[id]),
            ids.map((id) => this.getEngineMember(order, id)),
            redemptions.map(
                ({ uuid, programId, ruleId, points, productId }) =>
                    new Use({
                        hold_uuid: uuid,
                        program_id: programId,
                        rule_id: ruleId,
                        points,
                        product_id: productId || 0,
                    })
            )
        );
    }

    /**
     * What the order would earn with one more redemption, or another one: the points.
     *
     * The taxes of lines that do not exist yet are unknown, so the money is spread over the
     * goods it can be used on; the real lines may differ by a cent.
     *
     * @param {Object} wish {rule, quote, productId, changed}: `quote` is what the engine gives,
     *   `changed` the uuid of the redemption it takes the place of, or ""
     */
    getEarningAfter(order, program, { rule, quote, productId = 0, changed = "" }) {
        const basket = this.getBasket(order, program);
        const engine = this.engine[program.id];
        const lines = basket.lines.filter((line) => !changed || line.hold_uuid !== changed);
        const rest = Basket.from_dict({ ...basket, lines });
        const parts = redemption_lines(rest, engine, rule, quote, "", productId);
        const named = new Set(parts.map(({ uuid }) => uuid));
        const sum = (field) =>
            lines.reduce((total, line) => total + (named.has(line.uuid) ? line[field] : 0), 0);
        const payable = sum("payable_amount");
        const share = payable ? sum("earn_amount") / payable : 1;
        const redemption = {
            uuid: "",
            kind: "redemption",
            quantity: 1000,
            earn_amount: -Math.round(quote.money * share),
            payable_amount: -quote.money,
            reward: rule.kind,
            target_uuids: discount_targets(rule, parts),
        };
        const earning = earn(
            Basket.from_dict({ ...basket, lines: [...lines, redemption] }),
            engine,
            this.getEngineMember(order, program.id, changed)
        );
        return is_refusal(earning) ? 0 : earning.points;
    }

    /** Keeps on the order what its receipt should say until the server has answered. */
    rememberExpected(order) {
        Object.assign(order.uiState.points, expectations(this, order));
    }
}
