import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const ALLOWED_CLICKS = 8;
const ALLOWED_FIELDS = 4;
// Counted from within the application, ways through its menu and into fields included.
let clicks = 0;
const countClick = () => clicks++;

const menu = (xmlid) => `[data-menu-xmlid='pos_loyalty_membership.${xmlid}']`;

addTour("points_program_tour", {
    steps: () => [
        {
            content: "count every click from here on",
            trigger: `.o_menu_sections ${menu("points_menu_root")}`,
            run: () => document.addEventListener("click", countClick, true),
        },
        {
            content: "open the menu Points",
            trigger: `.o_menu_sections ${menu("points_menu_root")}`,
            run: "click",
        },
        {
            content: "open the programs",
            trigger: `.dropdown-item${menu("points_program_menu")}`,
            run: "click",
        },
        {
            content: "start from a template",
            trigger: ".o_control_panel button:contains('New Program')",
            run: "click",
        },
        {
            content: "the template shows what a customer will see",
            trigger: ".modal .o_field_widget[name=picture]:contains('100 pts redeemed')",
        },
        {
            content: "a template asks for few fields",
            trigger: ".modal .o_field_widget[name=name] input",
            run() {
                const selector = ".modal .o_form_view .o_inner_group input:not([type=radio])";
                const asked = document.querySelectorAll(selector).length;
                if (asked > ALLOWED_FIELDS) {
                    throw new Error(`the template asks for ${asked} fields`);
                }
            },
        },
        {
            content: "name it",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Café Points",
        },
        {
            content: "choose the account of the discounts",
            trigger: ".modal .o_field_widget[name=income_account_id] input",
            run: "edit Discounts made with",
        },
        {
            trigger: ".ui-menu-item a:contains('Discounts made with points')",
            run: "click",
        },
        {
            content: "make the program",
            trigger: ".modal button[name=action_create]",
            run: "click",
        },
        {
            content: "it says in plain words what it will do",
            trigger: ".o_field_widget[name=sentence]:contains('Members earn 1 pt')",
        },
        {
            content: "start it",
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            content: "it runs, within the clicks allowed",
            trigger: "button[name=action_redeem_only]",
            run() {
                document.removeEventListener("click", countClick, true);
                if (clicks > ALLOWED_CLICKS) {
                    throw new Error(`from template to Start took ${clicks} clicks`);
                }
            },
        },
    ],
});
