"""The marts tell the truth of the story, run by run, and outlive what befalls their build."""

import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isclose
from pathlib import Path

import duckdb
import numpy as np
import pytest
import yaml
from cli import Halfpipe, made
from commands import Row
from provoked import provokes
from sources_of_marts import GRAINS, MARTS, values_of
from written import SMALL

from etl.simulator.faults import Delay, Lose
from etl.simulator.scenario import A, B, Scenario

MIDNIGHT = 734_745_605  # 2024-04-14 00:00:00 UTC
WHOLE_RUN, LATE_RUN, CROSSING_RUN = 734_700_000, 734_706_000, MIDNIGHT - 5
RUNS = (WHOLE_RUN, LATE_RUN, CROSSING_RUN)
ON = {"HALFPIPE_MODELS": "on"}
LONGEST_S = 120

STORY = Scenario(runs=tuple(replace(SMALL, run_id=run) for run in RUNS)).but(
    Delay(epu=A, datagrams=(5,), to=1, run=1), Lose(epu=B, datagrams=(12,), run=1)
)
"""A run that comes whole, one with a late and a lost datagram, and one that crosses midnight."""


@dataclass(frozen=True)
class Built:
    """A home whose marts were built after each of two deliveries, and what they held."""

    halfpipe: Halfpipe
    first: dict[str, list[Row]]
    second: dict[str, list[Row]]


def marts(halfpipe: Halfpipe) -> dict[str, list[Row]]:
    with duckdb.connect(str(halfpipe.home / "ops.duckdb"), read_only=True) as snapshot:
        return {name: values_of(snapshot, name) for name in MARTS}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    halfpipe = replace(made(folder / "home"), settings=ON)
    found = []
    for path in STORY.write(folder / "deliveries"):
        halfpipe.take_in(path)
        found.append(marts(halfpipe))
    return Built(halfpipe, *found)


@pytest.fixture
def own(built: Built, tmp_path: Path) -> Iterator[Halfpipe]:
    """The home, to be damaged and put back: dbt parses all models again at another place."""
    home = built.halfpipe.home
    shutil.copytree(home, tmp_path / "kept")
    yield built.halfpipe
    shutil.rmtree(home)
    shutil.move(tmp_path / "kept", home)


def same(found: list[Row], due: list[Row]) -> bool:
    """Whether rows are equal; sums of doubles may be added in another order."""
    return len(found) == len(due) and all(
        one.keys() == other.keys()
        and all(
            isclose(value, other[name], rel_tol=1e-9, abs_tol=1e-6)
            if isinstance(value, float) and isinstance(other[name], float)
            else value == other[name]
            for name, value in one.items()
        )
        for one, other in zip(found, due, strict=True)
    )


def true_run(number: int) -> dict[str, float]:
    """What the scalers of a run that came whole counted, straight from the truth."""
    run = STORY.truth.runs[number]
    order = np.lexsort((run.sent.datagrams.epu[run.sent.datagram], run.gem_sequence))
    taken = run.sent.trigger[order]
    return {
        "event_count": taken.size,
        "sent_count": int(np.ptp(run.triggers.gem_sequence[taken])),
        "elapsed_s": float(np.ptp(run.triggers.elapsed_ticks[taken])) * 50e-9,
        "livetime_s": float(np.ptp(run.triggers.livetime_ticks[taken])) * 50e-9,
        "prescaled_count": int(np.ptp(run.triggers.prescaled_count[taken])),
        "deadzone_count": int(np.ptp(run.triggers.deadzone_count[taken])),
    }


@pytest.mark.parametrize("number", [0, 2])
def test_scalers_of_bins_days_and_runs_add_up_to_the_truth(built: Built, number: int) -> None:
    true = true_run(number)
    for mart in ("fct_rates_15s", "fct_run_day", "fct_run"):
        rows = [row for row in built.second[mart] if row["run_id"] == RUNS[number]]
        for name in true.keys() & rows[0].keys():
            assert isclose(sum(row[name] for row in rows), true[name], abs_tol=1e-6), (mart, name)


def test_a_run_over_midnight_is_shared_by_two_days(built: Built) -> None:
    met = STORY.truth.runs[2].event_met
    days = {
        str(row["day"]): row["event_count"]
        for row in built.second["fct_run_day"]
        if row["run_id"] == CROSSING_RUN
    }
    due = {"2024-04-13": (met < MIDNIGHT).sum(), "2024-04-14": (met >= MIDNIGHT).sum()}
    assert days == due
    assert min(due.values()) > 0


def test_every_second_between_the_first_and_the_last_event_is_accounted_for(built: Built) -> None:
    runs = STORY.truth.runs
    days = built.second["fct_livetime_day"]
    wall = runs[-1].event_met.max() - runs[0].event_met.min()
    assert isclose(sum(row["wall_s"] for row in days), wall, abs_tol=1e-3)
    for row in days:
        assert abs(row["residual_s"]) < 1
        assert row["wall_s"] <= 86_400
    silence = sum(
        later.event_met.min() - earlier.event_met.max() for earlier, later in pairwise(runs)
    )
    assert isclose(sum(row["saa_s"] + row["stopped_s"] for row in days), silence, abs_tol=1e-3)


def test_time_with_missing_data_is_a_gap_until_the_data_comes(built: Built) -> None:
    def gap_s(rows: dict[str, list[Row]], run: int) -> float:
        (row,) = [row for row in rows["fct_run"] if row["run_id"] == run]
        return float(row["gap_s"])

    assert gap_s(built.first, WHOLE_RUN) == gap_s(built.second, WHOLE_RUN) == 0
    assert gap_s(built.first, LATE_RUN) > gap_s(built.second, LATE_RUN) > 0


def test_a_late_run_changes_only_its_own_rows(built: Built) -> None:
    by_run = [name for name, grain in GRAINS.items() if "run_id" in grain]
    assert len(by_run) > 5
    for name in by_run:
        for run in (WHOLE_RUN, CROSSING_RUN):
            then, now = (
                [row for row in rows[name] if row["run_id"] == run]
                for rows in (built.first, built.second)
            )
            assert then == now, name
    for name in ("fct_run", "fct_rates_15s", "product_lineage"):
        assert built.first[name] != built.second[name]


def test_every_column_that_dbt_built_says_what_it_is(built: Built) -> None:
    silent = built.halfpipe.sql(
        "select table_name, column_name from duckdb_columns() where schema_name in "
        "('marts', 'staging') and comment is null and table_name <> 'changed_runs'"
    )
    assert silent == []
    tables = built.halfpipe.sql(
        "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null"
    )
    assert tables == []


def test_the_dictionary_describes_every_column_that_dbt_built(built: Built) -> None:
    dictionary = Path(__file__).parents[2] / "catalog/dictionary/columns.yaml"
    known = yaml.safe_load(dictionary.read_text())["columns"]
    with duckdb.connect(str(built.halfpipe.home / "halfpipe.duckdb"), read_only=True) as database:
        rows = database.execute(
            "select distinct column_name from duckdb_columns() "
            "where schema_name in ('staging', 'marts')"
        ).fetchall()
    assert sorted({name for (name,) in rows} - set(known)) == []


def test_lineage_leads_from_each_product_to_the_deliveries_it_came_in(built: Built) -> None:
    rows = [row for row in built.second["product_lineage"] if row["run_id"] == LATE_RUN]
    newest = max(row["version_id"] for row in rows if row["data_type"] == "MERGED")
    assert {row["ordinal"] for row in rows if row["version_id"] == newest} == {1, 2}
    (datagrams,) = built.halfpipe.sql(
        f"select count(*) as count from core.datagrams where run_id = {WHOLE_RUN} "
        "and until_hand_off is null"
    )
    of_whole = [row for row in built.second["product_lineage"] if row["run_id"] == WHOLE_RUN]
    merged = [row for row in of_whole if row["data_type"] == "MERGED"]
    assert sum(row["datagram_count"] for row in merged) == datagrams["count"]


def test_a_build_that_is_killed_leaves_the_marts_and_a_failure_that_the_next_one_mends(
    built: Built, own: Halfpipe
) -> None:
    ran = own.home / "models/target/run"
    shutil.rmtree(ran)
    with own.started("models", "--full", "--no-tests") as process:
        deadline = time.monotonic() + LONGEST_S
        while not list(ran.rglob("marts/metrics/*.sql")):
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert marts(own) == built.second
    own.run("verify")  # publishes
    assert marts(own) == built.second
    (last,) = own.sql(
        "select is_success, detail from ops.outcomes where stage = 'models' "
        "order by outcome_id desc limit 1"
    )
    assert last == {"is_success": False, "detail": "it did not end"}
    own.done("cycle")
    assert all(same(rows, built.second[name]) for name, rows in marts(own).items())


@provokes("models_failed")
def test_a_failed_test_is_an_alert_until_a_full_build_which_agrees_with_the_incremental_ones(
    built: Built, own: Halfpipe
) -> None:
    with duckdb.connect(str(own.home / "halfpipe.duckdb")) as database:
        database.execute(f"delete from marts.fct_rates_15s where run_id = {WHOLE_RUN}")
    said = own.run("models")
    assert said.code == 1
    assert "bins_and_days_add_up_to_their_run" in said.err
    assert ("models_failed", "marts") in own.standing()
    assert marts(own) == built.second

    own.done("models", "--full")
    assert ("models_failed", "marts") not in own.standing()
    full = marts(own)
    for name in MARTS:
        assert same(full[name], built.second[name]), name


def test_a_cycle_with_nothing_new_builds_nothing(built: Built, own: Halfpipe) -> None:
    before = own.sql("select count(*) as count from ops.outcomes where stage = 'models'")
    own.done("cycle")
    assert own.sql("select count(*) as count from ops.outcomes where stage = 'models'") == before
    assert marts(own) == built.second
