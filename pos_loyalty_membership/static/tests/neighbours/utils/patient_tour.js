import { registry } from "@web/core/registry";

const PATIENCE = 60000;

/**
 * Adds a tour whose steps wait longer than usual: with many modules installed the first sale of a
 * busy machine takes as long as a step may.
 *
 * @param {string} name
 * @param {Function} steps returns steps, in lists of lists
 */
export function addTour(name, steps) {
    registry.category("web_tour.tours").add(name, {
        steps: () =>
            steps()
                .flat(Infinity)
                .map((step) => ({ timeout: PATIENCE, ...step })),
    });
}
