"""Worker processes: a pool of them that ends with its owner, however that ends."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
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
) -> Iterator[Result]:
    """Yield what ``function`` makes of each task, in order; some tasks are done ahead.

    One task alone is done in this process. Else each worker is a fresh process: ``function`` and
    its tasks must be importable and picklable, and share nothing with this process but files. The
    modules of ``preload`` are loaded once for all, unless `make_ready` did so before.

    Raises
    ------
    BrokenProcessPool
        A task ended its process; which of those not yielded is not known.
    """
    if min(len(tasks), workers) < 2:
        yield from map(function, tasks)
        return
    count = min(workers, len(tasks))
    make_ready(*preload, _module_of(function))
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(count, context, initializer=end_with_owner) as pool:
        yield from in_order(pool, function, tasks, count)


def make_ready(*modules: str) -> None:
    """Start the server that workers are forked from, if it does not run; this process goes on.

    What the modules load their workers have at once.
    """
    multiprocessing.set_forkserver_preload(["__main__", *modules])
    forkserver.ensure_running()


def _module_of(function: Callable[[Task], Result]) -> str:
    return (function.func if isinstance(function, partial) else function).__module__


def in_order(
    pool: Executor, function: Callable[[Task], Result], tasks: Iterable[Task], count: int
) -> Generator[Result]:
    """Keep each worker busy and one result waiting, so that results do not pile up."""
    waiting = deque(tasks)
    ahead: deque[Future[Result]] = deque()
    try:
        while waiting or ahead:
            while waiting and len(ahead) <= count:
                ahead.append(pool.submit(function, waiting.popleft()))
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def end_with_owner() -> None:
    """End this process as soon as the one that started it is gone."""
    owner = multiprocessing.parent_process()
    if owner is not None:
        threading.Thread(target=_watch, args=(owner.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
