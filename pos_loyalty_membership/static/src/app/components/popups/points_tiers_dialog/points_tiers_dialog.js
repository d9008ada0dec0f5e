import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { missingText, tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";
import { farDayText, pointsText } from "@pos_loyalty_membership/app/utils/points_words";

/** Every tier of the member's programs: its own, what others give and lack, and choosing one. */
export class PointsTiersDialog extends Component {
    static template = "pos_loyalty_membership.PointsTiersDialog";
    static components = { Dialog };
    static props = { orderUuid: String, close: Function };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.state = useState({ choices: null, busy: false, error: "" });
        onWillStart(() => {
            this.read();
        });
    }

    get order() {
        return this.pos.models["pos.order"].getBy("uuid", this.props.orderUuid);
    }

    get service() {
        return this.pos.points.tierChoices;
    }

    async read() {
        Object.assign(this.state, { busy: true, error: "" });
        const { choices, message } = await this.service.read(this.order);
        Object.assign(this.state, { choices: choices || null, busy: false, error: message || "" });
    }

    /** Programs with tiers: their tiers, the lowest first. */
    get programs() {
        return this.pos.points.rules.programs
            .filter(({ id }) => this.state.choices?.[id]?.length)
            .map((program) => ({
                id: program.id,
                name: program.name,
                tiers: this.state.choices[program.id].map((choice) => this.row(program, choice)),
            }));
    }

    row(program, choice) {
        const account = this.pos.points.getAccount(this.order, program.id);
        const isCurrent = account?.tier_id === choice.tier_id;
        const cost = choice.join_cost ? pointsText(program, choice.join_cost) : "";
        return {
            id: choice.tier_id,
            look: tierLook(program, choice.tier_id) || { name: "", gifts: [] },
            isCurrent,
            until: isCurrent && account.tier?.date_to ? farDayText(account.tier.date_to) : "",
            canChoose: !choice.refusal,
            label: cost ? _t("Choose for %s", cost) : _t("Choose"),
            cost,
            note: this.note(program, choice),
            program,
        };
    }

    note(program, choice) {
        const missing = missingText(program, choice.missing, this.order.currency);
        if (!choice.reached && missing) {
            return _t("%s missing", missing);
        }
        const byItself = choice.reached && choice.refusal === "tier_by_itself";
        return byItself ? _t("Reached") : choice.message;
    }

    async choose({ program, id, look, cost }) {
        const confirmed =
            !cost ||
            (await ask(this.dialog, {
                title: _t("Choose “%s”?", look.name),
                body: _t(
                    "Joining costs %s. It can be taken back within 24 hours, as long as it was not used.",
                    cost
                ),
                confirmLabel: _t("Pay %s", cost),
            }));
        if (confirmed) {
            await this.run(() => this.service.choose(this.order, program.id, id, Boolean(cost)));
        }
    }

    /** The tier that was chosen and paid for here, as long as the till knows of it. */
    get undo() {
        return this.service.getUndo(this.order);
    }

    takeBack() {
        return this.run(() => this.service.takeBack(this.order));
    }

    async run(action) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "" });
        const { message } = await action();
        await this.read();
        this.state.error = message || this.state.error;
    }
}
