"""Runs every engine case through the Python engine, without Odoo: seconds, no database.

Also holds the case files to their schema and asks for a case of every public function.
"""

import importlib
import importlib.util
import inspect
import json
import sys
import time
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "pos_loyalty_membership"
RUNNER = ADDON / "tests" / "engine_vectors.py"
JSON_TYPES = {"object": dict, "array": list, "string": str}


def load_runner():
    """The case runner, and the engine importable as the package ``engine``."""
    if str(ADDON) not in sys.path:
        sys.path.insert(0, str(ADDON))
    spec = importlib.util.spec_from_file_location("engine_vectors", RUNNER)
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    return runner


def schema_faults(schema, value, path="file"):
    """What in `value` is not as the schema says: the keywords that schema.json uses."""
    wanted = JSON_TYPES.get(schema.get("type"))
    if wanted and not isinstance(value, wanted):
        return [f"{path} is no {schema['type']}"]
    faults = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        missing = set(schema.get("required", [])) - set(value)
        unknown = set() if schema.get("additionalProperties", True) else set(value)
        faults += [f"{path} lacks {key}" for key in sorted(missing)]
        faults += [f"{path} has {key}" for key in sorted(unknown - set(known))]
        for key in set(known) & set(value):
            faults += schema_faults(known[key], value[key], f"{path}.{key}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            faults.append(f"{path} is empty")
        for index, item in enumerate(value):
            faults += schema_faults(schema.get("items", {}), item, f"{path}[{index}]")
    return faults


def file_faults(contents, schema):
    """Faults of shape, repeated names, and public functions without a case."""
    faults, covered = [], set()
    for module, content in contents.items():
        faults += schema_faults(schema, content, module)
    if faults:
        return faults
    for module, content in contents.items():
        for group in content["groups"]:
            covered.add((module, group["function"]))
            names = [case["name"] for case in group["cases"]]
            repeated = {name for name in names if names.count(name) > 1}
            faults += [f"{module}: two cases “{name}”" for name in sorted(repeated)]
    for module, function in sorted(public_functions() - covered):
        faults.append(f"{module}.{function} has no case")
    return faults


def public_functions():
    """Every (module, function) of the engine that other code may call."""
    found = set()
    for file in (ADDON / "engine").glob("[a-z]*.py"):
        module = importlib.import_module(f"engine.{file.stem}")
        for name, member in inspect.getmembers(module, inspect.isfunction):
            if member.__module__ == module.__name__ and not name.startswith("_"):
                found.add((file.stem, name))
    return found


def failures(runner, contents):
    """A sentence for every case that the engine answers differently."""
    wrong = []
    for module, content in contents.items():
        for group, case in runner.cases(content):
            got = runner.run_case("engine", module, group, case)
            if json.dumps(got, sort_keys=True) != json.dumps(
                case["expected"], sort_keys=True
            ):
                wrong.append(
                    f"{module}.{group['function']}, {case['name']}:\n"
                    f"  expected {json.dumps(case['expected'])}\n"
                    f"  got      {json.dumps(got)}"
                )
    return wrong


def main():
    """Run everything; the exit code is 1 if anything is wrong."""
    start = time.monotonic()
    runner = load_runner()
    contents = runner.vector_files()
    schema = json.loads((runner.FOLDER / "schema.json").read_text())
    wrong = file_faults(contents, schema) or failures(runner, contents)
    for sentence in wrong:
        print(sentence)
    count = sum(len(runner.cases(content)) for content in contents.values())
    seconds = time.monotonic() - start
    print(f"Python engine: {count} cases, {len(wrong)} wrong, {seconds:.2f} s")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
