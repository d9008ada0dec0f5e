"""The orders that are compared, each prepared outside of what is measured."""

from uuid import uuid4

from benchmarks import orders, shop
from benchmarks.measure import Call, Samples


class Scenario:
    """One kind of paid order in one database.

    `prepare` makes the order and is not measured; `calls` are those of the till.
    """

    def __init__(self, label, database, the_shop):
        self.label = label
        self.database = database
        self.shop = the_shop
        self.samples = Samples()

    def prepare(self, env):
        """The order to be sent."""
        return orders.order(env, self.shop, orders.goods(env, self.shop))

    def calls(self, values):
        """The calls of the till for this order."""
        return [Call("sync_from_ui", [[values]])]

    def once(self, keep=True):
        """Send one order by calls and one by requests; keep what they cost unless they
        only warm up.

        One goes before them: the processor's caches are full of another database then,
        as those of a shop's server never are.
        """
        self.sell(self.database.called)
        queries, seconds = self.sell(self.database.called)
        requests, processors = self.sell(self.database.requested)
        if keep:
            self.samples.add(queries, seconds)
            self.samples.requests.append(requests)
            self.samples.processors.append(processors)

    def sell(self, how):
        """Prepare and send one order, call by call, by a function of the database
        (`called`, `requested`); what its calls cost together."""
        values = self.database.call(self.prepare)
        sold_ids, costs = [], []
        for call in self.calls(values):
            result, *cost = how(call, sold_ids)
            costs.append(cost)
            if call.method == "sync_from_ui":
                sold_ids = [order["id"] for order in result["pos.order"]]
        return [sum(column) for column in zip(*costs, strict=True)]


class Discounted(Scenario):
    """A plain order with a sixth line, to compare a redemption with."""

    def prepare(self, env):
        """The order to be sent."""
        lines = orders.goods(env, self.shop)
        lines = orders.plain_discount(env, self.shop, lines, orders.DISCOUNT)
        return orders.order(env, self.shop, lines)


class Returned(Scenario):
    """The whole return of an order of the same shape."""

    sold = Discounted.prepare

    def prepare(self, env):
        """Sell one, then the order that returns it."""
        values = self.sold(env)
        env["pos.order"].sync_from_ui([values])
        sold = env["pos.order"].search([("uuid", "=", values["uuid"])])
        lines = orders.returned(env, sold.id)
        return orders.order(env, self.shop, lines, is_refund=True)


class NativeEarning(Scenario):
    """Native loyalty checks the card before the order and writes it after."""

    def __init__(self, label, database, the_shop, program_id, card_id):
        super().__init__(label, database, the_shop)
        self.program_id = program_id
        self.card_id = card_id

    def calls(self, values):
        """Three calls, as the till makes them."""
        points = int(values["amount_total"])
        change = {
            str(self.card_id): {
                "points": points,
                "program_id": self.program_id,
                "coupon_id": self.card_id,
                "barcode": False,
                "partner_id": self.shop.partner_id,
            }
        }
        return [
            Call("validate_coupon_programs", [{str(self.card_id): points}, []], on=[]),
            *super().calls(values),
            Call("confirm_coupon_programs", [change], on="sold"),
        ]


class Redeeming(Scenario):
    """An order that spends points reserved before, and earns."""

    def __init__(self, label, database, the_shop, program_id, rule_id):
        super().__init__(label, database, the_shop)
        self.program_id = program_id
        self.rule_id = rule_id

    def prepare(self, env):
        """Reserve the points, as the till did when the cashier redeemed."""
        uuid, hold_uuid = str(uuid4()), str(uuid4())
        answer = env["points.till"]._hold_once(
            self.shop.config_id,
            {
                "uuid": hold_uuid,
                "replaces": "",
                "partner_id": self.shop.partner_id,
                "program_id": self.program_id,
                "rule_id": self.rule_id,
                "order_uuid": uuid,
                "sales_mode_id": 0,
                "points": round(orders.DISCOUNT * 100 * 100),
                "money": round(orders.DISCOUNT * 100),
            },
        )
        assert answer["ok"], answer
        lines = orders.goods(env, self.shop)
        lines += orders.discount(env, self.shop, lines, orders.DISCOUNT, hold_uuid)
        return orders.order(env, self.shop, lines, uuid=uuid)


class RedeemingReturned(Returned):
    """The return of an order that earned and spent points."""

    sold = Redeeming.prepare

    def __init__(self, label, database, the_shop, program_id, rule_id):
        super().__init__(label, database, the_shop)
        self.program_id = program_id
        self.rule_id = rule_id


def all_scenarios(bare, native, ours):
    """Scenarios by a key, in the order in which they are reported."""
    bare_shop = _opened(bare)
    native_shop = _opened(native)
    our_shop = _opened(ours)
    bare.user_id = bare_shop.cashier_id
    native_ids = native.call(lambda env: shop.open_native_program(env, native_shop))
    native.user_id = native_shop.cashier_id
    our_ids = ours.call(lambda env: shop.open_points_program(env, our_shop))
    ours.user_id = our_shop.cashier_id
    return {
        "bare": Scenario("point_of_sale, 5 lines", bare, bare_shop),
        "bare_six": Discounted("point_of_sale, 6 lines", bare, bare_shop),
        "bare_return": Returned("point_of_sale, return of 6 lines", bare, bare_shop),
        "native": NativeEarning("pos_loyalty, earns", native, native_shop, *native_ids),
        "earn": Scenario("points, earns", ours, our_shop),
        "redeem": Redeeming("points, earns and redeems", ours, our_shop, *our_ids),
        "return": RedeemingReturned(
            "points, return of earned and spent", ours, our_shop, *our_ids
        ),
    }


def _opened(database):
    return database.call(shop.open_shop)
