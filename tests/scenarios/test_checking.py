"""What checks find is rows and alerts, stops what must not go out, and outlives a kill."""

import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

import duckdb
import pytest
from checked import ALL, OTHER_RUN, QUERIES, RUN, Checked
from cli import Halfpipe, made
from commands import Row
from written import SMALL

from etl.limits import TABLE
from etl.simulator.faults import Delay
from etl.simulator.scenario import A, Scenario

LONGEST_S = 240
NEW_RUN = 734_712_000
LATE = Scenario(
    runs=tuple(replace(SMALL, run_id=run, event_rate_hz=1.0) for run in (RUN, NEW_RUN))
).but(Delay(epu=A, datagrams=(5,), to=1, run=1))
"""A run that comes whole, and one of which a datagram comes with the second delivery."""


def changed(halfpipe: Halfpipe, *statements: str) -> None:
    with duckdb.connect(str(halfpipe.home / "halfpipe.duckdb")) as database:
        for statement in statements:
            database.execute(statement)


def an_event(halfpipe: Halfpipe) -> str:
    """The words that choose one event in the middle of a run."""
    (row,) = halfpipe.sql(
        f"select gem_sequence from raw.events where run_id = {RUN} order by gem_sequence "
        "limit 1 offset 300"
    )
    return f"run_id = {RUN} and gem_sequence = {row['gem_sequence']}"


def last_outcome(halfpipe: Halfpipe, stage: str) -> Row:
    (row,) = halfpipe.sql(
        f"select is_success, detail from ops.outcomes where stage = '{stage}' "
        "order by outcome_id desc limit 1"
    )
    return row


def state(halfpipe: Halfpipe, name: str) -> Row:
    (row,) = [row for row in halfpipe.json("checks") if row["check_name"] == name]
    return row


@pytest.fixture
def own(checked_home: Checked, tmp_path: Path) -> Halfpipe:
    """A copy of the home, to be damaged."""
    return checked_home.copy(tmp_path / "home", QUERIES)


def test_a_failed_check_is_an_alert_with_its_offenders_until_it_passes(own: Halfpipe) -> None:
    name, event = "gem_elapsed_goes_forward", an_event(own)
    changed(own, "create table kept as from raw.events")
    changed(own, f"update raw.events set elapsed_ticks = 0 where {event}")
    said = own.run("check", name)
    assert said.code == 1
    (offender,) = own.sql("from ops.check_offenders where gone_at is null")
    assert offender["offender"] in said.out
    assert "is delivered" in own.done("explain", offender["offender"]).out
    assert own.standing() == {("failed_check", name)}
    assert (state(own, name)["check_state"], state(own, name)["offender_count"]) == ("failed", 1)
    assert [row["check_name"] for row in own.json("checks", "--run", RUN)] == [name]

    changed(own, "delete from raw.events", "insert into raw.events from kept", "drop table kept")
    own.done("check", name)
    assert own.standing() == set()
    assert state(own, name)["check_state"] == "passed"
    assert own.sql("select count(*) as count from ops.check_offenders where gone_at is null") == [
        {"count": 0}
    ]


def test_metrics_are_held_against_the_limits_of_the_home(own: Halfpipe) -> None:
    name = "metrics_are_within_their_limits"
    assert state(own, name)["check_state"] == "ran_on_nothing", "its runs have too few events"
    (own.home / "limits.csv").write_text(
        TABLE.read_text().splitlines()[0]
        + "\njudged_rate_hz,Hz,0,,,,,,the site\nlive_fraction,,,,1.5,,,,more than there is\n"
    )
    assert own.run("check", name).code == 1
    offenders = own.sql(
        f"select distinct run_id from ops.check_offenders where check_name = '{name}' "
        "and gone_at is null and detail like '%live_fraction%' order by run_id"
    )
    assert [row["run_id"] for row in offenders] == [RUN, OTHER_RUN]
    (own.home / "limits.csv").unlink()
    own.done("check", name)
    assert state(own, name)["check_state"] == "ran_on_nothing"


def test_a_check_that_is_not_there_is_told_so(own: Halfpipe) -> None:
    said = own.run("check", "gem_goes_backward")
    assert (said.code, "No check is called gem_goes_backward" in said.err) == (2, True)


def test_a_cycle_looks_at_the_runs_that_changed_and_leaves_the_suites_alone_if_told_so(
    tmp_path: Path,
) -> None:
    own = made(tmp_path / "home", checks="sql", max_events=250)
    first, second = LATE.write(tmp_path / "deliveries")
    own.take_in(first)
    assert state(own, "gem_elapsed_goes_forward")["examined_count"] == sum(
        row["event_count"] for row in own.json("runs")
    )
    missing = state(own, "no_datagram_is_missing")
    assert (missing["check_state"], missing["offender_count"]) == ("failed", 1)
    assert {kind for kind, _ in own.standing()} == {"hole"}, "the hole tells of it already"
    left_out = state(own, "a_run_stands_once")
    assert left_out["check_state"] == "did_not_run"
    assert "halfpipe check" in left_out["not_run_reason"]
    assert "halfpipe models" in state(own, "livetime_of_a_bin_fits_into_it")["not_run_reason"]

    changed(own, f"update raw.events set elapsed_ticks = 0 where {an_event(own)}")
    own.take_in(second)
    looked_at = state(own, "gem_elapsed_goes_forward")
    assert (looked_at["check_state"], looked_at["examined_count"]) == ("passed", 600)
    assert state(own, "no_datagram_is_missing")["check_state"] == "passed"
    assert own.standing() == set()
    assert own.run("check", "gem_elapsed_goes_forward").code == 1


def test_a_run_that_offends_what_stops_publication_is_not_published(tmp_path: Path) -> None:
    own = made(tmp_path / "home", checks="sql", max_events=100)
    first, second = LATE.write(tmp_path / "deliveries")
    own.take_in(first)
    own.done("receive", second)
    changed(
        own,
        "create table kept as from core.chunks",
        "update core.chunks set first_gem_sequence = last_gem_sequence + 1 "
        f"where run_id = {NEW_RUN} and chunk_number = 1",
    )
    said = own.run("cycle")
    assert (said.code, "a_chunk_ends_where_it_begins_or_later" in said.err) == (4, True)
    assert not (own.home / "handoff/240414002").exists()
    assert ("failed_check", "a_chunk_ends_where_it_begins_or_later") in own.standing()
    assert not last_outcome(own, "gate")["is_success"]

    changed(
        own,
        "update core.chunks as chunks set first_gem_sequence = kept.first_gem_sequence from kept "
        "where chunks.run_id = kept.run_id and chunks.chunk_number = kept.chunk_number "
        "and chunks.version = kept.version",
        "drop table kept",
    )
    own.done("cycle")
    assert own.standing() == set()


def with_news(checked_home: Checked, folder: Path, settings: dict[str, str]) -> Halfpipe:
    """A copy of the home that received another run."""
    own = checked_home.copy(folder / "home", settings)
    news = Scenario(runs=(replace(SMALL, run_id=NEW_RUN, event_rate_hz=1.0),))
    (delivery,) = news.write(folder / "deliveries")
    own.done("receive", delivery, "--id", 240_414_002)
    return own


def killed(own: Halfpipe, wait: "Callable[[Popen[str]], object]") -> None:
    """Kill a cycle after a wait for something that it does."""
    with own.started("cycle") as process:
        wait(process)
        assert process.poll() is None, "it ended before it could be killed"
        process.send_signal(signal.SIGKILL)


def runs_of_marts(own: Halfpipe) -> list[Row]:
    return own.sql("select run_id, first_received_at from marts.fct_run order by run_id")


@pytest.mark.night  # `models` is killed in test_marts every time
def test_a_cycle_that_is_killed_while_dbt_runs_leaves_the_marts_and_the_next_one_heals_them(
    checked_home: Checked, tmp_path: Path
) -> None:
    own = with_news(checked_home, tmp_path, QUERIES | {"HALFPIPE_MODELS": "on"})
    before = runs_of_marts(own)
    ran = own.home / "models/target/run"
    shutil.rmtree(ran)

    def wait(process: "Popen[str]") -> None:
        deadline = time.monotonic() + LONGEST_S
        while not list(ran.rglob("marts/metrics/*.sql")) and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    killed(own, wait)
    own.run("verify")  # publishes
    assert runs_of_marts(own) == before
    assert last_outcome(own, "models") == {"is_success": False, "detail": "it did not end"}
    own.done("cycle")
    assert [row["run_id"] for row in runs_of_marts(own)][-1] == NEW_RUN
    assert state(own, "livetime_of_a_bin_fits_into_it")["check_state"] == "passed"


def test_a_cycle_that_is_killed_while_suites_run_leaves_a_failure_that_the_next_one_mends(
    checked_home: Checked, tmp_path: Path
) -> None:
    own = with_news(checked_home, tmp_path, ALL | {"HALFPIPE_MODELS": "off"})
    before = runs_of_marts(own)

    def wait(process: "Popen[str]") -> None:
        assert process.stderr is not None
        assert any("  check  " in line for line in process.stderr)
        time.sleep(1)  # importing Great Expectations alone takes longer

    killed(own, wait)
    own.run("verify")  # publishes
    assert runs_of_marts(own) == before
    assert last_outcome(own, "check")["is_success"]
    assert last_outcome(own, "suites") == {"is_success": False, "detail": "it did not end"}
    assert {row["check_state"] for row in own.json("checks")} <= {
        "passed",
        "did_not_run",
        "ran_on_nothing",
    }
    own.done("cycle")
    assert last_outcome(own, "suites")["is_success"]
    assert state(own, "a_datagram_has_events")["check_state"] == "passed"
    assert own.standing() == set()
