{
    "name": "Point of Sale Loyalty and Membership",
    "summary": "Points, rewards and membership on a ledger, at the till and beyond",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "Points for Odoo contributors",
    "website": "https://github.com/OCA/pos",
    "license": "LGPL-3",
    "depends": ["point_of_sale"],
    "data": [
        "security/points_groups.xml",
        "security/ir.model.access.csv",
        "security/points_security.xml",
        "data/points_cron.xml",
        "wizards/points_account_adjust_views.xml",
        "wizards/points_account_enrol_views.xml",
        "wizards/points_program_new_views.xml",
        "wizards/points_redemption_rule_revalue_views.xml",
        "views/points_account_views.xml",
        "views/points_earning_rule_views.xml",
        "views/points_entry_views.xml",
        # The program's form names the forms of its rules.
        "views/points_redemption_rule_views.xml",
        "views/points_program_form_view.xml",
        "views/points_program_views.xml",
        "views/points_review_views.xml",
        "views/pos_order_views.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/points_menus.xml",
    ],
    "demo": ["demo/points_cafe_demo.xml"],
    "assets": {
        "point_of_sale._assets_pos": [
            "pos_loyalty_membership/static/src/engine/**/*",
            "pos_loyalty_membership/static/src/app/**/*",
        ],
        "web.assets_backend": [
            "pos_loyalty_membership/static/src/backend/**/*",
        ],
        "web.assets_tests": [
            "pos_loyalty_membership/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "pos_loyalty_membership/static/tests/unit/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
