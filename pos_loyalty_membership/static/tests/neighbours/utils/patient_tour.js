import { addTour as add } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/**
 * Adds a tour beside other modules.
 *
 * @param {string} name
 * @param {Function} steps returns steps, in lists of lists
 */
export function addTour(name, steps) {
    add(name, { steps: () => steps().flat(Infinity) });
}
