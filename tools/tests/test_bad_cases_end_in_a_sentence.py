"""What a person reads when something is missing: one sentence that says what to do."""

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.dev import __main__ as entry
from tools.dev import browser, cli, odoo_source, place, postgres, serve, stamps
from tools.dev.progress import Finished, Stop, explain, failure, run


@pytest.mark.parametrize(
    "words",
    [
        "Temporary failure in name resolution",
        "E: Failed to fetch ... Could not resolve host",
        "npm error code ENOTFOUND",
        "the requirement babel==2.18.0 (from versions: none)\nNo matching distribution",
        "curl: (7) Connection refused",
    ],
)
def test_no_network_is_said_as_such(words, tmp_path):
    sentence = failure("Downloading", Finished(1, 2.0, words), tmp_path / "log")
    assert "check this machine's network" in sentence
    assert words not in sentence


def test_a_package_that_is_not_made_for_this_python_is_said_as_such():
    words = "(from versions: 1.0)\nERROR: No matching distribution found for x==2.0"
    assert "not made for this Python" in explain(words)


@pytest.mark.parametrize("words", ["OSError: [Errno 28] No space left on device"])
def test_a_full_disk_is_said_as_such(words):
    assert "the disk is full" in explain(words)


def test_a_disk_that_would_become_full_is_refused_before_the_download():
    place.require_space(free=place.SPACE_NEEDED)
    with pytest.raises(Stop, match="has 1.0 GiB free.*needs 5 GiB: free some space"):
        place.require_space(free=place.GIBIBYTE)


def test_a_full_disk_while_writing_ends_in_a_sentence(monkeypatch, capsys):
    def fill(_arguments):
        raise OSError(errno.ENOSPC, "No space left on device", "file")

    monkeypatch.setattr(serve, "demo", fill)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr().err.strip().endswith("run the same command again.")


@pytest.mark.parametrize(
    ("version", "accepted"),
    [((3, 9), False), ((3, 10), True), ((3, 13), True), ((3, 14), False)],
)
def test_only_the_pythons_that_odoo_accepts_are_accepted(version, accepted):
    assert entry.accepted(version) is accepted


def test_a_wrong_python_without_another_one_is_told_what_to_install(
    monkeypatch, capsys
):
    monkeypatch.setattr(entry.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(entry, "other_python", lambda: None)
    assert entry.main() == 2
    said = capsys.readouterr().err
    assert "needs Python 3.10 to 3.13, this is Python 3.9" in said
    assert said.count("\n") == 1


def test_another_python_on_the_path_is_found_newest_first():
    paths = {"python3.12": "/usr/bin/python3.12", "python3.10": "/usr/bin/python3.10"}
    assert entry.other_python(paths.get) == "/usr/bin/python3.12"


def test_a_busy_port_is_named_with_a_free_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} is taken.*make demo PORT="):
            serve.wanted_port(str(port))


@pytest.mark.parametrize("named", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(named):
    with pytest.raises(Stop, match="is no port"):
        serve.wanted_port(named)


@pytest.mark.parametrize(
    ("version", "role", "creates", "words"),
    [
        (120004, "odoo", "true", "version 12; Odoo 19 needs 13"),
        (160001, "postgres", "true", "refuses the database user `postgres`"),
        (160001, "me", "false", "may not create databases"),
    ],
)
def test_a_foreign_server_that_will_not_do_is_said_why(version, role, creates, words):
    assert words in postgres.foreign_problem("db.example", version, role, creates)


def test_a_foreign_server_that_will_do_has_no_problem():
    assert postgres.foreign_problem("db.example", 150000, "me", "true") is None


def test_a_foreign_server_that_does_not_answer_is_named(monkeypatch, tmp_path):
    program = tmp_path / "psql"
    program.write_text("#!/bin/sh\necho 'connection to server failed' >&2\nexit 2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(
        Stop, match="PGHOST names db.example.*cannot be used.*unset PGHOST"
    ):
        postgres.foreign(tmp_path)


def test_a_socket_path_that_is_too_long_moves_to_a_short_folder():
    # Not below the checkout, which may itself lie deep.
    short = Path("/checkout/socket")
    assert postgres.socket_folder(short, "test") == short
    deep = short / ("x" * 100)
    moved = postgres.socket_folder(deep, "test", "/somewhere")
    assert str(moved) == f"/somewhere/points-{place.CHECKOUT_ID}-test"


def test_without_a_browser_and_without_root_the_person_is_told_what_to_install(
    monkeypatch,
):
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    with pytest.raises(Stop, match="need Chromium: install it"):
        browser.prepare()


def test_without_apt_the_person_is_told_to_clone_odoo(monkeypatch):
    monkeypatch.setattr(odoo_source.shutil, "which", lambda _name: None)
    with pytest.raises(Stop, match="no apt-get and no dpkg-deb: clone.*ODOO_DIR"):
        odoo_source._require_apt()


def test_an_odoo_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Stop, match="holds no Odoo"):
        odoo_source.from_checkout(tmp_path)


def test_an_odoo_of_another_series_is_refused(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text(
        "version_info = (18, 0, 0, 'final')\n"
    )
    with pytest.raises(Stop, match="an Odoo 18.0; this addon is for Odoo 19.0"):
        odoo_source.from_checkout(tmp_path)


def test_a_clone_of_odoo_has_two_folders_of_addons(tmp_path):
    for folder in ("odoo/addons/base", "addons/web"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "odoo" / "release.py").write_text(
        "version_info = (19, 0, 0, 'final')\n"
    )
    odoo = odoo_source.from_checkout(tmp_path)
    assert [path.parent.name for path in odoo.addons] == ["odoo", tmp_path.name]
    assert odoo.addon("web") == tmp_path / "addons" / "web"


def test_mirrors_are_taken_from_the_machine_without_its_security_archive():
    listing = (
        "http://other.example/x/|nodistro|main\n"
        "http://mirror.example/debian/|bookworm|main\n"
        "http://mirror.example/debian-security/|bookworm-security|main\n"
        "http://mirror.example/debian/|bookworm-updates|main\n"
    )
    assert odoo_source.mirrors(listing) == [
        "http://mirror.example/debian/",
        "http://other.example/x/",
    ]


def test_an_unknown_command_lists_the_known_ones(capsys):
    assert cli.main(["fly"]) == 2
    assert "demo, demo-reset" in capsys.readouterr().err


def test_a_step_that_fails_names_its_log(tmp_path):
    log = tmp_path / "step.log"
    command = [sys.executable, "-c", "print('boom'); raise SystemExit(3)"]
    with pytest.raises(Stop, match=r"A step did not work: boom\. .*step\.log"):
        run(command, "A step", log)
    assert "boom" in log.read_text()


def test_a_program_that_is_missing_is_named(tmp_path):
    with pytest.raises(Stop, match="no-such-program is missing"):
        run(["no-such-program"], "A step", tmp_path / "log")


def test_a_second_run_of_the_same_command_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(stamps, "CACHE", tmp_path)
    holder = (
        "import fcntl, sys, time; f = open(sys.argv[1], 'a+');"
        " fcntl.flock(f, fcntl.LOCK_EX); f.write('77'); f.flush();"
        " print('held', flush=True); time.sleep(30)"
    )
    command = [sys.executable, "-c", holder, str(tmp_path / "demo.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Stop, match=r"`make demo` already runs .*\(process 77\)"):
            with stamps.lock("demo", wait=False):
                pass
        other.kill()
    with stamps.lock("demo", wait=False):
        pass
