/* Rules for JavaScript: Odoo's own habits, and this project's limits on length. */
const js = require("@eslint/js");
const globals = require("globals");

const rules = {
    ...js.configs.recommended.rules,
    complexity: ["error", 16],
    curly: ["error", "all"],
    eqeqeq: ["error", "always", { null: "ignore" }],
    "max-lines-per-function": ["error", { max: 60, skipComments: true }],
    "no-alert": "error",
    "no-console": ["error", { allow: ["warn", "error"] }],
    "no-empty": ["error", { allowEmptyCatch: false }],
    "no-implicit-globals": "error",
    "no-restricted-syntax": [
        "error",
        { selector: "PropertyDefinition > PrivateIdentifier", message: "Odoo patches need names." },
    ],
    "no-unused-vars": ["error", { args: "after-used", argsIgnorePattern: "^_" }],
    "no-var": "error",
    "object-shorthand": "error",
    "prefer-const": "error",
    "prefer-template": "off",
};

const engineRules = {
    "max-lines-per-function": ["error", { max: 40, skipComments: true }],
    "no-restricted-globals": ["error", "Date", "Intl", "crypto", "performance"],
    "no-restricted-properties": ["error", { object: "Math", property: "random" }],
};

module.exports = [
    { linterOptions: { reportUnusedDisableDirectives: "error" } },
    {
        files: ["pos_loyalty_membership/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules,
    },
    {
        files: ["pos_loyalty_membership/static/src/engine/**/*.js"],
        languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: {} },
        rules: engineRules,
    },
    {
        // A tour's steps and a group of browser tests are one function by nature.
        files: ["pos_loyalty_membership/static/tests/**/*.js"],
        rules: { "max-lines-per-function": "off" },
    },
    {
        files: ["tools/**/*.mjs", "benchmarks/**/*.mjs"],
        languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
        rules: { ...rules, "no-console": "off" },
    },
];
