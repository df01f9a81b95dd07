"""``kill -9`` at any instant: the next command ends in the state of a home that was left in peace.

An instant is after each call that makes something durable or visible: a write, a sync, a rename, a
folder made or a file removed, a commit, a step of the snapshot, and half of a copy.
"""

import random
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from drills.launch import Launcher, launcher, left_behind
from followed import NEXT_DAY, NOW
from sound import offences
from written import HALVES

from etl.simulator.damage import Truncate
from etl.simulator.faults import Delay, Lose, Partial, Repeat
from etl.simulator.mishaps import Damaged
from etl.simulator.scenario import A, B
from etl.store import migrate

STORY = HALVES.but(
    Delay(epu=A, datagrams=(5,), to=1),
    Partial(epu=A, datagrams=(3,), whole_in=1),
    Lose(epu=B, datagrams=(7,)),
    Repeat(epu=B, datagrams=(1,), again_in=1),
    Damaged(delivery=1, damage=Truncate(file=1, event=40)),
)
"""In its second delivery a hole is filled, a chunk made again, a file cut short; one hole stays."""

REVISION = '''
"""A table has a colour."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision}", "{before}"


def upgrade() -> None:
    op.add_column("{table}", sa.Column("colour", sa.String()), schema="ops")
'''


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


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    folder = tmp_path_factory.mktemp("drills")
    first, second = STORY.write(folder / "deliveries")
    # Each home is made where its copies will be, because its snapshot names that place.
    halfpipe = made(folder / "copy of one delivery", now=NOW, on_ready="true")
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


@pytest.fixture(scope="module")
def next_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrations of a release that comes after this one."""
    folder = tmp_path_factory.mktemp("release") / "migrations"
    shutil.copytree(migrate.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    versions = folder / "versions"
    head = max(path.name for path in versions.glob("[0-9]*.py"))[:4]
    for revision, before, table in (("9000", head, "hand_offs"), ("9001", "9000", "cycles")):
        text = REVISION.format(revision=revision, before=before, table=table)
        (versions / f"{revision}_colour.py").write_text(text)
    return folder


def drills(second: Path) -> dict[str, Drill]:
    receive = ("receive", str(second))
    return {
        "receive": Drill("one delivery", receive, (receive, ("cycle",))),
        "cycle": Drill("two received", ("cycle",), (("cycle",),)),
        "migrate": Drill("two received", ("init",), (("init",),), is_next_release=True),
    }


@pytest.fixture(params=["receive", "cycle", "migrate"])
def drill(request: pytest.FixtureRequest, grounds: Range) -> Drill:
    return drills(grounds.second)[request.param]


@pytest.fixture
def held(
    drill: Drill, grounds: Range, next_release: Path, monkeypatch: pytest.MonkeyPatch
) -> "Held":
    if drill.is_next_release:
        monkeypatch.setattr(migrate, "SCRIPTS", next_release)
    return Held(drill, grounds, next_release if drill.is_next_release else None)


@dataclass(frozen=True)
class Held:
    """A drill being held."""

    drill: Drill
    grounds: Range
    scripts: Path | None

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


def test_killed_at_an_instant_of_each_kind(held: Held) -> None:
    instants, due = held.in_peace()
    for number in one_of_each_kind(instants):
        found = held.killed_at(number)
        assert unlike(found, due) == {}, f"killed at {number}, after {instants[number - 1]}"


@pytest.mark.night
def test_killed_at_every_instant(held: Held) -> None:
    instants, due = held.in_peace()
    for number in range(1, len(instants) + 1):
        found = held.killed_at(number)
        assert unlike(found, due) == {}, f"killed at {number}, after {instants[number - 1]}"


@pytest.mark.night
@pytest.mark.parametrize("number", range(40))
def test_killed_at_any_moment_and_again_while_it_ends_its_work(grounds: Range, number: int) -> None:
    dice = random.Random(number)
    held = Held(drills(grounds.second)["cycle"], grounds, None)
    _, due = held.in_peace()
    halfpipe = grounds.home(held.drill.home)
    for _ in range(2):
        with halfpipe.started(*held.drill.words):
            time.sleep(dice.uniform(0.3, 3.0))
    held.finish(halfpipe)
    assert unlike(left_behind(halfpipe), due) == {}


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
