import { Component, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { moneyText, owedText, pointsText } from "@pos_loyalty_membership/app/utils/points_words";
import { toMinor } from "@pos_loyalty_membership/app/utils/points_basket";

/** What a return gives back and takes, in money and points, before it is confirmed. */
export class PointsReturn extends Component {
    static template = "pos_loyalty_membership.PointsReturn";
    static props = { order: Object };

    setup() {
        this.pos = usePos();
        useEffect(
            () => {
                this.pos.points?.returns.ask(this.props.order);
            },
            () => [this.pos.points?.returns.keyOf(this.props.order)]
        );
    }

    /** Everything the template shows; null where nothing is returned, or no points moved. */
    get view() {
        const { order } = this.props;
        const returns = this.pos.points?.returns;
        if (!returns?.keyOf(order)) {
            return null;
        }
        const known = returns.get(order) || { busy: true };
        return {
            money: this.moneyText(order, returns),
            busy: Boolean(known.busy),
            failed: Boolean(known.failed),
            accounts: (known.figures || []).map((figures) => this.accountTexts(figures)),
        };
    }

    /** "Return 1 Croissant, 2 Espresso: 0.89 back in money". */
    moneyText(order, returns) {
        const goods = returns.goodsOf(order);
        const lines = [...goods, ...order.getWithheldLines()];
        const names = goods.map(
            (line) =>
                `${this.env.utils.formatProductQty(-line.qty, false)} ${line.getFullProductName()}`
        );
        // Odoo turns the sign of a return's prices, or not: what comes back has none.
        const back = Math.abs(lines.reduce((sum, line) => sum + line.priceIncl, 0));
        return _t("Return %(goods)s: %(money)s back in money", {
            goods: names.join(", "),
            money: moneyText(toMinor(back, order.currency.rounding), order.currency),
        });
    }

    /** "136 pts back · 1 pt taken — new balance 878 pts", and a debt in words. */
    accountTexts(figures) {
        const parts = [];
        if (figures.given_back) {
            parts.push(_t("%s back", pointsText(figures, figures.given_back)));
        }
        if (figures.taken_back) {
            parts.push(_t("%s taken", pointsText(figures, figures.taken_back)));
        }
        return {
            key: `${figures.program_id} ${figures.member}`,
            text: _t("%(points)s — new balance %(balance)s", {
                points: parts.join(" · "),
                balance: pointsText(figures, Math.max(0, figures.balance)),
            }),
            owed: owedText(figures, figures.member, figures.balance),
        };
    }
}
