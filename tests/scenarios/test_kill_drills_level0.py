"""``kill -9`` while packets become events: the next cycle ends as one that was left in peace."""

from collections.abc import Iterator

import pytest
from drills.held import CYCLE, Held, Range, made_ready, one_of_each_kind, unlike
from written import HALVES

from etl.simulator.faults import Lose
from etl.simulator.level0 import Level0
from etl.simulator.packet_faults import AlterPackets, DelayPackets, Noise, RepeatPackets
from etl.simulator.scenario import B

STORY = Level0(HALVES.but(Lose(epu=B, datagrams=(7,))), packet_bytes=900).but(
    DelayPackets(delivery=0, places=(20, 21), to=1),
    RepeatPackets(delivery=0, places=(40,), again_in=1),
    AlterPackets(delivery=0, places=(60,), good_in=1),
    AlterPackets(delivery=1, places=(30,)),
    Noise(delivery=1, place=50),
)
"""Its second delivery completes datagrams, mends one, and brings one that nothing decodes."""


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    in_this_process = {"decode_workers": 1, "decode_chunk_bytes": 60_000}
    with made_ready(STORY, tmp_path_factory.mktemp("drills"), **in_this_process) as ready:
        yield ready


def test_killed_in_each_stage_from_packets_to_events(grounds: Range) -> None:
    held = Held(CYCLE, grounds)
    instants, due = held.in_peace()
    for number in [*one_of_each_kind(instants), *commits_of_stages(instants)]:
        found = held.killed_at(number)
        assert unlike(found, due) == {}, f"killed at {number}, after {instants[number - 1]}"


def commits_of_stages(instants: list[str]) -> list[int]:
    """The commits of the first stages, and the write before each."""
    commits = [number for number, kind in enumerate(instants, 1) if kind == "commit"]
    return [number for commit in commits[1:7] for number in (commit - 1, commit)]


@pytest.mark.night
def test_killed_at_every_instant_from_packets_to_events(grounds: Range) -> None:
    held = Held(CYCLE, grounds)
    instants, due = held.in_peace()
    for number in range(1, len(instants) + 1):
        found = held.killed_at(number)
        assert unlike(found, due) == {}, f"killed at {number}, after {instants[number - 1]}"
