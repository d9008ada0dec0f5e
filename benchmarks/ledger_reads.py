"""What a till asks of large tables: sales, returns, members, second prints.

Only the plans of their statements are looked at, since every transaction is undone.
"""

from benchmarks import shop
from benchmarks.ledger_plans import Recorder, scanned
from benchmarks.scenarios import Redeeming, RedeemingReturned, Scenario

LISTED = 80
TEXTS = ("+34600123456", "600123456", "someone@example.com", "0451234567890")


def scans(database, filled, environment):
    """{what was asked: {table: statement}} of statements that read a whole table."""
    the_shop = database.call(shop.open_shop)
    ids = database.call(lambda env: shop.open_points_program(env, the_shop))
    database.user_id = the_shop.cashier_id
    orders = (
        Scenario("sale", database, the_shop),
        Redeeming("sale with points", database, the_shop, *ids),
        RedeemingReturned("return", database, the_shop, *ids),
    )
    found = {}
    for label, question in [*_orders(orders), *_questions(database, filled, the_shop)]:
        with database.registry.cursor() as cr:
            env = environment(cr, database)
            with Recorder(cr) as recorder:
                question(env)
                env.flush_all()
            tables = scanned(cr, recorder.statements)
            cr.rollback()
        if tables:
            found[label] = tables
    return found


def _orders(scenarios):
    """[(label, function of an environment)] that send one order of each kind."""
    found = []
    for scenario in scenarios:
        # The first one reads what is kept in memory afterwards.
        scenario.sell(scenario.database.called)
        values = scenario.database.call(scenario.prepare)
        found += [(scenario.label, call.run) for call in scenario.calls(values)]
    return found


def _questions(database, filled, the_shop):
    """[(label, function of an environment)] of what cashiers look up."""
    config_id = the_shop.config_id
    accounts = [filled.account(number) for number in range(LISTED)]
    partner_ids = database.call(
        lambda env: env["points.account"].sudo().browse(accounts).partner_id.ids
    )

    def till(name, *arguments):
        return lambda env: getattr(env["points.till"], name)(config_id, *arguments)

    def second_print(env):
        order = env["pos.order"].search([], order="id desc", limit=1)
        return order.read_pos_data([], order.config_id)

    return [
        ("second print", second_print),
        ("member", till("get_member", partner_ids[0])),
        ("tiers of a member", till("get_tiers", partner_ids[0])),
        ("list of customers", till("get_listed", partner_ids)),
        *((f"search for {text}", till("find_member", text)) for text in TEXTS),
    ]
