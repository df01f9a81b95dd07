"""The command line as a whole: help, errors, pipes and terminals, and how little it loads."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from commands import done, halfpipe
from told import ToldHome

from etl.cli.app import app

PROGRAM = Path(sys.executable).with_name("halfpipe")
HEAVY = ("numpy", "pyarrow", "astropy", "sqlalchemy", "alembic", "pydantic", "rich")


@pytest.mark.parametrize("name", app.commands)
def test_the_help_of_every_command_shows_an_example(name: str) -> None:
    said = done(name, "--help").out
    assert f"Example: halfpipe {'--home /data/halfpipe ' if name == 'init' else ''}{name}" in said


def test_the_help_lists_every_command_by_purpose() -> None:
    said = done("--help").out
    assert all(f"\n  {name} " in said for name in app.commands)
    assert done("--version").out.startswith("halfpipe, version ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("packet-gapz",), "Did you mean 'packet-gaps'?"),
        (("runs", "--run", "r0734700001"), "no such run is known; the nearest is r0734700000."),
        (("runs", "--run", "yesterday"), "is not a run. Write it like r0734700000"),
        (("runs", "--delivery", "240414005"), "the nearest is 240414004."),
        (("runs", "--delivery", "9"), "no such delivery is known; the nearest is 24041400"),
        (("runs", "--state", "recieving"), "the nearest is receiving. The states are:"),
        (("runs", "--since", "2024-13"), "--since: '2024-13' is not a time; give UTC like"),
        (("runs", "--since", "9" * 30), "is not a time: no year has it, 1 to 9999."),
        (("runs", "--as-of", "12"), "--as-of 12: no such delivery; the nearest is 4."),
        (("runs", "--json", "--csv"), "give one"),
        (("ledger", "--by", "week"), "'week' is not one of"),
    ],
)
def test_a_mistake_is_answered_with_what_was_probably_meant(
    told_home: ToldHome, words: tuple[str, ...], said: str
) -> None:
    refused = halfpipe(*words, home=told_home.folder)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


@pytest.mark.parametrize("words", [("runs",), ("sql", "select 1"), ("receive", "x"), ("cycle",)])
def test_outside_a_home_every_command_says_how_to_make_one(words: tuple[str, ...]) -> None:
    refused = halfpipe(*words)
    assert refused.code == 3
    assert "Make one with: halfpipe --home halfpipe-home init" in refused.err


def test_a_snapshot_that_is_gone_or_spoilt_is_published_anew_by_init(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done("init", home=home)
    (home / "ops.duckdb").write_bytes(b"not a database" * 1000)
    assert "cannot be read" in halfpipe("runs", home=home).err
    (home / "ops.duckdb").unlink()
    refused = halfpipe("runs", home=home)
    assert refused.code == 3
    assert "no snapshot to read yet" in refused.err
    done("init", home=home)
    assert done("runs", home=home).lines == ["no runs"]


def test_a_snapshot_of_another_version_says_to_bring_it_up_to_date(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done("init", home=home)
    (home / "ops.duckdb").unlink()
    make = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute('create table t as select 1')"
    subprocess.run([sys.executable, "-c", make, str(home / "ops.duckdb")], check=True)
    refused = halfpipe("runs", home=home)
    assert refused.code == 3
    assert "another version of HalfPipe published it" in refused.err


def test_the_home_is_the_named_one_else_this_folder_else_halfpipe_home(
    told_home: ToldHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = done("runs", "--json", home=told_home.folder).rows
    monkeypatch.setenv("HALFPIPE_HOME", str(told_home.folder))
    assert done("runs", "--json").rows == expected
    monkeypatch.delenv("HALFPIPE_HOME")
    Path("halfpipe-home").symlink_to(told_home.folder)
    assert done("runs", "--json").rows == expected
    monkeypatch.chdir(told_home.folder)
    assert done("runs", "--json").rows == expected


@pytest.mark.parametrize("words", [("runs", "--json"), ("ledger", "--json"), ("sql", "select 1")])
def test_a_listing_loads_nothing_heavy(told_home: ToldHome, words: tuple[str, ...]) -> None:
    script = (
        "import sys\nfrom etl.cli import main\n"
        f"sys.argv = ['halfpipe', '--home', {str(told_home.folder)!r}, *{words!r}]\n"
        "try:\n    main()\nfinally:\n"
        f"    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "[]"


def test_a_reader_that_has_seen_enough_is_no_error(told_home: ToldHome) -> None:
    query = "select range from range(1000000)"
    command = [PROGRAM, "--home", told_home.folder, "sql", query, "--csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""


def test_on_a_terminal_long_work_shows_what_is_going_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done("init", home=home)
    (tmp_path / "240414001").mkdir()
    (tmp_path / "240414001" / "notes.txt").write_text("nothing to decode")
    ours, theirs = pty.openpty()
    shown = b""
    for words in (("receive", tmp_path / "240414001"), ("cycle",)):
        ran = subprocess.run(
            [PROGRAM, "--home", home, *words], stdout=subprocess.PIPE, stderr=theirs, check=True
        )
        shown += os.read(ours, 1 << 16)
        assert b"\x1b" not in ran.stdout
    os.close(ours)
    os.close(theirs)
    assert b"receiving 240414001" in shown
    assert b"decide" in shown


def test_json_is_one_object_a_line(told_home: ToldHome) -> None:
    first, *lines, last = done("chunks", "--json", home=told_home.folder).lines
    assert (first, last) == ("[", "]")
    assert all(isinstance(json.loads(line.rstrip(",")), dict) for line in lines)
