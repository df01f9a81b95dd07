"""The published snapshot: all that the writer has, whole or not at all, and never in the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from cli import Halfpipe, made
from sound import offences, sha256, tables, unlike
from written import BARE, STORY

from etl.simulator.copies import Fractions

QUARTERS = replace(STORY, passes=Fractions(((0.25, 0.5, 0.75),)))
LONGEST_S = 60
WAIT = "sh -c 'touch {place}/began; while [ ! -e {place}/go ]; do sleep 0.05; done'"
KILLED_BEFORE_THE_RENAME = """
import os, signal, sys
from etl.store import publish
publish._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
from etl.cli import main
sys.argv = ["halfpipe", "--home", sys.argv[1], "cycle"]
main()
"""


@dataclass(frozen=True)
class Fed:
    """A home that took in a delivery, and more of them to come."""

    halfpipe: Halfpipe
    sent: tuple[Path, ...]


@pytest.fixture
def fed(tmp_path: Path) -> Fed:
    halfpipe = made(tmp_path / "home")
    sent = QUARTERS.write(tmp_path / "sent", BARE)
    halfpipe.take_in(sent[0])
    return Fed(halfpipe, sent)


@contextmanager
def reading(halfpipe: Halfpipe) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader of the snapshot, as any tool opens it."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{halfpipe.home}/ops.duckdb' as snapshot (read_only)")
        yield connection


def shown_in(reader: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the snapshot, whether they are tables or views in it."""
    found = reader.execute(
        "select table_schema || '.' || table_name from information_schema.tables "
        "where table_catalog = 'snapshot'"
    ).fetchall()
    return [name for (name,) in found]


def contents(reader: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, object]:
    """All rows of all tables, as a digest each."""
    return {
        name: reader.execute(
            f"select count(*), bit_xor(hash(rows)) from snapshot.{name} as rows"
        ).fetchone()
        for name in names
    }


def until(path: Path) -> None:
    """Wait for a file to be there."""
    deadline = time.monotonic() + LONGEST_S
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} does not come"
        time.sleep(0.02)


def test_every_table_of_the_writer_is_in_the_snapshot_as_it_is(fed: Fed) -> None:
    assert list(unlike(fed.halfpipe)) == []
    with reading(fed.halfpipe) as reader:
        shown = shown_in(reader)
    with duckdb.connect() as writer:
        writer.execute(f"attach '{fed.halfpipe.home}/halfpipe.duckdb' as writer (read_only)")
        assert sorted(shown) == tables(writer, "writer")


def test_while_a_writer_works_readers_answer_and_other_writers_wait(fed: Fed) -> None:
    """Each a process of its own, as cron and people start them."""
    place = fed.halfpipe.home.parent
    slow = replace(fed.halfpipe, settings={"HALFPIPE_ON_READY": WAIT.format(place=place)})
    slow.done("receive", fed.sent[1])
    before = fed.halfpipe.json("runs"), fed.halfpipe.sql("select count(*) from raw.events")
    with slow.started("cycle") as cycle:
        until(place / "began")
        with fed.halfpipe.started("receive", fed.sent[2]) as other:
            for _ in range(3):
                now = fed.halfpipe.json("runs"), fed.halfpipe.sql("select count(*) from raw.events")
                assert now == before
            assert fed.halfpipe.json("deliveries")[-1]["delivery_state"] == "received"
            assert (cycle.poll(), other.poll()) == (None, None)
            (place / "go").touch()
            answers = [process.communicate(timeout=LONGEST_S) for process in (cycle, other)]
            assert (cycle.returncode, other.returncode) == (0, 0), answers
    (handed, story), (received, _) = answers
    assert handed == "handoff/240414002: 1 runs, 1 chunk files, 0 replaced\n"
    assert [line.split()[1] for line in story.splitlines()[:2]] == ["split", "count"]
    assert received.startswith("Delivery 240414003 (ordinal 3): 2 files, ")
    assert [row["delivery_state"] for row in fed.halfpipe.json("deliveries")] == [
        "handed_off",
        "handed_off",
        "received",
    ]
    assert offences(fed.halfpipe) == []


def test_a_reader_of_the_old_snapshot_reads_on_when_it_is_replaced(fed: Fed) -> None:
    snapshot = fed.halfpipe.home / "ops.duckdb"
    inode = snapshot.stat().st_ino
    with reading(fed.halfpipe) as reader:
        names = shown_in(reader)
        before = contents(reader, names)
        fed.halfpipe.take_in(fed.sent[1])
        assert snapshot.stat().st_ino != inode
        assert contents(reader, names) == before
    with reading(fed.halfpipe) as reader:
        after = contents(reader, names)
    assert after["raw.events"] != before["raw.events"]
    assert after["core.runs"] != before["core.runs"]


def test_a_publication_that_is_killed_leaves_the_old_snapshot(fed: Fed) -> None:
    fed.halfpipe.done("receive", fed.sent[1])
    snapshot = fed.halfpipe.home / "ops.duckdb"
    before = sha256(snapshot), fed.halfpipe.json("runs")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_THE_RENAME, fed.halfpipe.home],
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (sha256(snapshot), fed.halfpipe.json("runs")) == before
    assert list(fed.halfpipe.home.glob(".ops.duckdb.part*"))

    fed.halfpipe.done("cycle")
    assert not list(fed.halfpipe.home.glob(".ops.duckdb.part*"))
    assert fed.halfpipe.json("runs") != before[1]
    assert offences(fed.halfpipe) == []
