"""Worker processes: a pool of them that ends with its owner, however that ends."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import forkserver
from multiprocessing.connection import wait
from typing import TypeVar

DECODING = "etl.store.warmed"
"""The module that workers who decode need first."""

Task = TypeVar("Task")
Result = TypeVar("Result")


def worked(
    function: Callable[[Task], Result],
    tasks: Sequence[Task],
    workers: int,
    *preload: str,
    is_risky: bool = False,
) -> Iterator[Result]:
    """Yield what ``function`` makes of each task, in order; some tasks are done ahead.

    One task alone is done in this process, unless it may end its process (``is_risky``). Else each
    worker is a fresh process: ``function`` and its tasks must be importable and picklable, and
    share nothing with this process but files. The modules of ``preload`` are loaded once for all,
    unless `make_ready` did so before.

    Raises
    ------
    BrokenProcessPool
        A task ended its process; which of those not yielded is not known.
    """
    if min(len(tasks), workers) < 2 and not (tasks and is_risky):
        yield from map(function, tasks)
        return
    count = min(workers, len(tasks))
    make_ready(*preload, _module_of(function))
    with _pool(count) as pool:
        try:
            yield from _in_order(pool, function, deque(tasks), count)
        finally:
            pool.shutdown(cancel_futures=True)


def is_survived(function: Callable[[Task], object], task: Task) -> bool:
    """Do a task in a process of its own; returns whether that lived to the end of it."""
    with _pool(1) as pool:
        try:
            pool.submit(function, task).result()
        except BrokenProcessPool:
            return False
    return True


def _pool(count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(count, context, initializer=_end_with_owner)


def make_ready(*modules: str) -> None:
    """Start the server that workers are forked from, if it does not run; this process goes on.

    What the modules load their workers have at once.
    """
    multiprocessing.set_forkserver_preload(["__main__", *modules])
    forkserver.ensure_running()


def _module_of(function: Callable[[Task], Result]) -> str:
    return (function.func if isinstance(function, partial) else function).__module__


def _in_order(
    pool: ProcessPoolExecutor, function: Callable[[Task], Result], tasks: deque[Task], count: int
) -> Iterator[Result]:
    """Keep each worker busy and one result waiting, so that results do not pile up."""
    ahead: deque[Future[Result]] = deque()
    while tasks or ahead:
        while tasks and len(ahead) <= count:
            ahead.append(pool.submit(function, tasks.popleft()))
        yield ahead.popleft().result()


def _end_with_owner() -> None:
    """End this process as soon as the one that started it is gone, or its alarm goes off."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=_watch, args=(owner.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
