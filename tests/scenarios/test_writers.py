"""Two writers: the second waits, or says who holds the home; no lock outlives its process."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from written import STORY

from etl.simulator.plan import RunPlan

RUN = "r0734700000"
TINY = replace(STORY, runs=(RunPlan(events=60, events_per_datagram=(5, 15)),))
DECISION = ("hold", "--all", "--why", "a test")


@pytest.fixture
def home(tmp_path: Path) -> Halfpipe:
    """A home with a delivery whose cycle is yet to come."""
    home = made(tmp_path / "home")
    home.done("receive", *TINY.write(tmp_path / "deliveries"))
    return home


@contextmanager
def at_work(home: Halfpipe, seconds: float) -> Iterator["subprocess.Popen[str]"]:
    """A cycle in a process of its own, which tells Level 1 for so long, the home in its hands."""
    busy = replace(home, settings={**home.settings, "HALFPIPE_ON_READY": f"sleep {seconds}"})
    with busy.started("cycle") as process:
        give_up_at = time.monotonic() + 60
        while RUN not in str(list((home.home / "handoff").rglob("*"))):
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
        yield process


def test_a_second_writer_waits_for_the_first(home: Halfpipe) -> None:
    with at_work(home, 1) as first, home.started(*DECISION, "--wait", 60) as second:
        assert (second.wait(60), first.wait(60)) == (0, 0)
    assert [row["action"] for row in home.json("decisions")] == ["hold"]


def test_a_second_writer_that_waited_long_enough_says_who_holds_the_home_since_when(
    home: Halfpipe,
) -> None:
    with at_work(home, 20) as first:
        waiting = replace(home, settings={"HALFPIPE_WAIT": "0.2"})
        for words in (DECISION, ("requests",), ("init",), ("cycle", "--wait", 0)):
            refused = waiting.run(*words)
            assert (refused.code, refused.out) == (3, "")
            told = rf"held by process {first.pid} \(cycle\) since 20\d\d-\d\d-\d\dT\d\d:\d\d"
            assert re.search(told, refused.err)
    assert "[default: 10.0]" in home.done("cycle", "--help").out
    assert home.json("decisions") == []


def test_the_lock_of_a_killed_process_is_gone_with_it(home: Halfpipe) -> None:
    with at_work(home, 5) as first:
        first.kill()
        assert first.wait(60) == -9
        left = json.loads((home.home / "writer.lock").read_text())
        assert left["pid"] == first.pid, "its name is left, its lock is not"
        home.done("cycle", "--wait", 0)
    assert [row["run_state"] for row in home.json("runs")] == ["complete"]
