"""A plan holds the run that is not as planned, lets all others go on, and is looked back at."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from cli import Halfpipe, copied, made
from commands import Row
from sound import offences
from written import SMALL

from etl.simulator.copies import Fractions
from etl.simulator.mission_plan import mission_plan
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import B, Scenario
from etl.vocabulary import InfoType

GOOD, WRONG, CHANGING = 734_700_000, 734_706_000, 734_712_000
LCI = 734_718_000
RUNS = (
    replace(SMALL, run_id=GOOD),
    replace(SMALL, run_id=WRONG, hardware_key=201),
    replace(SMALL, run_id=CHANGING, key_changes=((B, 8, 202),)),
    replace(SMALL, run_id=LCI, apids=(965,), info_type=InfoType.LCI_CAL, handlers=()),
)
STORY = Scenario(runs=RUNS, passes=Fractions(((0.5,),)))
PLANNED = [replace(run, hardware_key=200) for run in RUNS]
MISMATCHES = {("config_mismatch", f"r{run:010d}") for run in (WRONG, CHANGING)}


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return STORY.write(tmp_path_factory.mktemp("deliveries"))


@pytest.fixture(scope="module")
def flown(deliveries: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Halfpipe:
    """A home that had the plan before two deliveries."""
    home = made(tmp_path_factory.mktemp("flown") / "home")
    take_plan(home, PLANNED)
    for path in deliveries:
        home.take_in(path)
    return home


@pytest.fixture
def own(flown: Halfpipe, tmp_path: Path) -> Halfpipe:
    return copied(flown.home, tmp_path / "home", **flown.settings)


def take_plan(home: Halfpipe, runs: Sequence[RunPlan], name: str = "plan.csv") -> str:
    path = home.home.parent / name
    path.write_text(mission_plan(runs))
    return home.done("plan", path).out


def runs_of(home: Halfpipe, *words: object) -> dict[int, Row]:
    return {row["run_id"]: row for row in home.json("runs", *words)}


def stand(home: Halfpipe, *words: object) -> dict[int, tuple[str, str, str | None]]:
    """How each run stands with the plan, and what it came to."""
    return {
        run: (row["config_status"], row["run_state"], row["held_reason"])
        for run, row in runs_of(home, *words).items()
    }


HELD = {
    GOOD: ("ok", "complete", None),
    WRONG: ("hw_mismatch", "held", "config"),
    CHANGING: ("key_changed_in_run", "held", "config"),
    LCI: ("ok", "complete", None),
}


def test_a_run_that_is_not_as_planned_is_held_and_everything_else_goes_on(flown: Halfpipe) -> None:
    assert stand(flown) == HELD
    runs = runs_of(flown)
    assert {run: (row["hardware_key"], row["software_key"]) for run, row in runs.items()} == {
        GOOD: (200, 100),
        WRONG: (201, 100),
        CHANGING: (200, 100),
        LCI: (None, 100),
    }
    assert {row["moot_key"] for row in runs.values()} == {3301}
    for run in (GOOD, LCI):
        assert runs[run]["delivered_count"] == runs[run]["event_count"]
    assert (runs[WRONG]["delivered_count"], runs[WRONG]["held_count"]) == (0, SMALL.events)
    # Its first half was as planned, and went out before its second half came.
    assert 0 < runs[CHANGING]["delivered_count"] < runs[CHANGING]["event_count"]
    assert flown.standing() == MISMATCHES
    assert offences(flown) == []


def test_the_alert_and_explain_say_what_was_found_what_was_planned_and_what_to_do(
    flown: Halfpipe,
) -> None:
    found = "found hardware key 201, software key 100, MOOT key 3301, MOOT alias nomOps_alias"
    planned = "planned hardware key 200, software key 100, MOOT key 3301, MOOT alias nomOps_alias"
    where = "configuration CREATED (plan 1, line 3)"
    remedy = f"halfpipe release r{WRONG:010d} --why TEXT"
    (alert,) = [row for row in flown.json("alerts") if row["run_id"] == WRONG]
    explained = flown.done("explain", WRONG).out
    event = flown.sql(
        f"select apid, datagram_sequence from core.datagrams where run_id = {WRONG} limit 1"
    )[0]
    of_event = flown.done("explain", f"{WRONG}/{event['apid']}/{event['datagram_sequence']}").out
    for told in (alert["message"], explained, of_event):
        assert f"(hw_mismatch): {found}; {planned}, {where}" in told
        assert remedy in told
    assert "halfpipe plan FILE" in alert["message"]
    (changed,) = [row for row in flown.json("alerts") if row["run_id"] == CHANGING]
    assert "hardware key 200 and 202" in changed["message"]


def test_the_ledger_counts_what_is_held_for_its_keys_as_held(flown: Halfpipe) -> None:
    (line,) = [line for line in flown.json("ledger") if line["level"] == "events"]
    runs = runs_of(flown).values()
    assert line["held"] == sum(row["held_count"] for row in runs) > SMALL.events
    assert line["residual"] == 0


def test_an_operator_releases_a_run_and_may_take_it_back(own: Halfpipe) -> None:
    said = own.done("release", WRONG, "--why", "flown as meant, says planning").out
    assert f"lets r{WRONG:010d} go on with the keys that it has" in said
    own.done("cycle")
    assert stand(own)[WRONG] == ("hw_mismatch", "complete", None)
    assert runs_of(own)[WRONG]["delivered_count"] == SMALL.events
    assert own.standing() == MISMATCHES - {("config_mismatch", f"r{WRONG:010d}")}
    assert offences(own) == []
    (decision,) = own.json("decisions")
    assert (decision["action"], decision["target"]) == ("release", f"r{WRONG:010d}")
    own.done("release", "--decision", decision["decision_id"], "--why", "it was not")
    own.done("cycle")
    assert stand(own)[WRONG] == ("hw_mismatch", "held", "config")
    assert own.run("release", GOOD, "--why", "nothing holds it").code == 2


def test_a_corrected_plan_releases_by_itself(own: Halfpipe) -> None:
    said = take_plan(own, [replace(PLANNED[1], hardware_key=201)], "one.csv")
    assert said.startswith("Plan 2: 1 line, about 1 known run.")
    assert "nothing to do" in take_plan(own, [replace(PLANNED[1], hardware_key=201)], "again.csv")
    own.done("cycle")
    assert stand(own) == {**HELD, WRONG: ("ok", "complete", None)}
    assert own.standing() == {("config_mismatch", f"r{CHANGING:010d}")}
    assert offences(own) == []
    plans = own.json("ask", "which_plans_came")
    counts = [(row["line_count"], row["standing_line_count"]) for row in plans]
    assert counts == [(4, 3), (1, 1)]
    rows = own.json("ask", "which_runs_are_not_as_planned")
    assert [row["run_id"] for row in rows] == [CHANGING]
    changes = own.json("ask", "where_do_keys_change_inside_a_run")
    assert [(row["apid"], row["datagram_sequence"]) for row in changes] == [(957, 8)]


def test_looking_back_shows_the_plan_as_it_was_known_then(
    deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    home = made(tmp_path / "home")
    first, second = deliveries
    home.take_in(first)
    take_plan(home, PLANNED)
    home.done("cycle")
    home.take_in(second)
    now, then = stand(home), stand(home, "--as-of", 1)
    take_plan(home, RUNS, "right.csv")
    home.done("cycle")
    assert stand(home)[WRONG] == ("ok", "complete", None)
    assert stand(home, "--as-of", 1) == then
    assert then[WRONG] == ("hw_mismatch", "held", "config")
    assert now == HELD
    assert home.json("sql", "select count(*) as n from raw.mission_plans") == [{"n": 2}]


def test_a_plan_counts_for_a_delivery_that_waits_for_its_cycle(
    deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    home = made(tmp_path / "home")
    for path in deliveries:
        home.done("receive", path)
    take_plan(home, PLANNED)
    home.done("cycle")
    assert stand(home) == HELD
    assert runs_of(home)[WRONG]["delivered_count"] == 0


def test_without_a_plan_nothing_is_held_and_a_change_inside_a_run_is_told(
    deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    home = made(tmp_path / "home")
    for path in deliveries:
        home.take_in(path)
    assert stand(home) == {
        run: ("key_changed_in_run" if run == CHANGING else "no_plan", "complete", None)
        for run in HELD
    }
    assert home.standing() == {("config_mismatch", f"r{CHANGING:010d}")}
    assert offences(home) == []


def test_a_plan_with_a_fault_is_not_taken_and_each_fault_is_told(
    flown: Halfpipe, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("run,hardware_key\nr0734700000,200\nr0734706000,many\nsoon,1\n")
    said = flown.run("plan", bad)
    assert (said.code, said.out) == (2, "")
    assert "line 3: hardware_key: 'many' is no number" in said.err
    assert "line 4: run: 'soon' is no number" in said.err
    assert flown.run("plan", tmp_path / "absent.csv").code == 2
    assert len(flown.json("ask", "which_plans_came")) == 1


@pytest.mark.night
def test_the_order_in_which_deliveries_come_does_not_matter_in_the_end(
    deliveries: tuple[Path, ...], tmp_path: Path
) -> None:
    ends = []
    for number, order in enumerate(permutations(deliveries)):
        home = made(tmp_path / f"home{number}")
        take_plan(home, PLANNED)
        for path in order:
            home.take_in(path)
        assert stand(home) == HELD
        for run in (WRONG, CHANGING):
            home.done("release", run, "--why", "it is right")
        home.done("cycle")
        ends.append(
            home.sql(
                "select run_id, sum(event_count) as n from core.chunks "
                "where until_hand_off is null group by all order by all"
            )
        )
    assert ends[0] == ends[1]


def test_rebuilding_from_the_archive_gives_the_same_bytes(own: Halfpipe) -> None:
    own.done("release", WRONG, "--why", "it is right")
    own.done("cycle")
    before = {path: path.read_bytes() for path in own.home.rglob("*.evt")}
    own.done("repipe", GOOD, WRONG)
    assert {path: path.read_bytes() for path in own.home.rglob("*.evt")} == before


@pytest.mark.night  # dbt takes its time
def test_the_marts_give_one_status_to_each_run_and_to_each_planned_run_that_did_not_fly(
    own: Halfpipe,
) -> None:
    silent, to_come = (replace(SMALL, run_id=run) for run in (GOOD + 3000, LCI + 6000))
    take_plan(own, [*PLANNED, silent, to_come], "week.csv")
    own.done("cycle")
    own.done("models")
    rows = own.sql("select * from marts.int_config_reconcile order by subject")
    due = {f"r{run:010d}": status for run, (status, _, _) in HELD.items()}
    assert {row["subject"]: row["config_status"] for row in rows} == {
        **due,
        "plan 2, line 6": "planned_not_flown",
    }
    rows = own.sql("select run_id, config_status, hardware_key from marts.fct_run")
    assert {row["run_id"]: row["config_status"] for row in rows} == {
        run: status for run, (status, _, _) in HELD.items()
    }
