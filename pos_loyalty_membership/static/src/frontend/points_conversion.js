import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The slider and the field of a conversion say the same number of points. */
export class PointsConversion extends Interaction {
    static selector = ".o_points_conversion";
    dynamicContent = {
        "input[type='range']": { "t-on-input": (ev) => this.copy(ev, "number") },
        "input[type='number']": { "t-on-input": (ev) => this.copy(ev, "range") },
    };

    copy(ev, type) {
        const other = this.el.querySelector(`input[type='${type}']`);
        other.value = ev.target.value;
    }
}

registry.category("public.interactions").add("points.conversion", PointsConversion);
