/* The format of Odoo's own JavaScript. */
module.exports = {
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    overrides: [{ files: "*.{json,yml,yaml,md}", options: { tabWidth: 2 } }],
};
