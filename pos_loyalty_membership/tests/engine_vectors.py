"""Runs the cases of ``static/tests/vectors`` on the Python engine.

Imports nothing of Odoo: the test inside Odoo and ``tools/engine_check.py`` both use it.
The JavaScript side has its own in ``static/tests/unit/engine/vector_runner.js``.
"""

import importlib
import json
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static" / "tests" / "vectors"
VALUE_CLASSES = {
    "basket": "Basket",
    "lines": "Line",
    "situation": "Situation",
    "program": "Program",
    "rule": "RedemptionRule",
    "limits": "Limits",
    "member": "Member",
    "entry_record": "EntryRecord",
    "taken": "Taken",
    "refusal": "Refusal",
    "scope": "Scope",
    "line": "Line",
    "product": "Assignment",
    "categories": "Assignment",
    "pos_categories": "Assignment",
    "redemption": "Redemption",
    "parts": "RedemptionLine",
    "programs": "Program",
    "members": "Member",
    "use": "Use",
    "uses": "Use",
    "benefits": "Benefit",
    "tier": "Tier",
    "tiers": "Tier",
    "terms": "TierTerms",
    "numbers": "Numbers",
    "standing": "Standing",
    "coupon_rule": "CouponRule",
    "coupon_uses": "CouponUse",
    "expiry": "Expiry",
    "rules": "RedemptionRule",
    "coupon_rules": "CouponRule",
}


def vector_files():
    """The content of every vector file, by the name of its engine module."""
    files = sorted(FOLDER.glob("*.json"))
    contents = [json.loads(file.read_text()) for file in files if file.stem != "schema"]
    return {content["module"]: content for content in contents}


def cases(content):
    """Each case of a file with its group: (group, case)."""
    return [(group, case) for group in content["groups"] for case in group["cases"]]


def merge(given, changes):
    """`given` with `changes` laid over it; objects merge, anything else replaces."""
    if not isinstance(given, dict) or not isinstance(changes, dict):
        return changes
    merged = dict(given)
    for key, value in changes.items():
        merged[key] = merge(given[key], value) if key in given else value
    return merged


def run_case(package, module, group, case):
    """What the engine in `package` answers to a case, in plain JSON."""
    values = importlib.import_module(f"{package}.values")
    function = getattr(
        importlib.import_module(f"{package}.{module}"), group["function"]
    )
    arguments = merge(group.get("given", {}), case["input"])
    unknown = set(arguments) - set(group["arguments"])
    if unknown:
        raise ValueError(f"{case['name']}: no argument of the group: {unknown}")
    read = [_argument(values, name, arguments[name]) for name in group["arguments"]]
    try:
        return values.to_dict(function(*read))
    except values.OutOfBounds:
        return {"raises": "OutOfBounds"}


def _argument(values, name, data):
    if name not in VALUE_CLASSES:
        return data
    if isinstance(data, list):
        return [_argument(values, name, item) for item in data]
    return getattr(values, VALUE_CLASSES[name]).from_dict(data)
