"""Decisions that stand already or are undone, and what each hole says of who changed it."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, copied, made
from told import LONELY_RUN, LOSSY_RUN, LOST, WHOLE_RUN, ToldHome
from written import BARE, SMALL, STORY, altered

from etl.simulator.faults import Lose
from etl.simulator.scenario import A

LOSSY, LONELY, WHOLE = RUNS = tuple(f"r{run:010d}" for run in (LOSSY_RUN, LONELY_RUN, WHOLE_RUN))
HOLE = f"{LOSSY}/956/{LOST}"


@pytest.fixture
def home(told_home: ToldHome, tmp_path: Path) -> Halfpipe:
    """A copy of the told home, to be decided on."""
    return copied(told_home.folder, tmp_path / "home")


@pytest.mark.parametrize(
    "words",
    [
        ("write-off", HOLE),
        ("force", LOSSY),
        ("accept", LONELY, "--epus", 1),
        ("hold", LOSSY),
        ("hold", "--delivery", 2),
        ("ignore", "--all"),
    ],
)
def test_what_is_decided_already_is_told_so_and_not_recorded_again(
    home: Halfpipe, words: tuple[object, ...]
) -> None:
    home.done(*words, "--why", "a test")
    assert home.done(*words, "--why", "a test").lines == ["Decided already, by decision 1."]
    assert len(home.json("decisions")) == 1


def test_of_several_holes_only_those_not_given_up_yet_are_recorded(home: Halfpipe) -> None:
    home.done("ignore", "--delivery", 2, "--why", "a test")
    home.done("cycle")
    run = next(run for run in RUNS if len(open_holes(home, run)) > 1)
    first, *others = open_holes(home, run)
    home.done("write-off", first, "--why", "a test")
    said = home.done("write-off", run, "--why", "a test").out
    assert "Decided already, by decision 2." in said
    given_up = [row["target"] for row in home.json("decisions") if row["action"] == "write-off"]
    assert given_up == [first, *others]


def open_holes(home: Halfpipe, run: str) -> list[str]:
    """What the open holes of a run are called, the oldest first."""
    rows = home.json("holes", "--run", run, "--state", "open")
    holes = sorted(rows, key=lambda row: row["hole_id"])
    return [f"{run}/{row['apid']}/{row['first_datagram']}" for row in holes]


def test_another_number_or_what_was_undone_is_decided_anew(home: Halfpipe) -> None:
    for epus in (1, 2, 1):
        home.done("accept", LONELY, "--epus", epus, "--why", "a test")
    home.done("hold", LOSSY, "--why", "a test")
    home.done("release", LOSSY, "--why", "a test")
    home.done("hold", LOSSY, "--why", "a test")
    actions = [row["action"] for row in home.json("decisions")]
    assert actions == ["accept"] * 3 + ["hold", "release", "hold"]


@pytest.mark.parametrize(
    ("words", "again"),
    [
        (("write-off", HOLE), f"write-off {HOLE}"),
        (("accept", LONELY, "--epus", 1), f"accept {LONELY} --epus 1"),
        (("hold", "--delivery", 2), "hold --delivery 240414002"),
        (("ignore", "--all"), "ignore --all"),
    ],
)
def test_a_release_cannot_be_undone_and_says_how_to_decide_anew(
    home: Halfpipe, words: tuple[object, ...], again: str
) -> None:
    home.done(*words, "--why", "a test")
    home.done("release", "--decision", 1, "--why", "a test")
    for number, told in ((2, "a release, which cannot be undone"), (1, "undone already, by dec")):
        refused = home.run("release", "--decision", number, "--why", "a test")
        assert (refused.code, f"decision {number} is {told}" in refused.err) == (2, True)
        assert f"halfpipe {again} --why TEXT" in refused.err
    home.done(*again.split(), "--why", "a test")
    assert len(home.json("decisions")) == 3


def test_holes_say_their_own_decision_or_the_delivery_that_opened_them(tmp_path: Path) -> None:
    runs = tuple(replace(SMALL, run_id=run, events=200) for run in (LOSSY_RUN, WHOLE_RUN))
    story = replace(STORY, runs=runs).but(*(Lose(epu=A, datagrams=(4,), run=n) for n in (0, 1)))
    home = made(tmp_path / "home")
    home.done("receive", *story.write(tmp_path / "deliveries"))
    home.done("hold", "--all", "--why", "a test")
    home.done("cycle")
    opened = {row["changed_by"] for row in home.json("holes")}
    assert opened == {f"delivery {home.json('deliveries')[0]['downlink']:09d}"}
    home.done("write-off", f"{LOSSY}/956/4", "--why", "a test")
    home.done("accept", WHOLE, "--epus", 2, "--why", "a test")
    home.done("cycle")
    (given_up,) = home.json("holes", "--state", "written_off")
    assert (given_up["run_id"], given_up["changed_by"]) == (LOSSY_RUN, "decision 2")
    home.done("release", "--decision", 2, "--why", "a test")
    home.done("cycle")
    (reopened,) = home.json("holes", "--run", LOSSY)
    assert (reopened["hole_state"], reopened["changed_by"]) == ("open", "decision 4")


OPEN_ACTION, RESUME = 176, 1


def test_what_came_before_a_first_datagram_that_is_no_start_is_given_up_by_its_number(
    tmp_path: Path,
) -> None:
    def resume(data: bytearray, at: int) -> None:
        struct.pack_into("<i", data, at + OPEN_ACTION, RESUME)

    home = made(tmp_path / "home")
    (sent,) = STORY.write(tmp_path / "deliveries", BARE)
    altered(sent, 956, (0,), resume)
    home.take_in(sent)
    (hole,) = home.json("holes")
    assert (hole["hole_kind"], hole["first_datagram"], hole["last_datagram"]) == (
        "leading",
        0,
        None,
    )
    named = f"{WHOLE}/956/0"
    advised = f"write-off {named} --why"
    (alert,) = [row for row in home.json("alerts") if row["alert_kind"] == "hole"]
    texts = [home.done("explain", about).out for about in (WHOLE, named)]
    for text in (alert["message"], *texts):
        assert (advised in text, "0 to -1" in text) == (True, False)
    for text in texts:
        assert "hole 1 (what came before APID 956 datagram 0, which is no start; open" in text
    home.done("write-off", named, "--why", "a test")
    home.done("cycle")
    (hole,) = home.json("holes")
    assert (hole["hole_kind"], hole["hole_state"]) == ("leading", "written_off")
    assert "written off" in home.done("explain", named).out
