/** Which goods a rule is about. Twin: engine/scope.py. */

/** Whether a scope names and excludes nothing: `is_everything(new Scope({}))`. */
export function is_everything(scope) {
    return !(
        scope.product_ids.length ||
        scope.category_ids.length ||
        scope.pos_category_ids.length ||
        scope.excluded_product_ids.length ||
        scope.excluded_category_ids.length ||
        scope.excluded_pos_category_ids.length
    );
}

/**
 * Whether a line of goods is in a scope, by its product and all its categories.
 *
 * Named products count alone; without any, the named product categories and those of the till
 * together; without any of these, everything. Excluded ones never.
 * Coffee in "drinks" with the scope `{ category_ids: [drinks] }` is in.
 */
export function in_scope(scope, line) {
    if (
        scope.excluded_product_ids.includes(line.product_id) ||
        _meet(line.category_ids, scope.excluded_category_ids) ||
        _meet(line.pos_category_ids, scope.excluded_pos_category_ids)
    ) {
        return false;
    }
    if (scope.product_ids.length) {
        return scope.product_ids.includes(line.product_id);
    }
    if (!scope.category_ids.length && !scope.pos_category_ids.length) {
        return true;
    }
    return (
        _meet(line.category_ids, scope.category_ids) ||
        _meet(line.pos_category_ids, scope.pos_category_ids)
    );
}

/**
 * The positions of the goods in a scope, as ScopeIndex gives them.
 *
 * Goods of products 7 and 8 with the scope `{ product_ids: [8] }` give `[1]`.
 */
export function lines_in_scope(scope, lines) {
    const goods = [...lines.keys()].filter((index) => lines[index].kind === "goods");
    return new ScopeIndex(lines, goods).lines(scope);
}

/**
 * Finds the lines of many scopes among some: looks at each at most once, then only at ids.
 *
 * `positions` are those of the lines that count, in their order.
 */
export class ScopeIndex {
    constructor(lines, positions) {
        this._lines = lines;
        this._marks = null;
        this.everything = positions;
        this.by_product = new Map();
        this.by_category = new Map();
        this.by_pos_category = new Map();
    }

    /** Look at every line; only where a scope names something. */
    _fill() {
        // Used anew for every scope.
        this._marks = new Uint8Array(this._lines.length);
        for (const index of this.everything) {
            const { product_id, category_ids, pos_category_ids } = this._lines[index];
            _put(this.by_product, product_id, index);
            for (const id of category_ids) {
                _put(this.by_category, id, index);
            }
            for (const id of pos_category_ids) {
                _put(this.by_pos_category, id, index);
            }
        }
    }

    /** Positions of the lines in a scope, in their order. */
    lines(scope) {
        if (is_everything(scope)) {
            return this.everything;
        }
        if (!this._marks) {
            this._fill();
        }
        const marks = this._marks.fill(0);
        if (scope.product_ids.length) {
            _mark(marks, this.by_product, scope.product_ids, 1);
        } else if (scope.category_ids.length || scope.pos_category_ids.length) {
            _mark(marks, this.by_category, scope.category_ids, 1);
            _mark(marks, this.by_pos_category, scope.pos_category_ids, 1);
        } else {
            marks.fill(1);
        }
        _mark(marks, this.by_product, scope.excluded_product_ids, 0);
        _mark(marks, this.by_category, scope.excluded_category_ids, 0);
        _mark(marks, this.by_pos_category, scope.excluded_pos_category_ids, 0);
        const found = [];
        for (const index of this.everything) {
            if (marks[index]) {
                found.push(index);
            }
        }
        return found;
    }
}

function _put(positions, id, index) {
    const found = positions.get(id);
    if (found) {
        found.push(index);
    } else {
        positions.set(id, [index]);
    }
}

function _mark(marks, positions, ids, mark) {
    for (const id of ids) {
        for (const index of positions.get(id) || []) {
            marks[index] = mark;
        }
    }
}

function _meet(ids, others) {
    return ids.some((id) => others.includes(id));
}
