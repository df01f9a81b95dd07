"""Operators' decisions: recorded with who, when and why, taken up by the next cycle, undone."""

import csv
import getpass
import io
from pathlib import Path

import pytest
from cli import Halfpipe, copied
from commands import Row, halfpipe
from sound import offences
from told import LONELY_RUN, LOSSY_RUN, LOST, WHOLE_RUN, ToldHome

LOSSY, LONELY, WHOLE = (f"r{run:010d}" for run in (LOSSY_RUN, LONELY_RUN, WHOLE_RUN))
HOLE = f"{LOSSY}/956/{LOST}"
NOW = "2024-04-15T06:07:08Z"


RUNS = (LOSSY, LONELY, WHOLE)


def copy_of(told: ToldHome, folder: Path) -> Halfpipe:
    return copied(told.folder, folder / "home", HALFPIPE_NOW=NOW)


@pytest.fixture
def home(told_home: ToldHome, tmp_path: Path) -> Halfpipe:
    """A copy of the told home, to be decided on."""
    return copy_of(told_home, tmp_path)


def run_of(home: Halfpipe, run: str) -> Row:
    (row,) = home.json("runs", "--run", run)
    return row


def hole_states(home: Halfpipe, run: str) -> dict[str, str]:
    """The state of each hole that stands or was given up, by kind."""
    rows = home.json("holes", "--run", run)
    return {
        row["hole_kind"]: row["hole_state"]
        for row in rows
        if row["hole_state"] in ("open", "written_off")
    }


def test_a_hole_is_written_off_with_the_next_cycle_and_waited_for_again_when_undone(
    home: Halfpipe,
) -> None:
    before = run_of(home, LOSSY)
    assert before["withheld_count"] > 0
    said = home.done("write-off", HOLE, "--why", "overwritten on board", "--by", "flo").out
    assert f"Decision 1 by flo: write-off {HOLE}" in said
    assert f"{before['withheld_count']} events that wait go out" in said
    assert "halfpipe --home" in said
    assert run_of(home, LOSSY) == before, "nothing happens before the cycle"
    home.done("cycle")
    after = run_of(home, LOSSY)
    assert (after["run_state"], after["delivered_count"]) == ("incomplete", after["event_count"])
    assert hole_states(home, LOSSY) == {"inner": "written_off"}
    (decision,) = home.json("decisions")
    assert (decision["action"], decision["target"], decision["decided_by"]) == (
        "write-off",
        HOLE,
        "flo",
    )
    assert decision["decided_at"] == NOW
    assert (decision["why"], decision["is_taken_up"]) == ("overwritten on board", True)

    home.done("release", "--decision", 1, "--why", "it was found")
    home.done("cycle")
    again = run_of(home, LOSSY)
    assert (again["run_state"], again["delivered_count"]) == ("receiving", after["event_count"])
    assert hole_states(home, LOSSY) == {"inner": "open"}
    assert [row["undone_by_decision_id"] for row in home.json("decisions")] == [2, None]
    assert offences(home) == []


def test_a_decision_is_the_login_users_unless_another_is_named(home: Halfpipe) -> None:
    home.done("hold", LOSSY, "--why", "asked for it")
    home.done("hold", "--all", "--why", "power cut ahead", "--by", "  flo")
    assert [row["decided_by"] for row in home.json("decisions")] == [getpass.getuser(), "  flo"]


def test_without_a_login_name_the_decider_must_be_named(
    home: Halfpipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)
    refused = home.run("hold", LOSSY, "--why", "because")
    assert (refused.code, "--by NAME" in refused.err) == (2, True)
    assert home.json("decisions") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("write-off", "r0734706001"), "no such run is known; the nearest is r0734706000."),
        (("write-off", f"{LOSSY}/956/9"), f"no open hole is there; the nearest is {HOLE}."),
        (("write-off", f"{LOSSY}/957"), f"no open hole is there; the nearest is {HOLE}."),
        (("write-off", WHOLE), "no open hole is there. See its holes with: halfpipe holes --run"),
        (("write-off", f"{LOSSY}/956/7/1"), "is not RUN, RUN/APID or RUN/APID/DATAGRAM"),
        (("force", "tomorrow"), "is not a run"),
        (("accept", LONELY), "Missing option '--epus'"),
        (("accept", LONELY, "--epus", 0), "0 is not in the range 1<=x<=4"),
        (("hold",), "Name one thing: a RUN, --delivery ID, or --all."),
        (("hold", LOSSY, "--all"), "Name one thing"),
        (
            ("hold", "--delivery", "240414005"),
            "no such delivery is known; the nearest is 240414004",
        ),
        (("ignore", "r07347"), "no such run is known"),
        (("release", LOSSY), "no hold and no ignore of it stands"),
        (("release", "--all"), "everything: no hold and no ignore stands"),
        (("release", "--decision", 7), "decision 7: not one that stands"),
        (("release", LOSSY, "--decision", 7), "give nothing else"),
    ],
)
def test_a_mistake_is_answered_and_decides_nothing(
    told_home: ToldHome, words: tuple[object, ...], said: str
) -> None:
    refused = halfpipe(*words, "--why", "a test", home=told_home.folder)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert told_home.rows("decisions") == []


@pytest.mark.parametrize("why", [(), ("--why", " ")])
def test_a_decision_must_say_why(told_home: ToldHome, why: tuple[str, ...]) -> None:
    refused = halfpipe("force", LOSSY, *why, home=told_home.folder)
    assert (refused.code, "--why" in refused.err) == (2, True)
    assert told_home.rows("decisions") == []


def test_what_decisions_brought_is_no_delivery_to_hold(home: Halfpipe) -> None:
    home.done("accept", LONELY, "--epus", 1, "--why", "off")
    home.done("cycle")
    (brought,) = home.sql("select downlink from ops.hand_offs where brought_by = 'decision'")
    refused = home.run("hold", "--delivery", brought["downlink"], "--why", "wrong")
    assert (refused.code, "decisions brought it" in refused.err) == (2, True)


def test_who_releases_a_run_that_something_larger_holds_is_told_what(home: Halfpipe) -> None:
    home.done("hold", "--delivery", 2, "--why", "looks odd")
    refused = home.run("release", LOSSY, "--why", "go on")
    assert refused.code == 2
    assert "decision 1 is to hold delivery 240414002" in refused.err
    assert "halfpipe release --decision 1" in refused.err


def test_a_decision_can_be_undone_once(home: Halfpipe) -> None:
    home.done("hold", LOSSY, "--why", "wait")
    home.done("release", "--decision", 1, "--why", "go on")
    assert home.run("release", "--decision", 1, "--why", "go on").code == 2
    assert home.run("release", "--decision", 2, "--why", "wait again").code == 2


@pytest.fixture(scope="module")
def four_decisions(told_home: ToldHome, tmp_path_factory: pytest.TempPathFactory) -> Halfpipe:
    """A copy of the told home after four decisions; tests only read it."""
    home = copy_of(told_home, tmp_path_factory.mktemp("four"))
    home.done("accept", LONELY, "--epus", 1, "--why", "EPU 1, off")
    home.done("hold", "--delivery", 4, "--why", 'so "they" say')
    home.done("release", "--delivery", 4, "--why", "fine")
    home.done("ignore", "--all", "--why", "a test")
    return home


def test_the_decisions_are_listed_as_a_table_as_json_and_as_csv(
    told_home: ToldHome, four_decisions: Halfpipe
) -> None:
    assert halfpipe("decisions", home=told_home.folder).lines == ["no decisions"]
    as_json = four_decisions.json("decisions")
    as_csv = list(csv.DictReader(io.StringIO(four_decisions.done("decisions", "--csv").out)))
    table = four_decisions.done("decisions").lines
    assert [row["target"] for row in as_json] == [
        LONELY,
        "delivery 240414004",
        "delivery 240414004",
        "everything",
    ]
    assert [row["why"] for row in as_csv] == [row["why"] for row in as_json]
    assert list(as_csv[0]) == list(as_json[0])
    assert table[-1] == "4 decisions"
    assert len(table) == 6


def test_the_decisions_on_a_run_are_those_on_what_it_is_part_of_too(
    four_decisions: Halfpipe,
) -> None:
    concerned = {run: four_decisions.json("decisions", "--run", run) for run in RUNS}
    assert {run: [row["decision_id"] for row in rows] for run, rows in concerned.items()} == {
        LONELY: [1, 4],
        WHOLE: [2, 3, 4],
        LOSSY: [4],
    }


def test_decisions_are_known_as_of_the_delivery_after_which_they_came(
    four_decisions: Halfpipe,
) -> None:
    assert four_decisions.json("decisions", "--as-of", 3) == []
    assert len(four_decisions.json("decisions", "--as-of", 4)) == 4


OUTLOOKS: list[tuple[tuple[object, ...], str]] = [
    (("hold", LOSSY), f"nothing new of {LOSSY} is delivered"),
    (("hold", "--delivery", 4), "nothing new of the runs of delivery 240414004 is delivered"),
    (("hold", "--all"), "Let it go on with: halfpipe release --all"),
    (("ignore", "--delivery", 4), "Take it back with: halfpipe release --delivery 240414004"),
    (("ignore", LOSSY), f"Let it go on with: halfpipe release {LOSSY}"),
    (("accept", LONELY, "--epus", 1), "which has 1: it goes on, with 293 waiting events"),
    (("accept", LONELY, "--epus", 2), "which has 1: it waits for the rest."),
    (("accept", WHOLE, "--epus", 1), "which has 2: it stays as it is."),
    (("write-off", LOSSY), "waits for this hole no longer"),
    (("force", LOSSY), "2 streams it has: 1 open hole written off"),
]


def test_a_decision_says_what_the_next_cycle_will_do(home: Halfpipe) -> None:
    for words, said in OUTLOOKS:
        lines = home.done(*words, "--why", "a test").lines
        assert said in "\n".join(lines)
        assert lines[-1] == f"Next: halfpipe --home {home.home} cycle"
