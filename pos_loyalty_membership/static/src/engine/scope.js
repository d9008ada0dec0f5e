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
    return new ScopeIndex(lines).lines(scope);
}

/** Finds the goods of many scopes: looks at each line once, then only at ids. */
export class ScopeIndex {
    constructor(lines) {
        this.size = lines.length;
        this.everything = [];
        this.by_product = new Map();
        this.by_category = new Map();
        this.by_pos_category = new Map();
        lines.forEach((line, index) => {
            if (line.kind !== "goods") {
                return;
            }
            this.everything.push(index);
            _put(this.by_product, line.product_id, index);
            line.category_ids.forEach((id) => _put(this.by_category, id, index));
            line.pos_category_ids.forEach((id) => _put(this.by_pos_category, id, index));
        });
    }

    /** Positions of the goods in a scope, in the order of the lines. */
    lines(scope) {
        if (is_everything(scope)) {
            return this.everything;
        }
        const marks = new Uint8Array(this.size);
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
        return this.everything.filter((index) => marks[index]);
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
