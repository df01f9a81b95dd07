"""Worker processes: they give results in order, and none outlives its owner."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import working

from etl.store.workers import worked

PATIENCE_S = 60


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(condition: Callable[[], bool]) -> bool:
    stop = time.monotonic() + PATIENCE_S
    while time.monotonic() < stop:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_results_come_in_order_from_other_processes() -> None:
    results = list(worked(working.doubled, list(range(7)), 2))
    assert [value for value, _ in results] == [0, 2, 4, 6, 8, 10, 12]
    assert os.getpid() not in {pid for _, pid in results}


def test_one_task_alone_needs_no_other_process() -> None:
    assert list(worked(working.doubled, [4], 2)) == [(8, os.getpid())]
    assert list(worked(working.doubled, [], 2)) == []


def test_workers_end_when_their_owner_is_killed(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("one", "other")]
    folder = str(Path(working.__file__).parent)
    owner = subprocess.Popen(
        [sys.executable, working.__file__, *map(str, places)],
        env={**os.environ, "PYTHONPATH": folder},
    )
    try:
        assert wait_for(lambda: all(place.exists() and place.read_text() for place in places))
        workers = [int(place.read_text()) for place in places]
        assert all(map(is_alive, workers))
    finally:
        owner.kill()
        owner.wait()
    assert wait_for(lambda: not any(map(is_alive, workers)))
