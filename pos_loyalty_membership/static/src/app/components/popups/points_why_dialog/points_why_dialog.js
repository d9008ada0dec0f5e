import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import {
    accountRemarks,
    earningText,
    pointsNumber,
    pointsText,
} from "@pos_loyalty_membership/app/utils/points_words";

/** Why an order earns what it earns: rule by rule, matched and not, for every program. */
export class PointsWhyDialog extends Component {
    static template = "pos_loyalty_membership.PointsWhyDialog";
    static components = { Dialog };
    static props = { orderUuid: String, close: Function };

    setup() {
        this.pos = usePos();
    }

    get order() {
        return this.pos.models["pos.order"].getBy("uuid", this.props.orderUuid);
    }

    get programs() {
        return this.pos.points.getQuotes(this.order).map(({ program, account, earning }) => ({
            id: program.id,
            name: program.name,
            balance: account ? pointsText(program, account.available) : "",
            remarks: account
                ? [...accountRemarks(account, program), ...this.held(program, account)]
                : [],
            total: earning ? `+${pointsText(program, earning.points)}` : "",
            rules: earning ? earning.rules.map((result) => this.ruleView(program, result)) : [],
        }));
    }

    /** Points of the member that other documents reserve, in words. */
    held(program, account) {
        return (account.holds || [])
            .filter((hold) => hold.document_uuid !== this.order.uuid)
            .map((hold) =>
                _t("%(points)s reserved by %(document)s", {
                    points: pointsText(program, hold.points),
                    document: hold.document_name || _t("another document"),
                })
            );
    }

    ruleView(program, result) {
        const rules = this.pos.points.engine[program.id].earning_rules;
        const rule = rules.find((each) => each.id === result.rule_id);
        return {
            id: result.rule_id,
            matched: ["matched", "capped", "capped_by_day"].includes(result.code),
            name: program.rule_names?.earning[result.rule_id] || "",
            text: earningText(result, rule, program, this.order.currency),
            points: result.points ? `+${pointsNumber(program, result.points)}` : "0",
        };
    }
}
