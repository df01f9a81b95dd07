"""The models say what they are, are contracted and tested; the seeds are those of the code."""

import csv
import re
from pathlib import Path

import pytest
from sources import REPOSITORY, line_count, relative
from sources_of_marts import GRAINS, MARTS, SEEDS, STAGING

from etl import clock
from etl.apids import LCI_APIDS, LPA_APIDS
from etl.stages.watch import WATCHED
from etl.vocabulary import HandlerId

MODELS = REPOSITORY / "models"
SQL = [path for part in ("staging", "marts", "tests") for path in (MODELS / part).rglob("*.sql")]
HEADED = [path for path in SQL if path.parent.name != "generic"]
LONGEST = 100


def seed(name: str) -> list[dict[str, str]]:
    with (MODELS / f"seeds/{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", HEADED, ids=relative)
def test_a_model_begins_with_what_its_row_is_and_its_grain(path: Path) -> None:
    first, second = path.read_text().splitlines()[:2]
    assert re.fullmatch(r"-- .+\.", first)
    assert re.fullmatch(r"-- Grain: .+\.", second)


def test_a_model_is_short_enough_to_be_one_idea() -> None:
    assert [relative(path) for path in SQL if line_count(path) > LONGEST] == []


def test_every_model_and_seed_is_declared_and_no_other() -> None:
    def stems(folder: str, ending: str) -> set[str]:
        return {path.stem for path in (MODELS / folder).rglob(f"*.{ending}")}

    assert stems("marts", "sql") == set(MARTS)
    assert stems("staging", "sql") == set(STAGING)
    assert stems("seeds", "csv") == set(SEEDS)


def test_a_model_is_described_as_its_file_begins() -> None:
    for name, entry in (MARTS | STAGING).items():
        (path,) = [path for path in SQL if path.stem == name]
        first, second = path.read_text().splitlines()[:2]
        assert first == f"-- {entry['description']}"
        if name in GRAINS:
            assert second == f"-- Grain: {', '.join(GRAINS[name])}."


def test_a_model_is_contracted_and_each_column_is_described_by_the_dictionary() -> None:
    for name, entry in (MARTS | STAGING).items():
        for column in entry.get("columns", []):
            assert column["data_type"], (name, column)
            assert column["description"] == f"{{{{ doc('{column['name']}') }}}}"
    for name, entry in MARTS.items():
        keys = [column["name"] for column in entry["columns"] if "constraints" in column]
        assert set(keys) == set(GRAINS[name]), name


def test_a_seed_names_its_source_in_every_row() -> None:
    for name in SEEDS:
        rows = seed(name)
        assert rows
        assert [row for row in rows if not row["source"]] == [], name
        assert list(rows[0]) == [column["name"] for column in SEEDS[name]["columns"]]


def test_leap_seconds_are_those_of_the_clock() -> None:
    rows = seed("leap_seconds")
    assert [row["effective_on"] for row in rows] == [
        day.isoformat() for day in clock.LEAP_SECOND_DATES
    ]
    assert [int(row["effective_met"]) for row in rows] == clock.leap_seconds_met()
    for row in rows:
        assert clock.parse_time(row["effective_on"]) == float(row["effective_met"])
        assert row["expires_on"] == clock.LEAP_SECONDS_EXPIRE.isoformat()


def test_apids_and_handlers_are_those_of_the_vocabulary() -> None:
    by_type = {
        kind: tuple(int(row["apid"]) for row in seed("apids") if row["run_type"] == kind)
        for kind in ("LPA", "LCI")
    }
    assert by_type == {"LPA": LPA_APIDS, "LCI": LCI_APIDS}
    handlers = {row["handler_name"]: int(row["handler"]) for row in seed("filter_handlers")}
    assert handlers == {str(handler): handler.code for handler in HandlerId}


def test_the_tracker_has_36_planes_in_pairs_and_16_towers_in_a_grid() -> None:
    names = [row["plane_name"] for row in seed("tracker_planes")]
    assert names[:6] == ["Y0", "X0", "X1", "Y1", "Y2", "X2"]
    assert len(set(names)) == 36
    for row in seed("tracker_planes"):
        assert int(row["plane"]) == 2 * int(row["tray"]) + (row["face"] == "top") - 1
    for row in seed("towers"):
        assert int(row["tower"]) == 4 * int(row["tower_row"]) + int(row["tower_column"])
    assert len(seed("towers")) == 16


def test_every_condition_summary_sets_off_an_engine_that_there_is() -> None:
    engines = {row["engine"] for row in seed("gem_engines")}
    lookup = {int(row["condition_summary"]): row["engine"] for row in seed("gem_lookup")}
    assert sorted(lookup) == list(range(256))
    assert set(lookup.values()) <= engines
    assert sum(int(row["condition_bit"]) for row in seed("gem_conditions")) == 255
    known = {2: "7", 4: "8", 7: "9", 3: "10", 0: "11", 23: "4", 20: "5", 12: "6", 5: "1", 200: "0"}
    assert {value: lookup[value] for value in known} == known


def test_polygons_follow_one_another_and_limits_are_of_metrics_that_there_are() -> None:
    spans = sorted({(row["valid_from"], row["valid_until"]) for row in seed("saa_polygons")})
    assert [stop for _, stop in spans[:-1]] == [start for start, _ in spans[1:]]
    assert spans[-1][1] == ""
    columns = {column["name"] for entry in MARTS.values() for column in entry["columns"]}
    others = {"live_fraction", "compression_level", "saa_silence_s", *WATCHED}
    others |= {"incomplete_timetone_rate_hz", "judged_rate_hz"}
    assert {row["metric"] for row in seed("metric_limits")} <= columns | others
