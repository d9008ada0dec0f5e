import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { claimBlocks } from "@pos_loyalty_membership/app/utils/points_claims";
import { progressText } from "@pos_loyalty_membership/app/utils/points_tiers";
import {
    dayText,
    moneyText,
    owedText,
    pointsText,
    timeText,
} from "@pos_loyalty_membership/app/utils/points_words";

patch(OrderReceipt.prototype, {
    /** The points block of the receipt, one per program, as texts. */
    get pointsBlocks() {
        return this.order.getPointsReceipt().map((figures) => {
            const expected = figures.as_of !== undefined;
            return {
                id: figures.program_id,
                program: figures.program,
                member: figures.tier?.name
                    ? `${figures.member} (${figures.tier.name})`
                    : figures.member,
                progress: progressText(figures, figures.tier?.next, this.order.currency),
                earned: this.earnedText(figures, expected),
                rules: (figures.rules || []).map(({ name, points }) => ({
                    name,
                    points: pointsText(figures, points),
                })),
                bonus: figures.bonus ? pointsText(figures, figures.bonus) : "",
                redeemed: figures.redeemed ? this.redeemedText(figures) : "",
                takenBack: this.returnedText(figures, figures.taken_back, expected),
                givenBack: this.returnedText(figures, figures.given_back, expected),
                balance: this.balanceText(figures, expected),
                expiring: figures.expiring ? this.expiringText(figures) : "",
                link: figures.link && generateQRCodeDataUrl(figures.link),
                owed: expected ? "" : owedText(figures, figures.member, figures.balance),
            };
        });
    },
    /** One line per coupon used or given back, with what is left on it. */
    get couponBlocks() {
        const { currency } = this.order;
        return this.order.getCouponReceipt().map(({ id, name, used, left }) => ({
            id,
            name: _t("Coupon …%s", name),
            money: `${used < 0 ? "+" : "−"}${moneyText(Math.abs(used), currency)}`,
            left: moneyText(left, currency),
        }));
    },
    /** What a sale that named nobody offers to collect, with a picture to scan. */
    get claimBlocks() {
        return claimBlocks(this.order).map((block) => ({
            ...block,
            picture: block.link && generateQRCodeDataUrl(block.link),
        }));
    },
    earnedText(figures, expected) {
        const earned = pointsText(figures, figures.earned);
        const isReturn = !figures.earned && (figures.taken_back || figures.given_back);
        return isReturn ? "" : expected ? _t("%s expected", earned) : earned;
    },
    returnedText(figures, points, expected) {
        const text = points ? pointsText(figures, points) : "";
        return text && expected ? _t("%s expected", text) : text;
    },
    /** A return that was confirmed without the server's word on its points. */
    get returnIsUnsettled() {
        return Boolean(!this.order.raw._points_receipt && this.order.uiState.points?.returnLater);
    },
    redeemedText(figures) {
        const money = moneyText(figures.redeemed_money, this.order.currency);
        return `${pointsText(figures, figures.redeemed)} (−${money})`;
    },
    /** "120 pts expire on 31 Dec": of what ends next, where that is soon. */
    expiringText(figures) {
        const { points, date } = figures.expiring;
        return _t("%(points)s expire on %(day)s", {
            points: pointsText(figures, points),
            day: dayText(date),
        });
    },
    balanceText(figures, expected) {
        if (figures.balance === null || figures.balance === undefined) {
            return "";
        }
        const balance = pointsText(figures, figures.balance);
        if (!expected || !figures.as_of) {
            return balance;
        }
        return _t("%(balance)s as of %(time)s", { balance, time: timeText(figures.as_of) });
    },
});
