"""What `make test` makes of its parts, and what parts that run at once do not share."""

import contextlib
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools.dev import (
    browser,
    database,
    division,
    lanes,
    lifecycle,
    odoo,
    place,
    postgres,
    report,
    soak,
    stamps,
    suite,
)
from tools.dev.progress import Stop


@pytest.fixture
def prepared(monkeypatch):
    """Nothing is fetched, and no server is started."""
    monkeypatch.setattr(browser, "prepare", lambda: "chromium")
    monkeypatch.setattr(odoo, "prepare", lambda: SimpleNamespace(python="python"))
    server = contextlib.nullcontext("server")
    monkeypatch.setattr(postgres, "running", lambda *_names, **_values: server)


def refuse(*_arguments):
    """What must not be called."""
    raise AssertionError("this is not asked for")


def test_without_arguments_every_part_is_run_and_summed_up(
    prepared, monkeypatch, capsys
):
    asked = []

    def run(tasks):
        asked.extend(tasks)
        return {task.name: [report.Part(f"{task.name} done", 2)] for task in tasks}

    monkeypatch.setattr(suite, "addon", refuse)
    monkeypatch.setattr(lanes, "run", run)
    assert suite.test([]) == 0
    said = capsys.readouterr().out
    assert said.endswith(f"{2 * len(suite.PARTS)} passed, 0 failed\n")
    named = [line.split()[0] for line in said.splitlines() if " done " in line]
    assert named == list(suite.PARTS)
    assert {task.name for task in asked if task.has_browser} == set(suite.BROWSING)
    assert {task.command[-2:] for task in asked} == {
        ("test-part", name) for name in suite.PARTS
    }


def test_a_failure_in_one_part_fails_the_run(prepared, monkeypatch, capsys):
    def run(tasks):
        return {
            task.name: [report.Part(task.name, 1, int(task.name == "life"))]
            for task in tasks
        }

    monkeypatch.setattr(lanes, "run", run)
    assert suite.test([]) == 1
    count = len(suite.PARTS)
    assert capsys.readouterr().out.endswith(f"{count} passed, 1 failed\n")


def test_with_arguments_only_what_they_name_is_run_in_this_process(
    prepared, monkeypatch, capsys
):
    asked = []

    def addon(_runner, arguments):
        asked.append(arguments)
        return report.Part("addon", 1)

    monkeypatch.setattr(lanes, "run", refuse)
    monkeypatch.setattr(suite, "addon", addon)
    assert suite.test(["-k", "word"]) == 0
    assert asked == [["-k", "word"]]


def test_tests_that_start_servers_run_apart_from_others_that_are_named():
    folder = place.ROOT / division.TESTS
    sales, tills = f"{folder}/test_settlement.py", f"{folder}/servers/test_two_tills.py"
    options = ["-k", "sale", "-x"]
    assert suite.apart([sales, f"{tills}::TestTwoTills", *options]) == [
        [sales, *options],
        [f"{tills}::TestTwoTills", *options],
    ]
    for alone in ([sales], [tills], ["-k", "servers"], [tills, *options], []):
        assert suite.apart(alone) == [alone]


@pytest.mark.parametrize(
    ("arguments", "counts", "code"),
    [
        (["-k", "sales"], {"addon": 2, "servers": 0}, 0),
        (["-k", "nothing"], {"addon": 0, "servers": 0}, 1),
        ([], {"addon": 2, "servers": 0}, 1),
    ],
)
def test_a_soak_of_chosen_tests_leaves_out_the_parts_without_one(
    prepared, monkeypatch, arguments, counts, code
):
    def addon(_runner, asked):
        name = "servers" if suite.SERVERS in asked else "addon"
        problems = [] if counts[name] else [report.no_test(name)]
        return report.Part(name, counts[name], problems=problems)

    monkeypatch.setattr(suite, "addon", addon)
    monkeypatch.setattr(suite, "engine_part", lambda *_all: report.Part("engine", 1))
    for name, number in soak.WANTED.items():
        monkeypatch.setenv(name, number)
    assert soak.soak(arguments) == code


@pytest.mark.parametrize(("name", "yields"), [("browsers", []), ("others", [5])])
def test_a_part_writes_its_counts_and_leaves_the_processor_to_browsers(
    prepared, monkeypatch, tmp_path, name, yields
):
    nice, handlers = [], []
    monkeypatch.setattr(suite.os, "nice", nice.append)
    monkeypatch.setattr(suite.signal, "signal", lambda *both: handlers.append(both))
    parts = [report.Part("addon", 3, 1, failures=["f::x"])]
    monkeypatch.setitem(suite.PARTS, name, lambda _runner: parts)
    assert suite.part([name, str(tmp_path / "result")]) == 0
    assert report.load(tmp_path / "result") == parts
    assert nice == yields
    assert len(handlers) == 1


@pytest.mark.parametrize(
    ("arguments", "name", "template"),
    [
        (["-k", "word"], "addon in Odoo", "base test"),
        ([suite.SERVERS], "addon in servers of its own", "base test"),
        ([f"{suite.NEIGHBOURS}/test_x.py"], "addon beside others", "beside beside"),
        (["tests", f"--ignore={suite.NEIGHBOURS}"], "addon in Odoo", "base test"),
    ],
)
def test_the_folder_that_is_named_decides_about_the_database(
    monkeypatch, arguments, name, template
):
    monkeypatch.setattr(lifecycle, "ensure_neighbours", lambda _runner: "beside")
    monkeypatch.setattr(database, "ensure_base", lambda _runner: "base")
    monkeypatch.setattr(
        database, "ensure_installed", lambda _runner, base, label: f"{base} {label}"
    )
    monkeypatch.setattr(suite, "in_copy", lambda _r, name, make, _w: (name, make()))
    assert suite.addon(None, arguments) == (name, template)


@pytest.fixture
def runner(monkeypatch, tmp_path):
    """A runner whose cache is a fresh folder."""
    for name in ("CACHE", "LOGS"):
        monkeypatch.setattr(place, name, tmp_path)
    monkeypatch.setattr(stamps, "CACHE", tmp_path)
    source = SimpleNamespace(addons=(), python_path=tmp_path)
    prepared = SimpleNamespace(odoo=source, python=Path(sys.executable))
    server = SimpleNamespace(environment={}, programs=tmp_path)
    return odoo.Runner(prepared, server, "test")


def test_what_another_odoo_logs_meanwhile_is_not_taken_for_ones_own(runner, tmp_path):
    log = tmp_path / "odoo-test.log"
    text = (
        f"print('mine')\nwith open({str(log)!r}, 'a') as log:"
        " log.write('2026-01-01 00:00:00,000 1 ERROR other odoo: broken\\n')"
    )
    assert runner._logged("A step", [sys.executable, "-c", text]) == "mine"
    assert "ERROR other" in log.read_text()


def test_an_error_that_odoo_logs_itself_ends_the_step(runner):
    text = "print('2026-01-01 00:00:00,000 1 ERROR mine odoo: broken')"
    with pytest.raises(Stop, match="A step did not work: .*broken"):
        runner._logged("A step", [sys.executable, "-c", text])


def test_the_settings_are_replaced_in_one_go(runner, tmp_path):
    path = runner.settings
    with path.open() as read_by_another:
        assert runner.settings == path
        assert read_by_another.read() == path.read_text()
    assert path.read_text().startswith("[options]\naddons_path = ")
    assert [file.name for file in path.parent.iterdir()] == ["test.conf"]


@pytest.fixture
def installs(monkeypatch):
    """Databases are copied and changed without a server."""
    monkeypatch.setattr(database, "copy", lambda *_names: None)
    monkeypatch.setattr(database, "drop", lambda *_names: None)
    for name in ("change", "uninstall"):
        monkeypatch.setattr(odoo.Runner, name, lambda *_arguments: "")


@pytest.mark.usefixtures("installs")
def test_the_life_of_the_addon_never_connects_to_a_template(runner):
    connected = []

    def psql(_sql, name):
        connected.append(name)
        return "table a"

    runner.server.psql = psql
    part = lifecycle.life(runner, "life", "template")
    assert (part.passed, part.failed) == (4, 0)
    assert connected == [database.scratch_name()] * 2


@pytest.mark.usefixtures("installs")
def test_what_stays_behind_after_an_uninstallation_fails_it(runner):
    found = iter(["table a", "table a\ntable points_left"])
    runner.server.psql = lambda _sql, _name: next(found)
    part = lifecycle.life(runner, "life", "template")
    assert (part.passed, part.failed) == (3, 1)
    assert "1 things stay behind: table points_left" in part.failures[0]
