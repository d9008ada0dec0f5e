"""The engine's cases as pytest sees them, one test per group of cases.

`tools.dev.engine_mutation` copies this file beside a copy of the engine, of its cases
and of their runner; it is not run from here.
"""

import importlib.util
import json
from pathlib import Path

import pytest

RUNNER = Path(__file__).with_name("engine_vectors.py")
SPEC = importlib.util.spec_from_file_location("engine_vectors", RUNNER)
runner = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(runner)

GROUPS = [
    pytest.param(module, group, id=f"{module}-{place}")
    for module, content in runner.vector_files().items()
    for place, group in enumerate(content["groups"])
]


@pytest.mark.parametrize(("module", "group"), GROUPS)
def test_every_case_of_a_group_is_answered_as_written(module, group):
    for case in group["cases"]:
        got = runner.run_case("engine", module, group, case)
        wanted = case["expected"]
        assert json.dumps(got, sort_keys=True) == json.dumps(wanted, sort_keys=True)
