"""The cache repairs itself, and the report counts every test once."""

import json
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest

from tools.dev import database, lifecycle, odoo, place, report, stamps
from tools.dev.counting import Counting


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """A cache of its own for the stamps."""
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")
    return tmp_path


def test_a_step_without_stamp_or_with_another_key_or_folder_is_not_done(cache):
    folder = cache / "step"
    folder.mkdir()
    assert not stamps.is_done("step", "key", folder)
    stamps.finish("step", "key")
    assert stamps.is_done("step", "key", folder)
    assert not stamps.is_done("step", "other", folder)
    folder.rmdir()
    assert not stamps.is_done("step", "key", folder)


def test_beginning_a_step_removes_what_an_unfinished_run_left(cache):
    folder = cache / "step"
    folder.mkdir()
    (folder / "half").touch()
    stamps.finish("step", "key")
    stamps.begin("step", folder)
    assert not folder.exists()
    assert not stamps.is_done("step", "key", folder)


def test_the_content_hash_sees_a_changed_and_a_renamed_file(monkeypatch, tmp_path):
    monkeypatch.setattr(place, "ROOT", tmp_path)
    file = tmp_path / "a"
    file.write_text("1")
    first = place.content_hash([tmp_path])
    assert place.content_hash([tmp_path]) == first
    file.rename(tmp_path / "b")
    second = place.content_hash([tmp_path])
    (tmp_path / "b").write_text("2")
    assert len({first, second, place.content_hash([tmp_path])}) == 3


def test_the_environment_keeps_proxies_and_drops_what_changes_odoo_or_python():
    given = {"HTTP_PROXY": "p", "ODOO_RC": "x", "PYTHONPATH": "y", "PIP_INDEX_URL": "i"}
    env = place.base_environment(given)
    assert env["HTTP_PROXY"] == "p"
    assert env["PIP_INDEX_URL"] == "i"
    assert not {"ODOO_RC", "PYTHONPATH"} & env.keys()
    assert env["PYTHONDONTWRITEBYTECODE"] == "1"


def result(tmp_path, collected, outcomes, broken=()):
    """A file as the counting plugin writes it."""
    path = tmp_path / "result.json"
    content = {
        "collected": collected,
        "outcomes": outcomes,
        "seconds": dict.fromkeys(outcomes, 1.0),
        "broken": list(broken),
    }
    path.write_text(json.dumps(content))
    return path


def from_command(code, said=""):
    """A part that is one command, ended with this code after saying this."""
    finished = CompletedProcess([], code, said)
    return report.from_command("engine", finished, 1.0, "look")


def last_line(parts, capsys):
    """(exit code, last line) of the report."""
    code = report.show(parts)
    return code, capsys.readouterr().out.splitlines()[-1]


def test_a_good_run_ends_with_the_count_and_code_0(tmp_path, capsys):
    path = result(tmp_path, ["f::a", "f::b"], {"f::a": "passed", "f::b": "passed"})
    parts = [
        from_command(0),
        report.from_pytest("x", 0, 1.0, path),
    ]
    assert last_line(parts, capsys) == (0, "3 passed, 0 failed")


def test_a_command_counts_the_cases_it_says_it_ran(capsys):
    parts = [from_command(0, "571 cases, 0 wrong"), from_command(1, "9 cases, 2 wrong")]
    assert last_line([*parts, from_command(1)], capsys) == (1, "578 passed, 3 failed")


def test_a_failed_test_makes_code_1_and_is_named(tmp_path, capsys):
    path = result(tmp_path, ["f::a", "f::b"], {"f::a": "passed", "f::b": "failed"})
    part = report.from_pytest("x", 1, 1.0, path)
    assert part.failures == ["f::b"]
    assert last_line([part], capsys) == (1, "1 passed, 1 failed")


@pytest.mark.parametrize(
    "outcomes", [{"f::a": "passed"}, {"f::a": "passed", "f::b": "skipped"}]
)
def test_a_run_with_fewer_tests_than_collected_is_not_good(tmp_path, capsys, outcomes):
    part = report.from_pytest("x", 0, 1.0, result(tmp_path, ["f::a", "f::b"], outcomes))
    assert "1 of 2 collected tests did not run: f::b" in part.problems[0]
    assert last_line([part], capsys) == (1, "1 passed, 0 failed")


def test_a_file_that_cannot_be_imported_counts_as_failed(tmp_path, capsys):
    part = report.from_pytest(
        "x", 2, 1.0, result(tmp_path, [], {}, ["tests/test_a.py"])
    )
    assert last_line([part], capsys) == (1, "0 passed, 1 failed")


def test_a_run_that_dies_or_finds_nothing_is_not_good(tmp_path, capsys):
    died = report.from_pytest("x", -9, 1.0, tmp_path / "none.json")
    empty = report.from_pytest("x", 5, 1.0, result(tmp_path, [], {}))
    passed = from_command(0)
    for part in (died, empty):
        assert part.problems
        assert last_line([passed, part], capsys)[0] == 1
    assert [part.is_empty() for part in (passed, died, empty)] == [False, False, True]


class Report:
    """What pytest hands to a plugin at the end of a phase."""

    def __init__(self, when, outcome, capstdout=""):
        self.nodeid, self.when, self.outcome = "f::a", when, outcome
        self.capstdout = capstdout


@pytest.mark.parametrize(
    ("phases", "outcome"),
    [
        ([("setup", "passed"), ("call", "passed"), ("teardown", "passed")], "passed"),
        ([("setup", "passed"), ("call", "passed"), ("teardown", "failed")], "failed"),
        ([("setup", "failed"), ("teardown", "passed")], "failed"),
        ([("setup", "skipped"), ("teardown", "passed")], "skipped"),
        ([("call", "failed"), ("call", "passed")], "failed"),
    ],
)
def test_the_worst_phase_or_sub_test_decides(tmp_path, phases, outcome):
    counting = Counting(tmp_path / "r.json")
    for when, result_of_phase in phases:
        counting.pytest_runtest_logreport(Report(when, result_of_phase))
    counting.pytest_sessionfinish()
    assert json.loads((tmp_path / "r.json").read_text())["outcomes"] == {
        "f::a": outcome
    }


def test_seeds_that_tests_print_are_kept_for_the_summary(tmp_path):
    counting = Counting(tmp_path / "r.json")
    printed = "POINTS_SEED=42 test_something_random\n"
    counting.pytest_runtest_logreport(Report("call", "passed", printed))
    assert counting.seeds == ["POINTS_SEED=42 test_something_random"]


def test_a_warning_about_the_addon_is_a_complaint_and_others_are_not():
    moment = "2026-01-01 00:00:00,000 1 WARNING db odoo.addons.base.models.ir_model:"
    logged = (
        f"{moment} Two fields of points.entry() have the same label\n"
        f"{moment} Two fields of points.entry() have the same label\n"
        f"{moment} Two fields of res.partner() have the same label\n"
        "2026-01-01 00:00:00,000 1 INFO db odoo.modules: loading points_menus\n"
    )
    assert lifecycle.complaints(logged) == [
        "Two fields of points.entry() have the same label"
    ]


def test_the_exception_at_the_end_of_a_log_is_the_cause():
    tail = "Traceback\n  File x\nValueError: first\n\nodoo.ParseError: second\nbye"
    assert odoo.cause(tail) == "odoo.ParseError: second"
    assert odoo.cause("all is well") == ""


class BusyServer:
    """A server whose own clean-up holds a database for the first two tries."""

    def __init__(self):
        self.tries = 0

    def attempt(self, *_command):
        """Fail twice as PostgreSQL does, then drop."""
        self.tries += 1
        stderr = "ERROR: permission denied to terminate process" * (self.tries < 3)
        return SimpleNamespace(returncode=int(bool(stderr)), stderr=stderr)


def test_a_database_that_is_being_cleaned_up_is_dropped_a_little_later(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(database, "DROP_PAUSE", 0)
    server = BusyServer()
    runner = SimpleNamespace(server=server, data=tmp_path)
    database.drop(runner, f"{database.PREFIX}_run_1")
    assert server.tries == 3
