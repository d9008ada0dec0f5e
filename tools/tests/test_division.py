"""Every test file of the addon runs in exactly one part of `make test`."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from tools.dev import division, lifecycle, place, suite


@pytest.fixture
def asked(monkeypatch):
    """What each part asks of pytest, by the part's name."""
    found = {}
    monkeypatch.setattr(suite, "engine_parts", lambda _python: [])
    monkeypatch.setattr(suite, "tools", lambda _prepared: None)
    monkeypatch.setattr(lifecycle, "parts", lambda _runner: [])

    class Runner:
        """Nothing is run."""

        prepared = type("Prepared", (), {"python": None})

    for name, run in suite.PARTS.items():
        with monkeypatch.context() as patch:
            patch.setattr(
                suite,
                "addon",
                lambda _runner, arguments, *_name, part=name: found.update(
                    {part: arguments}
                ),
            )
            run(Runner)
    return found


def collected(folder, arguments):
    """Files in which pytest itself finds tests below `folder`."""
    # Else it would look for settings above, and may be inside the checkout there.
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:odoo",
        "-p",
        "no:cacheprovider",
    ]
    command += ["--collect-only", "-q", "--import-mode=importlib", *arguments]
    env = {**place.base_environment(), "PYTHONPATH": ""}
    finished = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    lines = finished.stdout.splitlines()
    return [line.partition("::")[0] for line in lines if "::" in line]


def test_pytest_finds_every_test_file_in_exactly_one_part(asked, tmp_path):
    files = [
        str(path.relative_to(place.ROOT)) for path in place.ADDON.rglob("test_*.py")
    ]
    for file in files:
        stand_in = tmp_path / file
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text("def test_one():\n    pass\n")
    times = Counter()
    for arguments in asked.values():
        found = collected(tmp_path, arguments)
        assert found
        times.update(found)
    assert times == Counter(files)


def test_a_part_without_a_list_of_its_own_takes_what_nobody_lists(asked, tmp_path):
    for name in ("test_new.py", "new_test.py", "deep/test_deeper.py"):
        path = tmp_path / division.TESTS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def test_one():\n    pass\n")
    found = {os.path.basename(file) for file in collected(tmp_path, asked["others"])}
    assert found == {"test_new.py", "new_test.py", "test_deeper.py"}


def test_a_queue_has_every_part_once():
    assert sorted(suite.QUEUE) == sorted(suite.PARTS)
    assert set(suite.BROWSING) < set(suite.PARTS)


@pytest.fixture
def plant(tmp_path):
    """A function that writes modules of tests; returns the folder above the addon."""

    def write(**modules):
        for name, text in modules.items():
            path = tmp_path / division.TESTS / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def names(root):
    """Names of the files that open a browser."""
    return [os.path.basename(path) for path in division.browsers(root)]


@pytest.mark.parametrize(
    "call",
    ['self.start_tour("/", "x")', 'self.start_pos_tour("x")', "browser_js(u, c)"],
)
def test_a_file_that_starts_a_browser_is_among_the_browsers(plant, call):
    root = plant(test_it=f"def test_one(self):\n    {call}\n", test_not="x = 1\n")
    assert names(root) == ["test_it.py"]
    ignored = f"--ignore={division.TESTS}/test_it.py"
    assert ignored in division.others(root)


def test_a_file_that_gets_its_browser_from_another_is_among_the_browsers(plant):
    root = plant(
        common="def tour(self):\n    self.start_tour(1)\n",
        shop="from .common import tour\n",
        test_far="from .shop import tour\n",
        test_named="from . import other, common\n",
        test_word='"""start_tour is only spoken of."""\n',
        deep__test_up="from ..shop import tour\n",
    )
    assert names(root) == ["test_up.py", "test_far.py", "test_named.py"]


def test_files_that_import_each_other_or_cannot_be_read_are_among_the_others(plant):
    root = plant(
        test_a="from .test_b import B\n",
        test_b="from .test_a import A\n",
        test_c="def broken(:\nfrom .nowhere import it\n",
    )
    assert names(root) == []


def test_tests_that_have_a_database_of_their_own_stay_there(plant):
    tour = "def test_one(self):\n    self.start_tour(1)\n"
    root = plant(neighbours__test_it=tour, servers__test_it=tour)
    assert names(root) == []
