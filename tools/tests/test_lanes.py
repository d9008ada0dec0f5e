"""Two parts of a run at once: what is shown, and how it ends."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys

import pytest

from tools.dev import lanes, place, report
from tools.dev.progress import Stop

# Programs of parts. Whoever waits in vain is ended by the alarm, and the test fails.
START = """
import json, os, signal, subprocess, sys
signal.alarm(60)
def give(path):
    os.close(os.open(path, os.O_WRONLY))
def take(path):
    os.close(os.open(path, os.O_RDONLY))
def done(passed=1, failed=0):
    values = {"name": "n", "passed": passed, "failed": failed}
    with open(sys.argv[-1], "w") as result:
        json.dump([values], result)
def note(text):
    with open("NOTES", "a") as notes:
        notes.write(text + "\\n")
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """A folder for results and for what the parts tell each other."""
    monkeypatch.setattr(place, "TEMPORARY", tmp_path)
    return tmp_path


@pytest.fixture
def program(folder):
    """A function that makes a part of a program; `FOLDER` in it is the folder."""

    def make(name, text, **values):
        text = (START + text).replace("NOTES", f"{folder}/notes")
        text = text.replace("FOLDER", str(folder))
        return lanes.Task(name, (sys.executable, "-c", text), **values)

    return make


@pytest.fixture
def pipes(folder):
    """Named pipes `a` and `b`: who opens one waits until another opens it, too."""
    for name in "ab":
        os.mkfifo(folder / name)


@contextlib.contextmanager
def listening(path):
    """A named pipe's end that hears when the last process that writes is gone."""
    end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield end
    finally:
        os.close(end)


def is_silent(end):
    """Whether nobody holds the other end any more; waits for that."""
    ready, _, _ = select.select([end], [], [], 60)
    return bool(ready) and os.read(end, 1) == b""


def counts(done):
    """(passed, failed) by part."""
    return {
        name: (sum(p.passed for p in parts), sum(p.failed for p in parts))
        for name, parts in done.items()
    }


def test_two_parts_run_at_the_same_time_and_both_are_counted(program, pipes, folder):
    one = program("one", "give('FOLDER/a'); take('FOLDER/b'); done(3)")
    two = program("two", "take('FOLDER/a'); give('FOLDER/b'); done(4, 1)")
    assert counts(lanes.run([one, two], 2)) == {"one": (3, 0), "two": (4, 1)}
    assert not list(folder.glob("part-*"))


def test_in_one_lane_parts_follow_each_other_in_their_order(program, folder):
    act = "note('begin ' + {0!r}); note('end ' + {0!r}); done()"
    tasks = [program(name, act.format(name)) for name in ("b", "a")]
    assert list(lanes.run(tasks, 1)) == ["b", "a"]
    notes = (folder / "notes").read_text().split("\n")
    assert notes[:-1] == ["begin b", "end b", "begin a", "end a"]


def test_of_parts_with_browsers_one_runs_at_a_time_and_others_overtake(
    program, pipes, folder
):
    first = "note('first'); take('FOLDER/a'); note('first ends'); done()"
    tasks = [
        program("first", first, has_browser=True),
        program("second", "note('second'); done()", has_browser=True),
        program("without", "give('FOLDER/a'); done()"),
    ]
    assert len(lanes.run(tasks, 2)) == 3
    notes = (folder / "notes").read_text().split("\n")
    assert notes[:-1] == ["first", "first ends", "second"]


def test_lines_of_two_parts_are_not_mixed_and_say_whose_they_are(
    program, pipes, capsys
):
    half = "print('half', end=' ', flush=True);"
    one = program("one", half + "give('FOLDER/a'); print('line'); done()")
    two = program("other", half + "take('FOLDER/a'); print('line', end=''); done()")
    lanes.run([one, two], 2)
    lines = capsys.readouterr().out.splitlines()
    assert "one   | half line" in lines
    assert "other | half line" in lines
    assert len(lines) == 4


@pytest.mark.parametrize("colours", [("", ""), ("\x1b[31m\x1b[1m", "\x1b[0m")])
@pytest.mark.parametrize("word", ["FAILURES", "ERRORS"])
def test_the_failures_of_a_part_are_shown_in_one_piece(
    program, pipes, capsys, word, colours
):
    heading = f"===== {word} =====".join(colours)
    one = program(
        "one",
        f"print('before'); print({heading!r}, flush=True); give('FOLDER/a');"
        "take('FOLDER/b'); print('trace'); done(0, 1)",
    )
    two = program(
        "two",
        "take('FOLDER/a'); print('between', flush=True); give('FOLDER/b'); done()",
    )
    lanes.run([one, two], 2)
    lines = capsys.readouterr().out.splitlines()
    place_of_heading = lines.index(f"one | {heading}")
    assert lines[place_of_heading + 1] == "one | trace"
    assert {"one | before", "two | between"} < set(lines)


def test_a_part_that_is_killed_ends_the_other_and_is_named(program, pipes, folder):
    killed = "take('FOLDER/b'); os.kill(os.getpid(), signal.SIGKILL)"
    waits = "pipe = os.open('FOLDER/a', os.O_WRONLY); give('FOLDER/b'); signal.pause()"
    with listening(folder / "a") as end:
        with pytest.raises(Stop, match="part `one` was killed by signal 9 before"):
            lanes.run([program("one", killed), program("two", waits)], 2)
        assert is_silent(end)


def test_the_sentence_a_part_ends_with_is_the_one_that_is_shown(program):
    text = "print('The disk is full.\\n', file=sys.stderr); sys.exit(1)"
    with pytest.raises(Stop, match=r"`one` ended with 1 before its end: The disk is f"):
        lanes.run([program("one", text)], 2)


@pytest.mark.parametrize(("text", "code"), [("", 0), ("done(); sys.exit(3)", 3)])
def test_a_part_without_counts_or_with_a_bad_code_is_none(program, text, code, folder):
    with pytest.raises(Stop, match=f"The part `one` ended with {code} before its end."):
        lanes.run([program("one", text)], 2)
    assert not list(folder.glob("part-*"))


def test_servers_that_a_part_leaves_behind_are_ended_with_it(program, pipes, folder):
    server = "import os, signal; os.open('FOLDER/a', os.O_WRONLY); signal.pause()"
    text = (
        f"subprocess.Popen([sys.executable, '-c', {server!r}], start_new_session=True);"
        "take('FOLDER/b'); done()"
    )
    text = text.replace("signal.pause()", "os.open('FOLDER/b', 1); signal.pause()")
    with listening(folder / "a") as end:
        lanes.run([program("one", text)], 2)
        assert is_silent(end)


WHOLE = """
import sys
from pathlib import Path
from tools.dev import cli, lanes, place, serve
place.TEMPORARY = Path(sys.argv[1])
command = (sys.executable, "-c", sys.argv[2])
tasks = [lanes.Task(name, command) for name in ("one", "two")]
serve.demo = lambda _arguments: lanes.run(tasks, 2) and 0
sys.exit(cli.main(["demo"]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_lets_both_lanes_clean_up_and_says_stopped(
    pipes, folder, number
):
    text = START + (
        "def tidy(*_arguments):\n"
        "    note('tidied')\n"
        "    sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, tidy)\n"
        "pipe = os.open('FOLDER/a', os.O_WRONLY)\n"
        "os.write(pipe, b'x')\n"
        "signal.pause()\n"
    )
    text = text.replace("NOTES", f"{folder}/notes").replace("FOLDER", str(folder))
    command = [sys.executable, "-c", WHOLE, str(folder), text]
    with listening(folder / "a") as end:
        with subprocess.Popen(
            command, cwd=place.ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            for _lane in range(2):
                assert select.select([end], [], [], 60)[0]
                assert os.read(end, 1) == b"x"
            process.send_signal(number)
            said = process.communicate(timeout=60)[1]
        assert is_silent(end)
    assert process.returncode == 130
    assert said.decode().strip() == "Stopped."
    assert (folder / "notes").read_text() == "tidied\n" * 2


def test_a_part_on_a_terminal_has_colours_and_the_width_beside_its_name(monkeypatch):
    assert "PY_COLORS" not in lanes._environment("mark", 10)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    env = lanes._environment("mark", 10)
    assert (env["PY_COLORS"], env["COLUMNS"]) == ("1", "90")


def test_what_a_part_counted_is_the_same_in_another_process(tmp_path):
    parts = [
        report.Part("a", 1, 2, 3.5, {"f": [1, 0, 2.0]}, ["f::x"], ["not in order"]),
        report.Part("b"),
    ]
    report.save(parts, tmp_path / "parts")
    assert report.load(tmp_path / "parts") == parts
    assert len(json.loads((tmp_path / "parts").read_text())) == 2
