"""Work that may end or hold up its process, done in one of its own and watched from outside."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from traceback import format_exc
from typing import Any, TypeVar, cast

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
    passed
        The steps that came to their end.
    group
        Its group of processes, which is gone.
    """

    def __init__(self, step: Step, why: str) -> None:
        super().__init__(f"step {step} {why}")
        self.step = step
        self.why = why
        self.passed: set[int] = set()
        self.group = 0


class Stopped(Exception):
    """Nobody waits for the work any more."""


def watched(
    work: Callable[[Tell], Result], limit_s: Callable[[Step], float], stop: Connection
) -> Result:
    """Do some work in a process of its own; of its group nothing is left running.

    Parameters
    ----------
    work
        Tells of each of its steps before it begins, the first being None; it and what it returns
        must be importable and picklable.
    limit_s
        How long a step may take, in seconds.
    stop
        The work is given up when this can be read.

    Raises
    ------
    Ended
        The process ended before its work was done, or a step took longer than it may.
    Stopped
        It was given up.
    Exception
        Whatever ``work`` raises.
    """
    context = multiprocessing.get_context("forkserver")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_guard, args=(there, work))
    passed: set[int] = set()
    with here:
        process.start()
        there.close()
        try:
            result: Result = _followed(here, process.sentinel, stop, limit_s, passed)
        except Ended as end:
            end.passed, end.group = passed, process.pid or 0
            raise
        finally:
            _kill(process)
    return result


def _followed(
    here: Connection,
    sentinel: int,
    stop: Connection,
    limit_s: Callable[[Step], float],
    passed: set[int],
) -> Any:
    step: Step = None
    while True:
        kind, told = _heard(here, sentinel, stop, limit_s(step))
        if kind == "ended":
            raise Ended(step, told)
        if kind == "failed":
            raise cast(Exception, told)
        if kind == "done":
            return told
        if step is not None:
            passed.add(step)
        step = told


def _heard(here: Connection, sentinel: int, stop: Connection, limit_s: float) -> tuple[str, Any]:
    """Wait for what the process tells next, or for its end."""
    ready = wait([here, sentinel, stop], limit_s)
    if stop in ready:
        raise Stopped
    if not ready:
        return "ended", f"did not end within {limit_s:g} s"
    if here in ready:
        with suppress(EOFError, OSError):  # it can end in the middle of a word
            return cast(tuple[str, Any], here.recv())
    return "ended", "ended the process that ran it"


def _kill(process: ForkServerProcess) -> None:
    """Kill a process, and with its group what it started itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()
    process.join(_LAST_BREATH_S)


def _guard(there: Connection, work: Callable[[Tell], object]) -> None:
    """Do the work in a fork, and kill that and all of its group once it or the owner is gone.

    What runs here is ours alone, so it can be held up by nothing.
    """
    os.setpgrp()
    owner = multiprocessing.parent_process()
    alive, held = os.pipe()
    if os.fork() == 0:
        os.close(alive)
        _serve(there, work)
        os._exit(0)
    there.close()
    os.close(held)
    wait([alive, *([owner.sentinel] if owner else [])])
    os.killpg(0, signal.SIGKILL)


def _serve(there: Connection, work: Callable[[Tell], object]) -> None:
    try:
        message = "done", work(lambda step: there.send(("step", step)))
    except Exception as error:  # raised again by the owner, who else would not know from where
        error.add_note(format_exc())
        message = "failed", error
    there.send(message)
