"""What is held waits and is lost to nobody; what is ignored goes, and comes back when released."""

from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, copied, made
from commands import Row
from level1 import Merged, key
from sound import current_files, offences, text_lines
from written import STORY

from etl.simulator.copies import Fractions
from etl.simulator.faults import Lose, Silence
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, B, Scenario

RUN_ID = 734_700_000
RUN = f"r{RUN_ID:010d}"
TINY = RunPlan(run_id=RUN_ID, events=200, events_per_datagram=(5, 15))
HALVES = replace(STORY, runs=(TINY,), passes=Fractions(((0.5,),)))
EVENTS = 200
Key = tuple[int, int, int]


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return HALVES.write(tmp_path_factory.mktemp("deliveries"))


@pytest.fixture(scope="module")
def first_half(deliveries: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Halfpipe:
    home = made(tmp_path_factory.mktemp("half") / "home")
    home.take_in(deliveries[0])
    return home


@pytest.fixture(scope="module")
def both_halves(
    first_half: Halfpipe, deliveries: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> Halfpipe:
    home = copy_of(first_half, tmp_path_factory.mktemp("both"))
    home.take_in(deliveries[1])
    return home


def copy_of(home: Halfpipe, folder: Path) -> Halfpipe:
    return copied(home.home, folder / "home", **home.settings)


def decide(home: Halfpipe, *words: object) -> None:
    home.done(*words, "--why", "a test")
    home.done("cycle")


def the_run(home: Halfpipe) -> Row:
    (row,) = home.json("runs")
    return row


def delivered(home: Halfpipe) -> list[Key]:
    """The events in the chunk files that count, in the order of the files."""
    files = current_files(home)[RUN_ID]
    return [key(event) for path in files for event in Merged(path).events]


def known_after(story: Scenario, count: int) -> list[Key]:
    names = ("gem_sequence", "apid", "datagram_sequence")
    keys = story.known_after(count)
    return sorted(zip(*(keys[name].tolist() for name in names), strict=True))


@pytest.mark.parametrize("target", [(RUN,), ("--all",)])
def test_of_what_is_held_nothing_more_is_delivered_until_it_is_released(
    first_half: Halfpipe, deliveries: tuple[Path, ...], tmp_path: Path, target: tuple[object, ...]
) -> None:
    home = copy_of(first_half, tmp_path)
    before, count = delivered(home), the_run(home)["delivered_count"]
    home.done("hold", *target, "--why", "a test")
    home.take_in(deliveries[1])
    run = the_run(home)
    assert (run["run_state"], run["held_reason"]) == ("held", "operator")
    assert (run["delivered_count"], run["held_count"]) == (count, EVENTS - count)
    assert delivered(home) == before
    assert ("held_run", RUN) in home.standing()
    decide(home, "release", *target)
    assert (the_run(home)["run_state"], delivered(home)) == ("complete", known_after(HALVES, 2))
    assert home.standing() == set()


def test_a_delivery_that_waits_for_its_cycle_is_kept_back_before_anything_of_it_goes_out(
    first_half: Halfpipe, deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    home = copy_of(first_half, tmp_path)
    before, chunks = delivered(home), home.json("chunks")
    home.done("receive", deliveries[1])
    decide(home, "ignore", "--delivery", 2)
    assert (delivered(home), home.json("chunks")) == (before, chunks)
    assert the_run(home)["run_state"] == "receiving"
    home.done("hold", "--delivery", "240414002", "--why", "a test")
    decide(home, "release", "--decision", 1)
    assert (delivered(home), home.json("chunks")) == (before, chunks)
    assert the_run(home)["run_state"] == "held"
    decide(home, "release", "--delivery", 2)
    assert delivered(home) == known_after(HALVES, 2)


def test_an_ignored_delivery_counts_no_more_until_it_is_released(
    first_half: Halfpipe, both_halves: Halfpipe, tmp_path: Path
) -> None:
    home = copy_of(both_halves, tmp_path)
    assert delivered(home) == known_after(HALVES, 2)
    assert len(delivered(first_half)) < len(known_after(HALVES, 1))
    decide(home, "ignore", "--delivery", 2)
    # What delivery 1 brought and delivery 2 released stays delivered, as a next version.
    assert delivered(home) == known_after(HALVES, 1)
    assert (the_run(home)["run_state"], the_run(home)["open_hole_count"]) == ("receiving", 2)
    versions = {row["chunk_number"]: row["version"] for row in home.json("chunks")}
    assert versions == {1: 1, 2: 2}
    assert offences(home) == []

    decide(home, "ignore", "--delivery", 1)
    assert home.json("runs") == []
    assert home.json("chunks", "--state", "current") == []
    assert home.json("products", "--state", "latest") == []
    (folder,) = [path for path in (home.home / "handoff").glob("*901") if path.is_dir()]
    assert [line.split()[-1] for line in text_lines(folder, "replaced_chunks")] == ["-", "-"]
    assert len(home.json("products", "--state", "latest", "--as-of", 1)) == 2

    home.done("release", "--delivery", 1, "--why", "a test")
    decide(home, "release", "--delivery", 2)
    assert delivered(home) == known_after(HALVES, 2)
    assert the_run(home)["run_state"] == "complete"
    assert offences(home) == []


def test_of_an_ignored_run_nothing_more_is_delivered_until_it_is_released(
    first_half: Halfpipe, deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    home = copy_of(first_half, tmp_path)
    before = delivered(home)
    home.done("ignore", RUN, "--why", "a test")
    home.take_in(deliveries[1])
    assert (the_run(home)["held_reason"], delivered(home)) == ("ignored", before)
    decide(home, "release", RUN)
    assert delivered(home) == known_after(HALVES, 2)


def test_a_forced_run_is_incomplete_and_data_that_come_later_reopen_it(tmp_path: Path) -> None:
    story = HALVES.but(Silence(epu=B, deliveries=(0,), until=1), Lose(epu=B, datagrams=(3,)))
    home = made(tmp_path / "home")
    first, second = story.write(tmp_path / "deliveries")
    home.take_in(first)
    assert the_run(home)["held_reason"] == "epu_count"
    decide(home, "force", RUN)
    run = the_run(home)
    assert (run["run_state"], run["open_hole_count"]) == ("incomplete", 0)
    assert delivered(home) == known_after(story, 1)
    states = {row["hole_kind"]: row["hole_state"] for row in home.json("holes")}
    assert states == {"stream": "written_off", "trailing": "written_off"}
    home.take_in(second)
    run = the_run(home)
    assert (run["run_state"], run["open_hole_count"]) == ("receiving", 1)
    (hole,) = home.json("holes", "--state", "open")
    assert (hole["apid"], hole["first_datagram"], hole["last_datagram"]) == (957, 3, 3)
    assert {event[1] for event in delivered(home)} == {956, 957}


def test_a_hole_older_than_the_patience_is_written_off_by_itself(tmp_path: Path) -> None:
    story = replace(STORY, runs=(TINY,)).but(Lose(epu=A, datagrams=(4,)))
    home = made(tmp_path / "home", now="2024-04-15T12:00:00Z")
    home.take_in(*story.write(tmp_path / "deliveries"))
    waiting = the_run(home)["withheld_count"]
    assert waiting > 0
    for now, patience in (("12:59:59", "PT1H"), ("12:00:59", "60"), ("23:00:00", "P1D")):
        patient(home, f"2024-04-15T{now}Z", patience).done("cycle")
        assert the_run(home)["withheld_count"] == waiting
    patient(home, "2024-04-15T12:01:01Z", "60").done("cycle")
    assert (the_run(home)["run_state"], delivered(home)) == ("incomplete", known_after(story, 1))
    (decision,) = home.json("decisions")
    assert (decision["action"], decision["decided_by"]) == ("write-off", "hole_patience")
    assert decision["target"] == f"{RUN}/956/4"
    assert "(0:01:00)" in decision["why"]


def patient(home: Halfpipe, now: str, patience: str) -> Halfpipe:
    also = {"HALFPIPE_NOW": now, "HALFPIPE_HOLE_PATIENCE": patience}
    return replace(home, settings={**home.settings, **also})
