"""Work that may end or hold up its process, done in one of its own and watched from outside."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any, TypeVar

from etl.store.workers import end_with_owner

Step = int | None
Tell = Callable[[Step], None]
Result = TypeVar("Result")

_LAST_BREATH_S = 5


class Ended(Exception):
    """The process of the work ended, or was ended because a step took too long.

    Attributes
    ----------
    step
        The step that it was told last.
    why
        What happened, as the end of a sentence.
    """

    def __init__(self, step: Step, why: str) -> None:
        super().__init__(f"step {step} {why}")
        self.step = step
        self.why = why


def watched(work: Callable[[Tell], Result], limit_s: Callable[[Step], float]) -> Result:
    """Do some work in a process of its own; nothing of it is left running, whatever it did.

    Parameters
    ----------
    work
        Tells of each of its steps before it begins, the first being None; it and what it returns
        must be importable and picklable.
    limit_s
        How long a step may take, in seconds.

    Raises
    ------
    Ended
        The process ended before its work was done, or a step took longer than it may.
    Exception
        Whatever ``work`` raises.
    """
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(there, work))
    with here:
        process.start()
        there.close()
        try:
            result: Result = _followed(here, limit_s)
            return result
        finally:
            _kill(process)


def _followed(here: Connection, limit_s: Callable[[Step], float]) -> Any:
    step: Step = None
    while True:
        if not here.poll(limit_s(step)):
            raise Ended(step, f"did not end within {limit_s(step):g} s")
        try:
            kind, told = here.recv()
        except EOFError:
            raise Ended(step, "ended the process that ran it") from None
        if kind == "done":
            return told
        if kind == "failed":
            raise told
        step = told


def _kill(process: ForkServerProcess) -> None:
    """Kill a process, and with its group what it started itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()
    process.join(_LAST_BREATH_S)


def _serve(there: Connection, work: Callable[[Tell], object]) -> None:
    os.setpgrp()
    end_with_owner()
    try:
        message = "done", work(lambda step: there.send(("step", step)))
    except Exception as error:  # it is the owner's to judge
        message = "failed", error
    there.send(message)
