/* JavaScript in the format of Odoo's own, XML of the back office in OCA's. */
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{ files: "*.xml", options: { printWidth: 88 } }],
};
