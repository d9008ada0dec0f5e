/**
 * Runs every engine case through the JavaScript engine in plain node: seconds, no browser.
 *
 * With `--answer` it answers calls instead, one JSON line each: tools/engine_compare.py asks.
 */

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const ADDON = join(dirname(fileURLToPath(import.meta.url)), "..", "pos_loyalty_membership");
const VECTORS = join(ADDON, "static", "tests", "vectors");
const ENGINE = join(ADDON, "static", "src", "engine");
const RUNNER = join(ADDON, "static", "tests", "unit", "engine", "vector_runner.js");

/** A module of the addon, which node reads as it is (no package.json needed). */
function load(path) {
    return import(pathToFileURL(path).href);
}

async function loadEngine() {
    const engine = {};
    for (const file of readdirSync(ENGINE).filter((name) => name.endsWith(".js"))) {
        engine[file.slice(0, -3)] = await load(join(ENGINE, file));
    }
    return engine;
}

function vectorFiles() {
    return readdirSync(VECTORS)
        .filter((name) => name.endsWith(".json") && name !== "schema.json")
        .sort()
        .map((name) => JSON.parse(readFileSync(join(VECTORS, name), "utf-8")));
}

/** One line of stdin is `{ given, calls: [[module, function, [argument names]]] }`. */
async function answerCalls() {
    const { runCase } = await load(RUNNER);
    const engine = await loadEngine();
    for await (const line of createInterface({ input: process.stdin })) {
        const { given, calls } = JSON.parse(line);
        const answers = calls.map(([module, name, names]) => {
            const input = Object.fromEntries(names.map((key) => [key, given[key]]));
            return runCase(engine, module, { function: name, arguments: names }, { name, input });
        });
        process.stdout.write(`${JSON.stringify(answers)}\n`);
    }
}

async function checkCases() {
    const start = performance.now();
    const { canonical, cases, runCase } = await load(RUNNER);
    const engine = await loadEngine();
    let count = 0;
    let wrong = 0;
    for (const content of vectorFiles()) {
        for (const [group, item] of cases(content)) {
            count += 1;
            const got = canonical(runCase(engine, content.module, group, item));
            const expected = canonical(item.expected);
            if (got !== expected) {
                wrong += 1;
                console.log(`${content.module}.${group.function}, ${item.name}:`);
                console.log(`  expected ${expected}\n  got      ${got}`);
            }
        }
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    console.log(`JavaScript engine: ${count} cases, ${wrong} wrong, ${seconds} s`);
    process.exitCode = wrong || !count ? 1 : 0;
}

await (process.argv.includes("--answer") ? answerCalls() : checkCases());
