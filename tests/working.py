"""Work for worker processes; run as a program it is their owner."""

import os
import sys
import time
from pathlib import Path

from etl.store.workers import worked


def nap(place: Path) -> Path:
    """Say who works, then take long."""
    place.write_text(str(os.getpid()))
    time.sleep(120)
    return place


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


if __name__ == "__main__":
    list(worked(nap, [Path(word) for word in sys.argv[1:]], 2))
