"""One writer at a time: a lock the kernel frees with its process, and that names its holder."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl import clock
from etl.errors import HomeError

POLL_S = 0.1


@contextmanager
def writer_lock(path: Path, command: str, wait_s: float) -> Iterator[None]:
    """Hold the lock at ``path``, waiting at most ``wait_s`` seconds for another writer.

    Raises
    ------
    HomeError
        Another process still holds it; the message says which, since when.
    """
    with path.open("a+") as held:
        _acquire(held.fileno(), path, wait_s)
        held.seek(0)
        held.truncate()
        holder = {"pid": os.getpid(), "command": command, "since": clock.now().isoformat()}
        held.write(json.dumps(holder))
        held.flush()
        try:
            yield
        finally:
            held.seek(0)
            held.truncate()


def _acquire(descriptor: int, path: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise HomeError(_busy(path, wait_s)) from None
            time.sleep(POLL_S)
        else:
            return


def _busy(path: Path, wait_s: float) -> str:
    holder = path.read_text() or "{}"
    told = json.loads(holder)
    who = f"process {told.get('pid', '?')} ({told.get('command', 'unknown command')})"
    return (
        f"{path.parent} is held by {who} since {told.get('since', 'a moment ago')}; waited "
        f"{wait_s:.0f} s. One writer at a time: wait for it to end, or stop that process; "
        "its lock ends with it."
    )
