"""The checkers of the engine find what they are there to find."""

import copy
import json
from dataclasses import FrozenInstanceError

import pytest

from tools import engine_check, engine_compare

runner = engine_check.load_runner()

from engine import values  # noqa: E402
from engine.bounds import basket_refusal, earning_refusal  # noqa: E402
from engine.values import (  # noqa: E402
    Basket,
    EarningRule,
    Line,
    Program,
    Situation,
    to_dict,
)

LINE = Line("a", "goods", 1000, 1, 1)
SITUATION = Situation("2026-03-02", "2026-03-02")


@pytest.fixture
def contents():
    """The case files, to be spoilt."""
    return copy.deepcopy(runner.vector_files())


@pytest.fixture
def schema():
    """The schema of the case files."""
    return json.loads((runner.FOLDER / "schema.json").read_text())


def test_the_case_files_are_in_order(contents, schema):
    assert engine_check.file_faults(contents, schema) == []


def test_a_case_without_expectation_is_found(contents, schema):
    del contents["limits"]["groups"][0]["cases"][0]["expected"]
    [fault] = engine_check.file_faults(contents, schema)
    assert fault == "limits.groups[0].cases[0] lacks expected"


def test_an_unknown_key_is_found(contents, schema):
    contents["limits"]["groups"][0]["skip"] = True
    [fault] = engine_check.file_faults(contents, schema)
    assert fault == "limits.groups[0] has skip"


def test_a_wrong_type_is_found(contents, schema):
    contents["limits"]["groups"] = {}
    [fault] = engine_check.file_faults(contents, schema)
    assert fault == "limits.groups is no array"


def test_an_empty_group_is_found(contents, schema):
    contents["limits"]["groups"][0]["cases"] = []
    [fault] = engine_check.file_faults(contents, schema)
    assert fault == "limits.groups[0].cases is empty"


def test_a_repeated_name_is_found(contents, schema):
    group = contents["limits"]["groups"][0]
    group["cases"].append(group["cases"][0])
    [fault] = engine_check.file_faults(contents, schema)
    assert "two cases" in fault


def test_a_function_without_a_case_is_found(contents, schema):
    del contents["refund"]
    assert engine_check.file_faults(contents, schema) == ["refund.reverse has no case"]


def test_a_wrong_answer_is_found(contents):
    contents["rounding"]["groups"][0]["cases"][0]["expected"] = [1, 5]
    [sentence] = engine_check.failures(runner, contents)
    assert "expected [1, 5]" in sentence and "got      [5, 1]" in sentence


def test_true_is_not_taken_for_one(contents):
    contents["values"]["groups"] = [
        group
        for group in contents["values"]["groups"]
        if group["function"] == "is_refusal"
    ]
    contents["values"]["groups"][0]["cases"][0]["expected"] = 1
    assert len(engine_check.failures(runner, {"values": contents["values"]})) == 1


def test_an_argument_the_group_does_not_name_is_an_error(contents):
    group = contents["rounding"]["groups"][0]
    case = {"name": "typo", "input": {"d": 1}, "expected": None}
    with pytest.raises(ValueError, match="typo"):
        runner.run_case("engine", "rounding", group, case)


def test_the_same_seed_asks_the_same_questions():
    one, other = engine_compare.Generator(7), engine_compare.Generator(7)
    assert [one.question() for _ in range(20)] == [other.question() for _ in range(20)]


def test_both_languages_give_the_same_answers():
    assert engine_compare.compare(50, seed=1)[0] == []


def test_a_difference_between_the_languages_is_found(monkeypatch):
    honest = engine_compare.python_answers

    def one_cent_more(some_runner, question, calls):
        answers = honest(some_runner, question, calls)
        return [*answers[:-1], 123456789]

    monkeypatch.setattr(engine_compare, "python_answers", one_cent_more)
    found, compared = engine_compare.compare(50, seed=1)
    assert len(found) == 1 and "123456789" in found[0]
    assert compared <= len(engine_compare.ALL_CALLS), "it stops at the first basket"


def test_a_thousand_lines_are_the_most():
    assert basket_refusal(Basket((LINE,) * 1000, SITUATION)) is None
    refusal = basket_refusal(Basket((LINE,) * 1001, SITUATION))
    assert to_dict(refusal) == {"code": "out_of_bounds", "values": {"field": "lines"}}


def test_a_thousand_earning_rules_are_the_most():
    rule = EarningRule(1, "visit", 100)
    assert earning_refusal(Program(1, 100, "down", (rule,) * 1000)) is None
    refusal = earning_refusal(Program(1, 100, "down", (rule,) * 1001))
    assert refusal.values == {"field": "earning_rules"}


def test_values_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        LINE.quantity = 2
    with pytest.raises(TypeError):
        Line.from_dict({"uuid": "a"})


def test_both_languages_have_the_same_version_and_bounds():
    text = (engine_check.ADDON / "static" / "src" / "engine" / "frozen.js").read_text()
    for name in ("ENGINE_VERSION", "MAX_LINES", "MAX_RULES", "FULL_SHARE"):
        assert f"export const {name} = {getattr(values, name)};\n" in text
