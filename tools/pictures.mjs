/* global document */
/**
 * Pictures of every main screen, from a served demo café.
 *
 *     node pictures.mjs ADDRESS CHROMIUM FOLDER
 *
 * The back office comes first, with the numbers of the demo; then a phone and a counter's
 * till show the same order, and the counter pays it; then an invoice, and the member's own
 * page with a coupon. playwright-core is found by NODE_PATH.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [address, executablePath, folder] = process.argv.slice(2);

const SCREEN = { viewport: { width: 1400, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 };
// The first page waits for the server to build its bundles.
const PATIENCE = 120_000;
const TILL = "Café Centro";
const MEMBER = "Ana Ruiz";

/** A page of somebody who is logged in; password and login are the same in the demo. */
async function enter(browser, login, device) {
    const context = await browser.newContext({ ...device, baseURL: address, locale: "en-US" });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    await page.goto("/web/login");
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", login);
    await page.press("input[name=password]", "Enter");
    await page.waitForURL(/\/(odoo|my)/);
    return page;
}

/** What a model's public method answers. */
async function ask(page, model, method, args, kwargs = {}) {
    const data = { jsonrpc: "2.0", method: "call", params: { model, method, args, kwargs } };
    const answer = await page.request.post(`/web/dataset/call_kw/${model}/${method}`, { data });
    const { result, error } = await answer.json();
    if (error) {
        throw new Error(error.data.message);
    }
    return result;
}

async function idOf(page, model, domain) {
    const [id] = await ask(page, model, "search", [domain], { order: "id desc", limit: 1 });
    if (!id) {
        throw new Error(`The demo has no ${model} with ${JSON.stringify(domain)}`);
    }
    return id;
}

/** The picture, once nothing is loading any more. */
async function shoot(page, name, options = {}) {
    await page.mouse.move(1, 1);
    await page.waitForSelector(".fa-spin", { state: "detached" });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForFunction(() =>
        [...document.images].every((image) => image.complete || image.loading === "lazy")
    );
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: "disabled", ...options });
    process.stdout.write(`  ok   ${name}\n`);
}

// ----------------------------------------------------------------- back office

const BACK_OFFICE = [
    ["members", "/odoo/points-members", ".o_list_view .o_data_row"],
    ["log", "/odoo/points-log", ".o_list_view .o_data_row"],
    ["reviews", "/odoo/points-reviews", ".o_view_nocontent"],
    [
        "products",
        "/odoo/action-pos_loyalty_membership.product_template_action_points",
        ".o_list_view .o_data_row",
    ],
];

async function photographBackOffice(page) {
    for (const [name, path, sign] of BACK_OFFICE) {
        await page.goto(path);
        await page.waitForSelector(sign);
        await shoot(page, name);
    }
    const program = await idOf(page, "points.program", [["state", "=", "running"]]);
    await page.goto(`/odoo/points-programs/${program}`);
    await page.waitForSelector(".o-mail-Message");
    await shoot(page, "program");
    await photographTabs(page);
    await photographRules(page);
    await photographTrial(page);

    await page.goto("/odoo/points-programs");
    await page.click("button:has-text('New Program')");
    await page.waitForSelector(".modal [name=picture] .text-success");
    await shoot(page, "program-new");

    const account = [["partner_id.name", "=", MEMBER]];
    await page.goto(`/odoo/points-members/${await idOf(page, "points.account", account)}`);
    await page.waitForSelector(".o_form_view .o_data_row");
    await shoot(page, "member");

    const partner = await idOf(page, "res.partner", [["name", "=", MEMBER]]);
    await page.goto(`/odoo/res.partner/${partner}`);
    await page.waitForSelector(".oe_stat_button:has-text('Points')");
    await page.waitForSelector(".o-mail-Message");
    await shoot(page, "contact");
}

/** What a program says of tiers, expiry, coupons and messages. */
async function photographTabs(page) {
    for (const [name, tab, sign] of [
        ["program-tiers", "Tiers", ".o_field_widget[name='all_tier_ids'] .o_data_row"],
        ["program-expiry", "Expiry & Coupons", ".o_field_widget[name='coupons']"],
        ["program-messages", "Messages", "[name='message_setting_ids'] .o_data_row"],
    ]) {
        await page.click(`.o_notebook .nav-link:has-text('${tab}')`);
        await page.waitForSelector(`.tab-pane.active ${sign}`);
        await page.locator(".o_notebook").first().scrollIntoViewIfNeeded();
        await shoot(page, name);
    }
    await page.click(".o_notebook .nav-link:has-text('Earn')");
}

/** The form of an earning rule, and of one that gives a percentage. */
async function photographRules(page) {
    const close = ".modal .o_form_button_cancel, .modal .btn-close";
    await page.click(".tab-pane.active .o_data_row .o_data_cell[name='sentence']");
    await page.waitForSelector(".modal .o_field_widget[name='hours_mode']");
    await shoot(page, "earning-rule");
    await page.click(close);
    await page.waitForSelector(".modal", { state: "detached" });
    await page.click(".o_notebook .nav-link:has-text('Redeem')");
    await page.click(".tab-pane.active .o_data_row:has-text('bakery') [name='sentence']");
    await page.waitForSelector(".modal .o_field_widget[name='percent'] input");
    await shoot(page, "redemption-rule");
    await page.click(close);
    await page.waitForSelector(".modal", { state: "detached" });
}

/** A basket that is tried for the member. */
async function photographTrial(page) {
    const choose = async (field, name) => {
        await page.locator(`.modal [name='${field}'] input`).last().pressSequentially(name);
        await page.locator(".dropdown-item", { hasText: new RegExp(`^\\s*${name}\\s*$`) }).click();
    };
    await page.click("button:has-text('Try It')");
    await page.waitForSelector(".modal [name='partner_id'] input");
    await choose("partner_id", MEMBER);
    for (const product of ["Espresso", "Croissant"]) {
        await page.click(".modal .o_field_x2many_list_row_add a");
        await choose("product_id", product);
        await page.click(".modal p");
        await page.waitForSelector(`.modal .o_data_row:has-text("${product}")`);
    }
    await page.waitForSelector(".modal [name='result']:has-text('Products for points: Croissant')");
    await shoot(page, "try");
    await page.click(".modal .modal-footer button:has-text('Close')");
    await page.waitForSelector(".modal", { state: "detached" });
}

async function photographOrder(page) {
    const order = await idOf(page, "pos.order", [["config_id.name", "=", TILL]]);
    await page.goto(`/odoo/pos.order/${order}`);
    await page.click(".o_notebook .nav-link:has-text('Points')");
    await page.waitForSelector(".tab-pane.active .o_data_row");
    await shoot(page, "order");
}

// ------------------------------------------------------------------------ till

async function openTill(page) {
    const till = await idOf(page, "pos.config", [["name", "=", TILL]]);
    await page.goto(`/pos/ui/${till}?from_backend=1`);
    const opening = page.locator(".modal button:has-text('Open Register')");
    await page.locator(".product-screen article.product").first().waitFor();
    await page.waitForSelector(".pos-loader", { state: "detached" });
    if ((await sessionState(page, till)) === "opening_control") {
        await opening.click();
        await opening.waitFor({ state: "detached" });
    }
}

async function sessionState(page, till) {
    const domain = [["config_id", "=", till]];
    const fields = { fields: ["state"], order: "id desc", limit: 1 };
    const [session] = await ask(page, "pos.session", "search_read", [domain], fields);
    return session.state;
}

/** 8.25 on the order, of a member in Gold with 1,240 points. */
async function sellTheBreakfast(page, phone) {
    for (const product of ["Espresso", "Espresso", "Croissant"]) {
        await page.click(`article.product:has-text("${product}")`);
    }
    if (phone) {
        await page.click(".btn-switchpane.review-button");
    }
    await page.click(".product-screen .set-partner");
    await page.click(`.modal .partner-list b:has-text("${MEMBER}")`);
    await page.waitForSelector('.o_points_balance:has-text("1,240 pts")');
    await page.waitForSelector(".o_points_use");
    await page.waitForSelector(".modal", { state: "detached" });
}

async function typeFiveHundred(page) {
    await page.click(".product-screen .o_points_button");
    for (const key of ["5", "0", "0"]) {
        await page.click(`.o_points_dialog .numpad-button[value="${key}"]`);
    }
    await page.waitForSelector('.o_points_field_money:has-text("5.00")');
}

async function photographPhone(page) {
    await openTill(page);
    await sellTheBreakfast(page, true);
    await shoot(page, "phone-till");
    await typeFiveHundred(page);
    await shoot(page, "phone-points");
}

async function photographCounter(page) {
    await openTill(page);
    await sellTheBreakfast(page, false);
    await shoot(page, "till");
    await page.click(".o_points_why");
    await page.waitForSelector(".o_points_why_dialog .o_points_rule");
    await shoot(page, "till-why");
    await page.click(".o_points_why_dialog button:has-text('Close')");
    await typeFiveHundred(page);
    await shoot(page, "till-points");
    await page.click(".o_points_redeem");
    await page.waitForSelector('.o_points_balance:has-text("740 pts left")');
    await page.waitForSelector(".modal", { state: "detached" });
    await shoot(page, "till-redeemed");
    await page.click(".product-screen .pay-order-button");
    await page.click(".paymentmethod:has-text('Cash')");
    await page.waitForSelector(".paymentline");
    await shoot(page, "payment");
    await page.click(".payment-screen .validation-button");
    await page.waitForSelector('.o_points_receipt_balance:has-text("743 pts")');
    await shoot(page, "receipt");
}

// --------------------------------------------------------------------- invoice

/** A draft invoice of the member, and what redeeming on it asks. */
async function photographInvoice(page) {
    const partner = await idOf(page, "res.partner", [["name", "=", MEMBER]]);
    const product = await idOf(page, "product.product", [["name", "=", "Croissant"]]);
    const line = { product_id: product, quantity: 20 };
    const invoice = await ask(page, "account.move", "create", [
        { move_type: "out_invoice", partner_id: partner, invoice_line_ids: [[0, 0, line]] },
    ]);
    await page.goto(`/odoo/action-account.action_move_out_invoice_type/${invoice}`);
    const redeem = page.locator(".o_form_view button[name='action_points_redeem']");
    await redeem.first().waitFor();
    await redeem.first().scrollIntoViewIfNeeded();
    await shoot(page, "invoice");
    await redeem.first().click();
    await page.waitForSelector(
        ".modal .o_form_view .modal-footer .btn-primary, .modal footer .btn-primary"
    );
    await shoot(page, "invoice-redeem");
    await page.click(".modal .btn-close");
    await page.waitForSelector(".modal", { state: "detached" });
    await page.goto("/odoo/action-pos_loyalty_membership.points_liability_action");
    await page.waitForSelector(".o_list_view .o_data_row");
    await shoot(page, "liability");
}

// ---------------------------------------------------------------------- portal

/** Staff makes a coupon of the member's points; the member sees it on a phone. */
async function photographPortal(office, page) {
    const account = [["partner_id.name", "=", MEMBER]];
    const account_id = await idOf(office, "points.account", account);
    const [wizard] = await ask(office, "points.coupon.convert", "create", [
        [{ account_id, points: 500 }],
    ]);
    await ask(office, "points.coupon.convert", "action_convert", [[wizard]]);
    await page.goto(`/my/points/${account_id}`);
    await page.waitForSelector(".o_points_portal_balance");
    await page.waitForFunction(() =>
        [...document.querySelectorAll("img[src*='/report/barcode']")].every(
            (image) => image.naturalWidth
        )
    );
    await shoot(page, "portal", { fullPage: true });
}

async function main() {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    let page;
    try {
        const office = await enter(browser, "admin", SCREEN);
        page = office;
        await photographBackOffice(page);
        page = await enter(browser, "cashier", PHONE);
        await photographPhone(page);
        await page.context().close();
        page = await enter(browser, "cashier", SCREEN);
        await photographCounter(page);
        page = office;
        await photographOrder(page);
        await photographInvoice(page);
        page = await enter(browser, "ana", PHONE);
        await photographPortal(office, page);
    } catch (error) {
        await page?.screenshot({ path: join(folder, "stopped-here.png") });
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
    } finally {
        await browser.close();
    }
}

await main();
