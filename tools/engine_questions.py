"""Random input for both engines: every kind of rule and limit, up to the bounds."""

import random

from tools.birthday_questions import birthday_question
from tools.expiry_questions import expiry_question
from tools.tier_questions import tier_question

BOUND = 10**12
DATES = ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]
TAX_KEYS = ["", "1", "1,2", "10", "2"]


class Generator:
    """Random engine input, the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.wild = False
        self.bound = BOUND

    def question(self):
        """Arguments for every call, by name."""
        self.wild = self.random.random() < 0.05
        self.bound = self.random.choice([50, 2000, 2000, 100000, 10**9, BOUND])
        situation = self.situation()
        lines = self.lines()
        basket = {"lines": lines, "situation": situation, "received": self.received()}
        basket["residual"] = self.number(3 * self.bound) if self.chance(0.1) else None
        program, other = self.program(1), self.program(2)
        record = self.entry_record(lines)
        points = self.stepped(self.random.choice([1000, 100 * self.bound]))
        usual = self.chance(0.5) and isinstance(points, int)
        return {
            "basket": basket,
            "lines": lines,
            "situation": situation,
            "program": program,
            "rule": self.redemption_rule(99),
            "limits": self.limits(),
            "member": self.member(),
            "programs": [program, other],
            "members": [self.member(), self.member()],
            "uses": [self.use(i, program, other) for i in range(self.few())],
            "coupon_rule": self.coupon_rule(),
            "available": self.stepped(100 * self.bound),
            "coupon_uses": [self.coupon_use(index) for index in range(self.few())],
            "product_id": self.random.choice([0, 0, 0, 1, 2]),
            "own_program_id": self.random.randrange(3),
            "scope": self.scope(),
            "product": self.assignment(),
            "categories": self.assignments(),
            "pos_categories": [self.assignments() for _ in range(self.few())],
            "over": [self.random.randint(0, self.bound) for _ in range(3)],
            "under": [self.random.randint(1, self.bound) for _ in range(2)],
            "hold_uuid": self.random.choice(["", "", "hold-0", "hold-1", "hold-2"]),
            "points": points,
            "money": points // 100 if usual else self.number(self.bound),
            "field": self.random.choice(["earn_amount", "payable_amount"]),
            "without_redemptions": self.chance(0.5),
            "entry_record": record,
            "returned": self.returned(record),
            "taken": self.taken(record),
            "shares": [[line["uuid"], line["amount"]] for line in record["lines"]],
            "sold": {line["uuid"]: line["quantity"] for line in record["lines"]},
            "already": self.random.choice([0, self.random.randint(0, self.bound)]),
            "unit": self.random.choice([1, 100]),
            "total": self.random.randint(-self.bound // 2, self.bound),
            "weights": [self.number(self.bound) for _ in range(self.size())],
            "a": self.random.randint(-self.bound, self.bound),
            "b": self.random.randint(-self.bound, self.bound),
            "c": self.random.randint(0, self.bound),
            "mode": self.random.choice(["down", "half_up", "up"]),
            **birthday_question(self.random),
            **expiry_question(self.random),
            **tier_question(self),
        }

    def chance(self, probability):
        return self.random.random() < probability

    def size(self):
        if self.wild and self.chance(0.02):
            return 1001
        return self.random.choice([0, 1, 1, 2, 3, 4, 6, 10, 40])

    def number(self, bound, lowest=0):
        """A number in the bounds; in wild questions now and then beyond them."""
        bound = min(max(bound, lowest), BOUND)
        if self.wild and self.chance(0.05):
            return self.random.choice([-1, BOUND + 1, 0.5, None])
        if self.chance(0.1):
            return self.random.choice([lowest, bound, max(lowest, bound - 1)])
        return self.random.randint(lowest, bound)

    def coupon_rule(self):
        """How points become coupons."""
        return {
            "points": self.stepped(100 * self.bound, 1),
            "money": self.number(self.bound, 1),
            "minimum_points": self.stepped(self.bound) if self.chance(0.3) else 0,
            "step": self.stepped(self.bound) if self.chance(0.3) else 0,
            "everything": self.chance(0.2),
        }

    def coupon_use(self, index):
        """A coupon on a basket."""
        money = self.number(self.bound)
        return {"hold_uuid": f"hold-{index}", "program_id": 1, "money": money}

    def stepped(self, bound, lowest=0):
        """Points: mostly whole ones."""
        points = self.number(bound, lowest)
        if self.chance(0.1) or not isinstance(points, int) or points < 100:
            return points
        return points // 100 * 100

    def lines(self):
        return [self.line(index) for index in range(self.size())]

    def line(self, index):
        kinds = ["goods"] * 6 + ["discount", "return", "redemption"]
        kind = self.random.choice(kinds)
        bound = self.bound if kind == "goods" else self.bound // 3
        earn_amount, payable_amount = self.number(bound), self.number(bound)
        if self.chance(0.5):
            payable_amount = earn_amount
        if kind != "goods":
            earn_amount, payable_amount = _minus(earn_amount), _minus(payable_amount)
        return {
            "uuid": f"line-{index}",
            "kind": kind,
            "quantity": self.number(5000) if self.chance(0.5) else 1000 * self.few(),
            "earn_amount": earn_amount,
            "payable_amount": payable_amount,
            "tax_key": self.random.choice(TAX_KEYS),
            "earns": self.chance(0.8),
            "redeemable": self.chance(0.8),
            **(self.redeemed() if kind == "redemption" else self.sold()),
        }

    def sold(self):
        """What scopes and assignments look at."""
        return {
            "product_id": self.random.randrange(1, 5),
            "category_ids": self.random.sample(range(1, 5), self.random.randrange(3)),
            "pos_category_ids": self.random.sample(
                range(1, 5), self.random.randrange(3)
            ),
            "points_per_unit": self.stepped(2000) if self.chance(0.4) else None,
            "points_price": self.stepped(30000, 1) if self.chance(0.4) else 0,
        }

    def redeemed(self):
        """What a redemption line says of its rule and of the goods it lowers."""
        targets = [f"line-{index}" for index in range(6) if self.chance(0.3)]
        rewards = ["amount", "amount", "percent", "product", "coupon"]
        return {
            "hold_uuid": f"hold-{self.random.randrange(3)}",
            "program_id": self.random.randrange(3),
            "reward": self.random.choice(rewards),
            "target_uuids": targets if self.chance(0.5) else [],
        }

    def use(self, index, *programs):
        """A redemption of the document, now and then of a rule that is gone."""
        program = self.random.choice(programs)
        return {
            "hold_uuid": f"hold-{index}",
            "program_id": program["id"] if self.chance(0.95) else 9,
            "rule_id": self.random.choice(
                [rule["id"] for rule in program["redemption_rules"]] or [7]
            ),
            "points": self.stepped(self.random.choice([5000, 100 * self.bound])),
            "product_id": self.random.choice([0, 0, 1]),
        }

    def assignment(self):
        return {
            "mode": self.random.choice(["inherit", "inherit", "own", "never"]),
            "points": self.random.choice([0, 100, self.random.randrange(1000)]),
            "never_redeemable": self.random.choice(["inherit", "inherit", "yes", "no"]),
        }

    def assignments(self):
        return [self.assignment() for _ in range(self.few())]

    def scope(self):
        """Mostly everything; else some ids in some of the lists."""
        if self.chance(0.6):
            return {}
        names = ["product_ids", "category_ids", "pos_category_ids"]
        names += [f"excluded_{name}" for name in names]
        return {
            name: self.random.sample(range(1, 5), self.random.randrange(1, 3))
            for name in names
            if self.chance(0.25)
        }

    def received(self):
        if self.chance(0.3):
            return None
        return self.number(5 * self.bound) if self.chance(0.9) else -self.bound

    def situation(self):
        return {
            "date": self.random.choice(DATES),
            "day": self.random.choice(DATES),
            "place_id": self.random.randrange(4),
            "minute": self.random.choice([0, 1, 719, 720, 1320, 1439]),
            "channel": self.random.choice(["till", "till", "invoice"]),
            "sales_mode_id": self.random.randrange(3),
        }

    def limits(self):
        limits = {}
        if self.chance(0.15):
            limits["date_from"] = self.random.choice(DATES)
        if self.chance(0.15):
            limits["date_to"] = self.random.choice(DATES)
        lists = [("places", 0), ("sales_modes", 0), ("tiers", 0), ("tags", 0)]
        for name, first in [*lists, ("weekdays", 1)]:
            if self.chance(0.07):
                ids = self.random.sample(range(first, 7), self.random.randrange(5))
                limits[name] = {"exclude": self.chance(0.5), "ids": ids}
        if self.chance(0.05):
            limits["channels"] = {"exclude": self.chance(0.5), "ids": ["till"]}
        if self.chance(0.15):
            minutes = [0, 1, 360, 720, 1320, 1440]
            windows = [self.random.sample(minutes, 2) for _ in range(self.few())]
            limits["hours"] = {"exclude": self.chance(0.5), "windows": windows}
        return limits

    def program(self, program_id):
        return {
            "id": program_id,
            "unit": self.random.choice([1, 100]),
            "rounding": self.random.choice(["down", "half_up", "up"]),
            "earning_rules": [self.earning_rule(i) for i in range(self.few())],
            "redemption_rules": [self.redemption_rule(i) for i in range(self.few())],
            "combine": self.random.choice(["sum", "sum", "best"]),
            "maximum_per_day": self.stepped(self.bound) if self.chance(0.2) else 0,
            "reward_redeemed": self.chance(0.3),
        }

    def few(self):
        return self.random.choice([0, 1, 1, 2, 5])

    def earning_rule(self, rule_id):
        return {
            "id": rule_id,
            "kind": self.random.choice(["amount", "amount", "product", "visit"]),
            "sequence": self.random.randrange(3),
            "points": self.number(self.random.choice([300, 10000, self.bound])),
            "per_amount": self.number(self.random.choice([3, 500, self.bound]), 1),
            "whole_steps": self.chance(0.5),
            "minimum_order": self.number(self.bound) if self.chance(0.3) else 0,
            "every_sale": self.chance(0.3),
            "limits": self.limits(),
            "maximum_points": self.stepped(2000) if self.chance(0.2) else 0,
            "scope": self.scope(),
        }

    def redemption_rule(self, rule_id):
        if self.chance(0.4):
            usual = {"points": 10000, "money": 100, "step": self.stepped(300)}
            return {"id": rule_id, "kind": "amount", **usual}
        kind = self.random.choice(["amount", "amount", "percent", "product"])
        points = self.stepped(self.random.choice([300, 10000, self.bound]), 1)
        if kind == "product" and self.chance(0.5):
            points = 0
        return {
            "id": rule_id,
            "kind": kind,
            "sequence": self.random.randrange(3),
            "points": points,
            "money": self.number(self.random.choice([1, 7, 100, self.bound]), 1),
            "minimum_balance": self.stepped(self.bound) if self.chance(0.2) else 0,
            "minimum_points": self.stepped(5000) if self.chance(0.3) else 0,
            "maximum_points": self.stepped(50000) if self.chance(0.3) else 0,
            "step": self.stepped(2000) if self.chance(0.3) else 0,
            "minimum_order": self.number(self.bound) if self.chance(0.2) else 0,
            "maximum_share": self.random.choice([10000, 10000, 5000, 3333, 1]),
            "limits": self.limits(),
            "scope": self.scope(),
            "brackets": self.brackets() if self.chance(0.3) else [],
            "everything": self.chance(0.15),
            "percent": self.random.choice([1, 333, 1000, 5000, 10000]),
            "maximum_price": self.number(self.bound) if self.chance(0.3) else 0,
            "partial": self.chance(0.4),
        }

    def brackets(self):
        """Mostly in order and apart; now and then they overlap."""
        found, start = [], 0
        for _ in range(self.random.choice([1, 1, 2, 3])):
            first = start + self.random.choice([0, 1, 100, 5000])
            last = first + self.random.choice([0, 100, 4999, 20000])
            found.append(
                {
                    "from_points": first,
                    "to_points": last,
                    "points": self.stepped(self.random.choice([300, 10000]), 1),
                    "money": self.number(self.random.choice([3, 150, self.bound]), 1),
                }
            )
            start = last + self.random.choice([1, 1, 1, 0, 1000])
        if self.chance(0.5):
            found[-1]["to_points"] = 0
        return found

    def member(self):
        return {
            "available": self.stepped(self.random.choice([5000, 100 * self.bound])),
            "own_holds": self.stepped(5000) if self.chance(0.3) else 0,
            "other_holds": self.stepped(3000) if self.chance(0.2) else 0,
            "visited_rule_ids": self.random.sample(range(5), self.random.randrange(3)),
            "tier_id": self.random.randrange(3),
            "tag_ids": self.random.sample(range(5), self.random.randrange(3)),
            "multiplier": self.random.choice([10000, 10000, 15000, 3333, 0]),
            "earned_today": self.stepped(self.bound) if self.chance(0.2) else 0,
        }

    def entry_record(self, lines):
        kept = [
            {
                "uuid": line["uuid"],
                "quantity": self.number(5000),
                "amount": self.number(self.bound),
                "points": self.stepped(self.bound),
            }
            for line in lines
        ]
        order_points = self.stepped(2000) if self.chance(0.5) else 0
        points = sum(int(line["points"] or 0) for line in kept)
        points = min(points + int(order_points or 0), BOUND)
        return {"points": points, "order_points": order_points, "lines": kept}

    def returned(self, record):
        everything = self.chance(0.3)
        return {
            line["uuid"]: line["quantity"] if everything else self.number(5000)
            for line in record["lines"]
            if everything or self.chance(0.6)
        }

    def taken(self, record):
        lines = {
            line["uuid"]: self.stepped(self.bound // 10)
            for line in record["lines"]
            if self.chance(0.2)
        }
        return {"lines": lines, "order_points": self.stepped(300)}


def _minus(number):
    return number if number is None else -number
