/* global window */
/**
 * Time of the till's preview in node and in a browser, as a table of Markdown.
 *
 *     node preview.mjs [CHROMIUM]
 *
 * Without a browser, node alone. playwright-core is found by NODE_PATH. The budget is 1 ms.
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

import { measure } from "./preview_measure.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const ENGINE = "pos_loyalty_membership/static/src/engine";
const BUDGET = 1;
const PAGE = "/";

function measureHere() {
    return measure((name) => import(pathToFileURL(join(ROOT, ENGINE, `${name}.js`)).href));
}

/** Serves the project's scripts to a browser of this machine, on a free port. */
async function serveScripts() {
    const server = createServer(async ({ url }, answer) => {
        if (url === PAGE) {
            answer.setHeader("Content-Type", "text/html").end("<!doctype html>");
            return;
        }
        try {
            const script = await readFile(join(ROOT, normalize(url)));
            answer.setHeader("Content-Type", "text/javascript").end(script);
        } catch {
            answer.writeHead(404).end();
        }
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    return server;
}

async function measureInBrowser(executablePath) {
    const { chromium } = createRequire(import.meta.url)("playwright-core");
    const server = await serveScripts();
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    try {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${server.address().port}${PAGE}`);
        return await page.evaluate(async (engine) => {
            const { measure: run } = await import("/benchmarks/preview_measure.mjs");
            return run((name) => import(`${window.location.origin}/${engine}/${name}.js`));
        }, ENGINE);
    } finally {
        await browser.close();
        server.close();
    }
}

const [executablePath] = process.argv.slice(2);
const columns = [["node", await measureHere()]];
if (executablePath) {
    columns.push(["Chromium", await measureInBrowser(executablePath)]);
}
const rows = [
    ["the till's preview, median ms", ...columns.map(([where]) => where)],
    ["---", ...columns.map(() => "---:")],
    ...columns[0][1].map(({ name }, index) => [
        name,
        ...columns.map(([, found]) => found[index].milliseconds.toFixed(3)),
    ]),
];
const slow = columns.filter(([, found]) => found.some((one) => one.milliseconds > BUDGET));
process.stdout.write(`${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n\n`);
process.stdout.write(`100 rules, 100 lines. Allowed: ${BUDGET} ms.\n`);
for (const [where] of slow) {
    process.stdout.write(`\n**Over budget:** in ${where}.\n`);
}
