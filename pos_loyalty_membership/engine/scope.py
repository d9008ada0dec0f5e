"""Which goods a rule is about. Twin: ``static/src/engine/scope.js``."""


def is_everything(scope):
    """Whether a scope names and excludes nothing: ``is_everything(Scope())``."""
    return not (
        scope.product_ids
        or scope.category_ids
        or scope.pos_category_ids
        or scope.excluded_product_ids
        or scope.excluded_category_ids
        or scope.excluded_pos_category_ids
    )


def in_scope(scope, line):
    """Whether a line of goods is in a scope, by its product and all its categories.

    Named products count alone; without any, the named product categories and those of
    the till together; without any of these, everything. Excluded ones never.
    Coffee in "drinks" with the scope ``{"category_ids": [drinks]}`` is in.
    """
    if (
        line.product_id in scope.excluded_product_ids
        or _meet(line.category_ids, scope.excluded_category_ids)
        or _meet(line.pos_category_ids, scope.excluded_pos_category_ids)
    ):
        return False
    if scope.product_ids:
        return line.product_id in scope.product_ids
    if not (scope.category_ids or scope.pos_category_ids):
        return True
    return _meet(line.category_ids, scope.category_ids) or _meet(
        line.pos_category_ids, scope.pos_category_ids
    )


def lines_in_scope(scope, lines):
    """The positions of the goods in a scope, as ScopeIndex gives them.

    Goods of products 7 and 8 with the scope ``{"product_ids": [8]}`` give ``[1]``.
    """
    goods = [index for index, line in enumerate(lines) if line.kind == "goods"]
    return list(ScopeIndex(lines, goods).lines(scope))


class ScopeIndex:
    """Finds the lines of many scopes among some: looks at each at most once, then only
    at ids.

    ``positions`` are those of the lines that count, in their order.
    """

    __slots__ = (
        "everything",
        "by_category",
        "by_pos_category",
        "by_product",
        "_is_filled",
        "_lines",
    )

    def __init__(self, lines, positions):
        self._lines, self._is_filled = lines, False
        self.everything = positions
        self.by_product, self.by_category, self.by_pos_category = {}, {}, {}

    def _fill(self):
        """Look at every line; only where a scope names something."""
        self._is_filled = True
        for index in self.everything:
            line = self._lines[index]
            self.by_product.setdefault(line.product_id, []).append(index)
            for category_id in line.category_ids:
                self.by_category.setdefault(category_id, []).append(index)
            for category_id in line.pos_category_ids:
                self.by_pos_category.setdefault(category_id, []).append(index)

    def lines(self, scope):
        """Positions of the lines in a scope, in their order."""
        if is_everything(scope):
            return self.everything
        if not self._is_filled:
            self._fill()
        marks = bytearray(len(self._lines))
        if scope.product_ids:
            _mark(marks, self.by_product, scope.product_ids, 1)
        elif scope.category_ids or scope.pos_category_ids:
            _mark(marks, self.by_category, scope.category_ids, 1)
            _mark(marks, self.by_pos_category, scope.pos_category_ids, 1)
        else:
            for index in self.everything:
                marks[index] = 1
        _mark(marks, self.by_product, scope.excluded_product_ids, 0)
        _mark(marks, self.by_category, scope.excluded_category_ids, 0)
        _mark(marks, self.by_pos_category, scope.excluded_pos_category_ids, 0)
        return [index for index in self.everything if marks[index]]


def _mark(marks, positions, ids, mark):
    for each in ids:
        for index in positions.get(each, ()):
            marks[index] = mark


def _meet(ids, others):
    return any(each in others for each in ids)
