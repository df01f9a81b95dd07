"""``kill -9`` at any instant: the next command ends in the state of a home that was left in peace.

An instant is after each call that makes something durable or visible: a write, a sync, a rename, a
folder made or a file removed, a commit, a step of the snapshot, and half of a copy.
"""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from drills.held import CYCLE, Drill, Held, Range, made_ready, one_of_each_kind, unlike
from drills.launch import left_behind
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


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with made_ready(STORY, tmp_path_factory.mktemp("drills")) as ready:
        yield ready


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
        "cycle": CYCLE,
        "migrate": Drill("two received", ("init",), (("init",),), is_next_release=True),
    }


@pytest.fixture(params=["receive", "cycle", "migrate"])
def drill(request: pytest.FixtureRequest, grounds: Range) -> Drill:
    return drills(grounds.second)[request.param]


@pytest.fixture
def held(drill: Drill, grounds: Range, next_release: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    if drill.is_next_release:
        monkeypatch.setattr(migrate, "SCRIPTS", next_release)
    return Held(drill, grounds, next_release if drill.is_next_release else None)


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
    held = Held(CYCLE, grounds)
    _, due = held.in_peace()
    halfpipe = grounds.home(held.drill.home)
    for _ in range(2):
        with halfpipe.started(*held.drill.words):
            time.sleep(dice.uniform(0.3, 3.0))
    held.finish(halfpipe)
    assert unlike(left_behind(halfpipe), due) == {}
