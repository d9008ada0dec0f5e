import { registry } from "@web/core/registry";

/** Milliseconds a step waits for what it looks for: the most that Odoo allows. */
const PATIENCE = 60000;

/**
 * Adds a tour whose steps wait longer than usual: on a slow or busy machine the first sale takes as
 * long as a step may.
 *
 * @param {string} name
 * @param {Object} tour as in Odoo's own registry of tours
 */
export function addTour(name, tour) {
    registry.category("web_tour.tours").add(name, {
        ...tour,
        steps: () => tour.steps().map((step) => ({ timeout: PATIENCE, ...step })),
    });
}
