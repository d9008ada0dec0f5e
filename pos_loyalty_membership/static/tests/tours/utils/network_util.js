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
