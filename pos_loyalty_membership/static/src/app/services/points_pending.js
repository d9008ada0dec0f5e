/**
 * Reservations whose answer is on its way, by order: payment waits for them, but not for ever.
 */

// How long the way to payment waits for a reservation that is on its way.
const WAIT_BEFORE_PAYMENT = 5000;

export class PointsPending {
    constructor() {
        this.attempts = new Map();
    }

    /** Runs `reserve(attempt)`; `attempt.abandoned` says that nobody waits for it any more. */
    async watch(order, reserve) {
        const attempt = { abandoned: false };
        attempt.done = reserve(attempt).finally(() => {
            if (this.attempts.get(order.uuid) === attempt) {
                this.attempts.delete(order.uuid);
            }
        });
        this.attempts.set(order.uuid, attempt);
        return attempt.done;
    }

    /**
     * Lets the reservation of an order arrive, for a moment. One that comes later is given back:
     * the amount to pay must not change any more.
     *
     * @returns {Promise<boolean>} false when a reservation was given up
     */
    async settle(order) {
        const attempt = this.attempts.get(order?.uuid);
        if (!attempt) {
            return true;
        }
        await Promise.race([
            attempt.done,
            new Promise((resolve) => setTimeout(resolve, WAIT_BEFORE_PAYMENT)),
        ]);
        attempt.abandoned = this.attempts.get(order.uuid) === attempt;
        return !attempt.abandoned;
    }
}
