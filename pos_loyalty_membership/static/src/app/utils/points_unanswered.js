/**
 * Questions that got no answer: whether they may have been carried out all the same, what the
 * cashier reads, and how they are asked again without doing anything twice.
 */
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { uuidv4 } from "@point_of_sale/utils";

// How long a call may take. A line that is dead without saying so keeps a browser waiting for many
// minutes, and a customer with it.
const PATIENCE = 20000;

/**
 * The answer of a call, or a lost connection once nobody is going to wait any longer.
 *
 * @param {Promise} call
 */
export function answered(call) {
    let timer;
    const late = new Promise((_resolve, reject) => {
        timer = browser.setTimeout(() => reject(new ConnectionLostError("/points.till")), PATIENCE);
    });
    return Promise.race([call, late]).finally(() => browser.clearTimeout(timer));
}

/**
 * What a call that failed means for whoever asked.
 *
 * @param {Error} error
 * @param {boolean} wasOffline whether the till knew that there was no connection: nothing was sent
 * @param {{offline: string, unanswered: string}} texts for a call that was not sent, and for one
 *   that may have reached the server
 * @returns {{ok: false, unsure: boolean, message: string}} `unsure`: perhaps it was carried out
 */
export function failure(error, wasOffline, texts) {
    if (!(error instanceof ConnectionLostError)) {
        return { ok: false, unsure: false, message: error.data?.message || error.message };
    }
    return {
        ok: false,
        unsure: !wasOffline,
        message: wasOffline ? texts.offline : texts.unanswered,
    };
}

/**
 * Uuids of requests, by what they ask: the same request, sent again because nobody answered, is
 * known by its uuid to the server, which then changes nothing.
 */
export class RepeatedRequests {
    constructor() {
        this.uuids = new Map();
    }

    uuidOf(key) {
        if (!this.uuids.has(key)) {
            this.uuids.set(key, uuidv4());
        }
        return this.uuids.get(key);
    }

    /** The server has answered: asking the same once more is another request. */
    answered(key) {
        this.uuids.delete(key);
    }
}
