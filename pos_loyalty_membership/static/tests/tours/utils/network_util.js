/* global posmodel */

/**
 * Cuts and mends the network of the browser itself: the test behind the tour listens to the
 * console (`tests/network.py`) and asks Chromium for it.
 */
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";

/** Waits in the page: a tour's steps wait for elements, and this is none. */
const until = async (isTrue) => {
    while (!isTrue()) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
};

export const cutTheNetwork = () => ({
    content: "the network is cut",
    trigger: "body",
    run: async () => {
        console.warn("points: cut the network");
        await until(() => !navigator.onLine && posmodel.data.network.offline);
    },
});

export const mendTheNetwork = () => ({
    content: "the network is back",
    trigger: "body",
    run: async () => {
        console.warn("points: mend the network");
        await until(() => navigator.onLine && !posmodel.data.network.offline);
    },
});

/** The server does what it is asked next, and its answer never arrives. */
export const loseTheAnswerOf = (method) => ({
    content: `the next answer of ${method} will be lost`,
    trigger: "body",
    run: async () => {
        console.warn(`points: lose the answer of ${method}`);
        await until(() => document.body.dataset.pointsLosing === method);
    },
});

export const theAnswerWasLost = () => ({
    content: "the answer was lost",
    trigger: 'body[data-points-losing=""]',
});

/** After the page was loaded again: the till knows at once. */
export const thereIsStillNone = () => ({
    content: "the till has no network still",
    trigger: ".pos .status-buttons .fa-chain-broken",
});

export const readTheWarning = () => Dialog.confirm("Continue with limited functionality");

export const everythingIsSynced = () => ({
    content: "every paid order is at the server",
    trigger: "body",
    run: () =>
        until(() =>
            posmodel.models["pos.order"]
                .filter((order) => order.finalized)
                .every((order) => order.isSynced)
        ),
});
