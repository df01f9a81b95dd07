"""The FITS file of a run and the data catalog: what was delivered, what is missing, where it is."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from astropy.time import Time
from cli import Halfpipe, made
from commands import Row
from fits_run import EVENTS
from level1 import Merged
from sound import current_files, offences, text_lines
from written import SMALL, digests

from etl.simulator.faults import Lose
from etl.simulator.scenario import A, B, Scenario
from etl.vocabulary import InfoType

NOW = "2024-04-14T12:34:56"
WHOLE_RUN = 734_706_000
LCI_RUN, LONE_RUN = 734_712_000, 734_718_000
LCI = replace(SMALL, apids=(965,), info_type=InfoType.LCI_CAL, handlers=(), gem_steps=(1, 1))
LOST = {A: (3, 4, 9, -1), B: (0, 3)}
STORY = Scenario(
    runs=(
        SMALL,
        replace(SMALL, run_id=WHOLE_RUN, events=200),
        replace(LCI, run_id=LCI_RUN, events=120, empty_datagrams=((A, 2),)),
        replace(LCI, run_id=LONE_RUN, events=1),
    )
).but(*(Lose(epu=epu, datagrams=numbers) for epu, numbers in LOST.items()))
NO_HANDLER = -128
KEYS = {
    "nRun",
    "nDownlink",
    "nMetStart",
    "nMetStop",
    "nMootKey",
    "sIntent",
    "sDataSource",
    "sCreator",
}


@dataclass(frozen=True)
class Kept:
    """Two homes that took in the same delivery at the same time, and the files of one."""

    halfpipe: Halfpipe
    twin: Halfpipe

    def file_of(self, run: int) -> Path:
        return self.halfpipe.home / f"products/r{run:010d}/r{run:010d}_v001_merged.fit"

    def unit(self, run: int, name: str) -> tuple[Any, Any]:
        """The header and the data of a unit."""
        with fits.open(self.file_of(run), memmap=False) as units:
            return units[name].header, units[name].data


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("products")
    (sent,) = STORY.write(folder)
    homes = [made(folder / name, now=NOW, max_events=100) for name in ("home", "twin")]
    for halfpipe in homes:
        halfpipe.take_in(sent)
    return Kept(*homes)


def test_the_home_is_sound(kept: Kept) -> None:
    assert offences(kept.halfpipe) == []


def test_the_same_state_gives_the_same_bytes(kept: Kept) -> None:
    for folder in ("products", "handoff"):
        made_here = digests(kept.halfpipe.home / folder)
        assert made_here == digests(kept.twin.home / folder)
        assert made_here


def test_fitsverify_finds_no_error_and_no_warning(kept: Kept) -> None:
    program = shutil.which("fitsverify")
    if program is None:
        pytest.skip("fitsverify is not installed; on Debian: apt-get install fitsverify")
    files = sorted((kept.halfpipe.home / "products").rglob("*.fit"))
    said = subprocess.run([program, "-q", *files], capture_output=True, text=True, check=False)
    assert said.stdout.count("verification OK") == len(files) == 4, said.stdout


# --- EVENTS ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", [SMALL.run_id, WHOLE_RUN])
def test_the_events_are_those_of_the_chunk_files_field_by_field(kept: Kept, run: int) -> None:
    paths = current_files(kept.halfpipe)[run]
    merged = [event for path in paths for event in Merged(path).events]
    _, table = kept.unit(run, "EVENTS")
    for column, (field, _, _) in EVENTS.items():
        if column != "EPU":
            assert table[column].tolist() == [event[field] for event in merged], column
    assert table["EPU"].tolist() == [event["apid"] - 956 for event in merged]
    assert {event["gamma_state"] for event in merged} > {0}
    assert {event["asc_state"] for event in merged} == {NO_HANDLER}


def test_the_headers_say_whose_events_these_are_and_when(kept: Kept) -> None:
    header, table = kept.unit(SMALL.run_id, "EVENTS")
    due = {
        "TELESCOP": "GLAST",
        "INSTRUME": "LAT",
        "TIMESYS": "TT",
        "TIMEREF": "LOCAL",
        "MJDREFI": 51910,
        "VERSION": 1,
        "RUN_ID": SMALL.run_id,
        "RUNSTATE": "receiving",
        "DOWNLINK": STORY.first_downlink,
        "FILENAME": kept.file_of(SMALL.run_id).name,
        "MOOTKEY": SMALL.moot_key,
        "DATE": f"{NOW}.000000",
        "TSTART": table["TIME"].min(),
        "TSTOP": table["TIME"].max(),
    }
    assert {name: header[name] for name in due} == due
    assert header["MJDREFF"] == pytest.approx(64.184 / 86400, abs=1e-15)
    assert header["TUNIT1"] == "s"
    for word, met in (("DATE-OBS", header["TSTART"]), ("DATE-END", header["TSTOP"])):
        reference = Time("2001-01-01T00:00:00", scale="utc").tai
        told = Time(header[word], scale="utc").tai
        assert (told - reference).sec == pytest.approx(met, abs=2e-6)


# --- what is missing ------------------------------------------------------------------------------


def datagram_times(epu: int) -> dict[int, tuple[float, float]]:
    """When the first and the last event was, of each datagram that came."""
    run = STORY.truth.runs[0]
    sent = run.sent.datagrams
    last = int(sent.datagram_sequence[run.datagrams_of(epu)].max())
    lost = {number % (last + 1) for number in LOST[epu]}
    return {
        int(sent.datagram_sequence[row]): (
            float(run.event_met[sent.start_event[row] : sent.stop_event[row]].min()),
            float(run.event_met[sent.start_event[row] : sent.stop_event[row]].max()),
        )
        for row in run.datagrams_of(epu)
        if int(sent.datagram_sequence[row]) not in lost
    }


def holes() -> Iterator[tuple[int, str, float, float]]:
    """Each hole in truth: its APID, its kind, and the times that bound it."""
    for epu, apid in enumerate(SMALL.apids):
        times = datagram_times(epu)
        if 0 not in times:
            yield apid, "leading", -np.inf, times[min(times)][0]
        for before, after in pairwise(sorted(times)):
            if after > before + 1:
                yield apid, "inner", times[before][1], times[after][0]
        if epu == A:
            yield apid, "trailing", times[max(times)][1], np.inf


def test_the_gaps_table_has_a_row_for_each_hole(kept: Kept) -> None:
    _, table = kept.unit(SMALL.run_id, "GAPS")
    due = sorted(holes())
    found = sorted(
        zip(
            table["APID"].tolist(),
            table["KIND"].tolist(),
            table["START"],
            table["STOP"],
            strict=True,
        )
    )
    assert [row[:2] for row in found] == [row[:2] for row in due]
    for (*_, start, stop), (*_, due_start, due_stop) in zip(found, due, strict=True):
        np.testing.assert_allclose(
            start, due_start if np.isfinite(due_start) else np.nan, rtol=0, atol=2e-6
        )
        np.testing.assert_allclose(
            stop, due_stop if np.isfinite(due_stop) else np.nan, rtol=0, atol=2e-6
        )
    assert set(table["STATE"].tolist()) == {"open"}


def test_good_time_is_the_span_of_the_run_less_the_time_of_its_holes(kept: Kept) -> None:
    _, events = kept.unit(SMALL.run_id, "EVENTS")
    _, table = kept.unit(SMALL.run_id, "GTI")
    first, last = events["TIME"].min(), events["TIME"].max()
    lost = [(start, stop) for _, _, start, stop in holes()]
    edges = sorted({first, last, *(np.clip(edge, first, last) for pair in lost for edge in pair)})
    due = sum(
        stop - start
        for start, stop in pairwise(edges)
        if not any(begin <= (start + stop) / 2 <= end for begin, end in lost)
    )
    good = list(zip(table["START"].tolist(), table["STOP"].tolist(), strict=True))
    assert sum(stop - start for start, stop in good) == pytest.approx(due, abs=1e-5)
    assert all(start < stop for start, stop in good)
    assert all(stop < start for (_, stop), (start, _) in pairwise(good))
    middles = [(start + stop) / 2 for start, stop in good]
    assert not any(begin < middle < end for middle in middles for begin, end in lost)


def test_a_whole_run_has_one_good_time_and_no_gap(kept: Kept) -> None:
    _, events = kept.unit(WHOLE_RUN, "EVENTS")
    _, good = kept.unit(WHOLE_RUN, "GTI")
    _, gaps = kept.unit(WHOLE_RUN, "GAPS")
    assert (good["START"].tolist(), good["STOP"].tolist()) == (
        [events["TIME"].min()],
        [events["TIME"].max()],
    )
    assert len(gaps) == 0


def test_a_number_that_the_counter_skips_is_a_hole_but_holds_nothing_back(kept: Kept) -> None:
    """The only stream of a calibration; its neighbours leave no room for an event."""
    (run,) = kept.halfpipe.json("runs", "--run", LCI_RUN)
    assert (run["run_type"], run["run_state"], run["delivered_count"]) == ("LCI", "receiving", 120)
    _, gaps = kept.unit(LCI_RUN, "GAPS")
    assert (gaps["KIND"].tolist(), gaps["FIRST_DATAGRAM"].tolist()) == (["inner"], [2])
    assert kept.halfpipe.json("gaps", "--run", LCI_RUN) == []
    folder = kept.halfpipe.home / f"handoff/{STORY.first_downlink}"
    gap_runs = {line.split()[0] for line in text_lines(folder, "event_gaps")}
    assert gap_runs == {f"r{SMALL.run_id:010d}"}
    assert f"r{LCI_RUN:010d} 120 0 LCI" in text_lines(folder, "delivered_events")


def test_a_run_of_one_event_is_delivered_with_an_alert(kept: Kept) -> None:
    (path,) = current_files(kept.halfpipe)[LONE_RUN]
    (event,) = Merged(path).events
    _, good = kept.unit(LONE_RUN, "GTI")
    assert (good["START"].tolist(), good["STOP"].tolist()) == ([event["event_met"]],) * 2
    alone = {subject for kind, subject in kept.halfpipe.standing() if kind == "single_event"}
    assert alone == {f"r{LONE_RUN:010d}"}


# --- the catalog ----------------------------------------------------------------------------------


def catalogued(halfpipe: Halfpipe) -> list[Row]:
    return halfpipe.sql(
        "select dataset_group, dataset_name, folder, file_format, data_type, version, is_latest, "
        "run_id, event_count, path, sha256, size_bytes, site, scan_status, "
        "map_from_entries(list((key, coalesce(number_value::varchar, text_value)))) as about "
        "from catalog.versions join catalog.datasets using (dataset_id) "
        "join catalog.locations using (version_id) join catalog.metadata using (version_id) "
        "group by all order by dataset_group, dataset_name"
    )


def test_every_file_that_was_made_is_in_the_catalog_once(kept: Kept) -> None:
    rows = catalogued(kept.halfpipe)
    files = {
        path.relative_to(kept.halfpipe.home).as_posix()
        for pattern in ("products/**/*.fit", "handoff/**/*.evt")
        for path in kept.halfpipe.home.glob(pattern)
    }
    assert Counter(row["path"] for row in rows) == Counter(files)
    assert {row["dataset_group"] for row in rows} == {"EVT", "MERGED"}
    assert {(row["version"], row["is_latest"]) for row in rows} == {(1, True)}


def test_the_metadata_of_a_product_tell_its_run_as_the_catalog_of_the_lat_does(kept: Kept) -> None:
    for row in catalogued(kept.halfpipe):
        about = row["about"]
        assert set(about) >= KEYS, row["path"]
        assert float(about["nRun"]) == row["run_id"]
        assert float(about["nDownlink"]) == STORY.first_downlink
        assert float(about["nMootKey"]) == SMALL.moot_key
        kind = "LCI" if row["run_id"] in (LCI_RUN, LONE_RUN) else "LPA"
        assert (about["sIntent"], about["sDataSource"]) == (SMALL.moot_alias, kind)
        assert row["folder"].endswith(f"/{kind}")
        if row["dataset_group"] == "EVT":
            times = [
                event["event_met"] for event in Merged(kept.halfpipe.home / row["path"]).events
            ]
        else:
            times = kept.unit(row["run_id"], "EVENTS")[1]["TIME"].tolist()
        assert len(times) == row["event_count"]
        assert (float(about["nMetStart"]), float(about["nMetStop"])) == (min(times), max(times))
