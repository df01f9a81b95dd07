"""The story of long work, on stderr: a line a step, and on a terminal what is going on now."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from etl.cli.cells import downlink_name

if TYPE_CHECKING:
    from etl.schedule import StageLine

Say = Callable[[str], None]
LAST = "publish"


@contextmanager
def story(now: str) -> Iterator[tuple[Say, Say]]:
    """Yield two ways to tell: a line that stays, and what is going on ``now``."""
    if sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True, highlight=False)
        with console.status(now) as status:
            yield lambda line: console.print(line, markup=False), status.update
    else:
        yield lambda line: print(line, file=sys.stderr, flush=True), lambda _: None


@contextmanager
def cycle_story() -> Iterator[Callable[["StageLine"], None]]:
    """Yield what tells the story of a cycle, stage by stage."""
    from etl.stages import STAGES

    names = [*STAGES, LAST]
    following = dict(zip(names, [*names[1:], ""], strict=True))
    with story("cycle") as (say, now):

        def tell(line: "StageLine") -> None:
            say(stage_words(line))
            now(f"{_downlink(line)} {following.get(line.stage, '')}")

        yield tell


def stage_words(line: "StageLine") -> str:
    """Return one line of a cycle's story."""
    return f"{_downlink(line)}  {line.stage:<8}  {line.seconds:6.2f} s  {line.detail}"


def _downlink(line: "StageLine") -> str:
    return " " * 9 if line.downlink is None else downlink_name(line.downlink)
