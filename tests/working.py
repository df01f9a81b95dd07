"""Work for worker processes; run as a program it is their owner."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from etl.store.workers import worked


def nap(place: Path) -> Path:
    """Say who works, then take long."""
    place.write_text(str(os.getpid()))
    time.sleep(120)
    return place


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def stepping(place: Path, tell: Callable[[int | None], None]) -> str:
    """Do two steps, then take long, or what the name of the place says."""
    place.write_text(str(os.getpid()))
    for step in (1, 2):
        tell(step)
    if place.name == "end":
        os._exit(0)
    if place.name == "fail":
        raise ValueError("as it was asked to")
    if place.name == "hang":
        time.sleep(120)
    return "x" * 100_000


if __name__ == "__main__":
    list(worked(nap, [Path(word) for word in sys.argv[1:]], 2))
