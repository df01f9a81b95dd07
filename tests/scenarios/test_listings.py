"""The listings agree with the story, now and as of each delivery."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from commands import done
from told import (
    LATE,
    LISTINGS,
    LONELY_RUN,
    LOSSY_RUN,
    LOST,
    STORY,
    WHOLE_RUN,
    ToldHome,
    listings_of,
)


def test_runs_say_where_every_event_that_came_is(told_home: ToldHome) -> None:
    for count, said in enumerate(told_home.said, start=1):
        known = STORY.known_after(count)
        for run in said["runs"]:
            assert run["event_count"] == (known["run_id"] == run["run_id"]).sum()
            parts = run["delivered_count"] + run["withheld_count"] + run["held_count"]
            assert parts == run["event_count"]


def test_the_states_of_runs_are_those_of_the_story(told_home: ToldHome) -> None:
    states = {run["run_id"]: run["run_state"] for run in told_home.said[-1]["runs"]}
    assert states == {WHOLE_RUN: "complete", LOSSY_RUN: "receiving", LONELY_RUN: "held"}


def test_as_of_n_every_listing_says_what_it_said_after_the_nth_delivery(
    told_home: ToldHome,
) -> None:
    for ordinal in (1, 3):
        then, now = told_home.said[ordinal - 1], listings_of(told_home.folder, "--as-of", ordinal)
        for name in (*LISTINGS, "ledger", "ledger by run"):
            if name != "alerts":
                assert now[name] == then[name], (ordinal, name)
        # An alert is one row that is kept up to date, so its words are those of today.
        assert [(alert["alert_kind"], alert["subject"]) for alert in now["alerts"]] == [
            (alert["alert_kind"], alert["subject"]) for alert in then["alerts"]
        ]


def test_as_of_zero_nothing_is_known(told_home: ToldHome) -> None:
    said = listings_of(told_home.folder, "--as-of", 0)
    assert {name: said[name] for name in LISTINGS} == {name: [] for name in LISTINGS}


def test_a_chunk_that_late_data_touched_is_listed_in_both_versions(told_home: ToldHome) -> None:
    chunks = told_home.said[-1]["chunks"]
    superseded = [chunk for chunk in chunks if not chunk["is_current"]]
    current = {(c["run_id"], c["chunk_number"]): c for c in chunks if c["is_current"]}
    assert {old["run_id"] for old in superseded} == {WHOLE_RUN}
    for old in superseded:
        assert current[old["run_id"], old["chunk_number"]]["version"] > old["version"]
    for chunk in chunks:
        assert (told_home.folder / chunk["path"]).stat().st_size == chunk["size_bytes"]
        assert chunk["first_gem_sequence"] <= chunk["last_gem_sequence"]
        assert len(chunk["sha256"]) == 64
    delivered = sum(chunk["event_count"] for chunk in current.values())
    assert delivered == sum(run["delivered_count"] for run in told_home.said[-1]["runs"])


def test_holes_name_the_datagrams_that_are_missing_and_gaps_their_events(
    told_home: ToldHome,
) -> None:
    hole = told_home.row("holes", "--run", LOSSY_RUN, "--state", "open")
    assert (hole["apid"], hole["first_datagram"], hole["last_datagram"]) == (956, LOST, LOST)
    gap = told_home.row("gaps", "--run", LOSSY_RUN)
    assert gap["hole_id"] == hole["hole_id"]
    assert gap["first_gem_sequence"] == hole["after_gem_sequence"] + 1
    assert gap["last_gem_sequence"] == hole["before_gem_sequence"] - 1
    assert gap["withheld_count"] == sum(
        run["withheld_count"] for run in told_home.said[-1]["runs"] if run["run_id"] == LOSSY_RUN
    )


def test_a_filled_hole_keeps_its_row_and_leaves_no_gap(told_home: ToldHome) -> None:
    holes = told_home.rows("holes", "--run", WHOLE_RUN)
    assert {hole["hole_state"] for hole in holes} == {"filled", "partly_filled"}
    assert [hole["hole_state"] for hole in holes if hole["first_datagram"] == LATE] == ["filled"]
    assert told_home.rows("gaps", "--run", WHOLE_RUN) == []


def test_each_line_of_the_ledger_balances_and_its_parts_add_up(told_home: ToldHome) -> None:
    totals = {line["level"]: line for line in told_home.rows("ledger")}
    assert set(totals) == {"bytes", "records", "datagrams", "events", "chunks"}
    for by, key in (("delivery", "ordinal"), ("run", "run_id")):
        parts = told_home.rows("ledger", "--by", by)
        for part in parts:
            assert part["residual"] == 0
        for level in {part["level"] for part in parts}:
            of_level = [part for part in parts if part["level"] == level]
            for term, total in totals[level].items():
                if term != "level":
                    assert total == sum(part[term] for part in of_level), (by, level, term)
            assert len({part[key] for part in of_level}) == len(of_level)
    assert totals["events"]["decoded"] == totals["records"]["in_files"]
    assert (totals["datagrams"]["duplicate"], totals["datagrams"]["conflict"]) == (1, 2)


def test_the_ledger_of_one_run_or_delivery_has_the_levels_that_know_it(
    told_home: ToldHome,
) -> None:
    def levels(*options: object) -> list[str]:
        return [line["level"] for line in told_home.rows("ledger", *options)]

    assert levels("--run", WHOLE_RUN) == ["datagrams", "events", "chunks"]
    assert levels("--delivery", 1) == ["bytes", "records", "datagrams", "events"]
    assert levels("--delivery", 1, "--by", "run") == ["datagrams"] * 3 + ["events"] * 3


@pytest.mark.parametrize("run", ["r0734706000", "R0734706000", "734706000", "0x2bcab950"])
def test_a_run_may_be_written_in_every_way_that_people_write_it(
    told_home: ToldHome, run: str
) -> None:
    assert [row["run_id"] for row in told_home.rows("runs", "--run", run)] == [LOSSY_RUN]


def test_listings_are_filtered_by_run_delivery_state_and_time(told_home: ToldHome) -> None:
    def runs(*options: object) -> list[int]:
        return [row["run_id"] for row in told_home.rows("runs", *options)]

    assert runs("--delivery", "240414004") == runs("--delivery", 4) == [WHOLE_RUN]
    assert runs("--state", "held") == [LONELY_RUN]
    assert runs("--since", LOSSY_RUN) == [LOSSY_RUN, LONELY_RUN]
    assert runs("--until", "2024-04-13T12:59:55") == runs("--until", "MET 734706000")
    handed = told_home.rows("chunks", "--delivery", "240414004")
    assert {(chunk["run_id"], chunk["downlink"]) for chunk in handed} == {(WHOLE_RUN, 240414004)}
    kinds = {row["file_format"] for row in told_home.rows("products", "--state", "latest")}
    assert kinds == {"evt", "fit"}
    assert told_home.rows("alerts") == [
        row for row in told_home.rows("alerts", "--state", "all") if row["cleared_at"] is None
    ]


@pytest.mark.parametrize("name", LISTINGS)
def test_json_csv_and_the_table_have_the_same_rows(told_home: ToldHome, name: str) -> None:
    as_json = told_home.rows(name)
    as_csv = list(csv.DictReader(io.StringIO(done(name, "--csv", home=told_home.folder).out)))
    table = done(name, home=told_home.folder).lines
    assert len(as_json) == len(as_csv)
    if as_json:
        assert list(as_csv[0]) == list(as_json[0])
        assert table[-1].startswith(f"{len(as_json)} ")
    else:
        assert table == [f"no {name}"]


def test_a_table_shows_names_and_times_as_people_write_them(told_home: ToldHome) -> None:
    heading, first, *_ = done("runs", home=told_home.folder).lines
    assert re.split(r"  +", heading) == [
        "run",
        "type",
        "state",
        "held reason",
        "first event",
        "events",
        "delivered",
        "withheld",
        "held",
        "open holes",
        "written off",
    ]
    seconds = told_home.row("runs", "--run", WHOLE_RUN)["first_event_met"]
    leap_seconds = 5  # of 2006, 2009, 2012, 2015 and 2017
    began = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds - leap_seconds)
    assert first.split()[:3] == ["r0734700000", "LPA", "complete"]
    assert f"  {began:%Y-%m-%d %H:%M:%S}  " in first
