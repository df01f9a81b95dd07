"""Drills held: a command is killed at an instant, its work is ended, and what is left compared."""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cli import Halfpipe, made
from followed import NEXT_DAY, NOW
from sound import offences

from drills.launch import Launcher, launcher, left_behind
from etl.simulator.level0 import Level0
from etl.simulator.scenario import Scenario


@dataclass(frozen=True)
class Range:
    """Where drills are held: a home after one delivery, the next delivery, and a launcher."""

    launcher: Launcher
    halfpipe: Halfpipe
    second: Path
    folder: Path

    def home(self, name: str) -> Halfpipe:
        """A copy of the home, that its second delivery was received by if ``name`` says so."""
        place = self.folder / f"copy of {name}"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder / name, place)
        return replace(self.halfpipe, home=place)


@dataclass(frozen=True)
class Drill:
    """A command that dies at each instant, the home it works on, and the commands after it."""

    home: str
    words: tuple[str, ...]
    after: tuple[tuple[str, ...], ...]
    is_next_release: bool = False


CYCLE = Drill("two received", ("cycle",), (("cycle",),))


@contextmanager
def made_ready(story: Scenario | Level0, folder: Path, **settings: object) -> Iterator[Range]:
    """Two homes that took in the first of a story's two deliveries; one received the second."""
    first, second = story.write(folder / "deliveries")
    # Each home is made where its copies will be, because its snapshot names that place.
    halfpipe = made(folder / "copy of one delivery", now=NOW, on_ready="true", **settings)
    halfpipe.take_in(first)
    shutil.copytree(halfpipe.home, folder / "one delivery")
    two = replace(halfpipe, home=folder / "copy of two received")
    shutil.copytree(halfpipe.home, two.home)
    two.done("receive", second)
    shutil.copytree(two.home, folder / "two received")
    second.rename(folder / second.name)
    later = {**halfpipe.settings, "HALFPIPE_NOW": NEXT_DAY}
    with launcher() as process:
        yield Range(process, replace(halfpipe, settings=later), folder / second.name, folder)


@dataclass(frozen=True)
class Held:
    """A drill being held."""

    drill: Drill
    grounds: Range
    scripts: Path | None = None

    def in_peace(self) -> tuple[list[str], dict[str, object]]:
        """The instants that pass when nothing is killed, and what is left behind."""
        halfpipe = self.grounds.home(self.drill.home)
        code, instants = self.grounds.launcher.run(
            halfpipe, [*self.drill.words], scripts=self.scripts
        )
        assert code == 0
        self.finish(halfpipe)
        assert offences(halfpipe) == []
        return instants, left_behind(halfpipe)

    def killed_at(self, instant: int) -> dict[str, object]:
        """What is left behind when the command is killed at an instant and its work then ended."""
        halfpipe = self.grounds.home(self.drill.home)
        code, _ = self.grounds.launcher.run(halfpipe, [*self.drill.words], instant, self.scripts)
        assert code == -9, instant
        assert halfpipe.json("runs"), "readers go on"
        self.finish(halfpipe)
        return left_behind(halfpipe)

    def finish(self, halfpipe: Halfpipe) -> None:
        for words in self.drill.after:
            halfpipe.done(*words, "--wait", "0")


def unlike(found: dict[str, object], due: dict[str, object]) -> dict[str, tuple[object, object]]:
    """What was left behind otherwise than it should be: what it is, and what is due."""
    return {name: (found[name], due[name]) for name in due if found[name] != due[name]}


def one_of_each_kind(instants: Sequence[str]) -> list[int]:
    """The number of the middle one of each kind of instant, and of two more commits."""
    numbers = defaultdict(list)
    for number, kind in enumerate(instants, 1):
        numbers[kind].append(number)
    commits = numbers["commit"]
    quarters = {commits[len(commits) // 4], commits[3 * len(commits) // 4]}
    return sorted({of_kind[len(of_kind) // 2] for of_kind in numbers.values()} | quarters)
