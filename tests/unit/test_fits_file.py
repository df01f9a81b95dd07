"""The FITS file as a file: its bytes, its sums, its headers, and that it is whole or not there."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.time import Time, TimeDelta
from astropy.utils.exceptions import AstropyUserWarning
from fits_run import GTI, HOLES, NO_GTI, NO_HOLES, RUN, Columns, cut, events, write
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import HalfPipeError
from etl.formats.fits import merged_events_name, write_merged_events
from etl.formats.fits.checksum import Datasum, encode

REPOSITORY = Path(__file__).resolve().parents[2]


def slow_sum(data: bytes) -> int:
    """Add 32-bit words one at a time, carrying around the end, as appendix J tells it."""
    total = 0
    for place in range(0, len(data), 4):
        total += int.from_bytes(data[place : place + 4].ljust(4, b"\0"), "big")
        total = total % 2**32 + total // 2**32
    return total


@given(data=st.binary(max_size=300), places=st.lists(st.integers(0, 300)))
def test_the_datasum_is_the_same_however_the_data_is_cut(data: bytes, places: list[int]) -> None:
    datasum = Datasum()
    for first, stop in zip([0, *sorted(places)], [*sorted(places), 300], strict=True):
        datasum.update(data[first:stop])
    assert datasum.value == slow_sum(data)


@given(data=st.binary(max_size=100))
def test_a_unit_with_its_checksum_sums_to_minus_zero(data: bytes) -> None:
    before = bytes(3) + b"0" * 16 + bytes(1)  # a card's value starts at the fourth byte of a word
    text = encode(slow_sum(before + data))
    assert text.isalnum()
    assert text.isascii()
    assert slow_sum(before.replace(b"0" * 16, text.encode()) + data) == 2**32 - 1


def test_every_sum_in_the_file_is_right_and_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path, _ = write(tmp_path, [events(100)], GTI, HOLES)
    whole = path.read_bytes()
    with fits.open(path, checksum=True) as file:
        places = [unit.fileinfo()["hdrLoc"] + 400 for unit in file]
        places += [unit.fileinfo()["datLoc"] for unit in file[1:]]
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.warns(AstropyUserWarning, match="verification failed"):
            fits.open(path, checksum=True, lazy_load_hdus=False).close()


def test_the_same_events_give_the_same_bytes_however_the_batches_are_cut(tmp_path: Path) -> None:
    columns = events(120_000)
    contents = set()
    for name, places in {"once": [], "again": [], "cut": [0, 1, 8191, 32_769, 32_769]}.items():
        (tmp_path / name).mkdir()
        path, written = write(tmp_path / name, cut(columns, places), GTI, HOLES)
        contents.add(path.read_bytes())
        assert written.size_bytes == path.stat().st_size
    assert len(contents) == 1


def test_a_run_without_events_is_a_valid_file(tmp_path: Path) -> None:
    path, written = write(tmp_path, [])
    with fits.open(path, checksum=True) as file:
        file.verify("exception")
        assert [len(unit.data) for unit in file[1:]] == [0, 0, 0]
        assert file["GTI"].header["ONTIME"] == 0
    assert written.event_count == 0


def test_the_headers_tell_whose_the_file_is(tmp_path: Path) -> None:
    path, _ = write(tmp_path, [events(1)], GTI)
    due = {
        "TELESCOP": "GLAST",
        "INSTRUME": "LAT",
        "RADECSYS": "FK5",
        "EQUINOX": 2000.0,
        "TIMESYS": "TT",
        "TIMEREF": "LOCAL",
        "TIMEUNIT": "s",
        "TIMEZERO": 0.0,
        "CLOCKAPP": False,
        "MJDREFI": 51910,
        "MJDREFF": 7.428703703703703e-4,
        "TSTART": 734700000.25,
        "TSTOP": 734705700.5,
        "TELAPSE": 5700.25,
        "DATE": "2024-04-14T03:02:01.000000",
        "ORIGIN": "LISOC",
        "CREATOR": "halfpipe 0.1.0",
        "FILENAME": "r0734700000_v002_merged.fit",
        "VERSION": 2,
        "PROC_VER": 0,
        "RUN_ID": 734700000,
        "RUNSTATE": "incomplete",
        "DOWNLINK": 240414001,
        "ORDINAL": 17,
        "MOOTKEY": 3301,
        "MOOTALIA": "NOMSCIOPS_TKR_V2",
    }
    with fits.open(path) as file:
        assert [unit.name for unit in file] == ["PRIMARY", "EVENTS", "GTI", "GAPS"]
        for unit in file:
            assert {name: unit.header[name] for name in due} == due
        classes = [(unit.header["HDUCLASS"], unit.header["HDUCLAS1"]) for unit in file[1:3]]
        assert classes == [("OGIP", "EVENTS"), ("OGIP", "GTI")]
        assert file["GTI"].header["ONTIME"] == 1.25 + 5696.75


@pytest.mark.parametrize("leap", [157766400, 252460801, 362793602, 457401603, 504921604])
@pytest.mark.parametrize("after_s", [-0.5, 0.25, 1.0, 1.125])
def test_the_dates_are_true_utc_around_a_leap_second(
    tmp_path: Path, leap: int, after_s: float
) -> None:
    run = replace(RUN, tstart_met=leap + after_s, tstop_met=leap + after_s + 1)
    path, _ = write(tmp_path, [], run=run)

    header = fits.getheader(path)

    epoch = Time("2001-01-01T00:00:00", scale="utc", precision=6)
    for card, met in (("DATE-OBS", run.tstart_met), ("DATE-END", run.tstop_met)):
        assert header[card] == (epoch + TimeDelta(met, format="sec")).utc.isot


def test_the_date_of_the_file_is_utc_whatever_its_zone(tmp_path: Path) -> None:
    east = timezone(timedelta(hours=2))
    run = replace(RUN, date_utc=datetime(2024, 4, 14, 1, 30, tzinfo=east))
    path, _ = write(tmp_path, [], run=run)
    assert fits.getheader(path)["DATE"] == "2024-04-13T23:30:00.000000"


def test_a_date_without_a_zone_is_refused(tmp_path: Path) -> None:
    naive = datetime(2024, 4, 14, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(HalfPipeError, match="without a zone"):
        write(tmp_path, [], run=replace(RUN, date_utc=naive))


@pytest.mark.parametrize(
    ("alias", "due"),
    [(None, None), ("", ""), ("it's naïve\n", "it?s na?ve?"), ("x" * 99, "x" * 68)],
)
def test_any_moot_alias_makes_a_valid_header(
    tmp_path: Path, alias: str | None, due: str | None
) -> None:
    path, _ = write(tmp_path, [], run=replace(RUN, moot_alias=alias, moot_key=None))
    with fits.open(path, checksum=True) as file:
        file.verify("exception")
        assert file[0].header.get("MOOTALIA") == due
        assert "MOOTKEY" not in file[0].header


def test_values_beyond_63_bits_are_reported(tmp_path: Path) -> None:
    columns = events(3)
    columns["elapsed_ticks"] = np.array([1, 2**63 - 1, 2**63], "u8")
    for source in ("gem_sequence", "prescaled_count", "discarded_count", "deadzone_count"):
        columns[source] = np.zeros(3, "u8")
    columns["livetime_ticks"] = np.array([2**63, 2**64 - 1, 0], "u8")
    _, written = write(tmp_path, [columns])
    assert written.wrapped == {"ELAPSED": 1, "LIVETIME": 2}


def spoiled(**columns: object) -> Columns:
    return {**events(3), **{name: np.asanyarray(values) for name, values in columns.items()}}


@pytest.mark.parametrize(
    ("source", "values", "due"),
    [
        ("apid", [956, 957, 70_000], [956, 957, 70_000 - 65_536]),
        ("datagram_sequence", [0, 2**32 - 1, 2**32 + 5], [0, 2**32 - 1, 5]),
        ("datagram_sequence", [0, -1, 2], [0, 2**32 - 1, 2]),
    ],
)
def test_an_integer_without_room_keeps_its_low_bits_and_is_reported(
    tmp_path: Path, source: str, values: list[int], due: list[int]
) -> None:
    path, written = write(tmp_path, [spoiled(**{source: values})])
    name = {"apid": "APID", "datagram_sequence": "DATAGRAM"}[source]
    with fits.open(path) as file:
        assert file["EVENTS"].data[name].tolist() == due
    assert written.wrapped[name] == 1


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        (spoiled(run_id=[734700000, 7, 734700000]), r"run 734700000: found events of run \[7\]"),
        (spoiled(gem_sequence=[0.0, 1.0, 2.0]), "column gem_sequence: found type float64"),
        (spoiled(event_met=[1, 2, 3]), "column event_met: found type int64, due >f8"),
        (
            spoiled(apid=np.ma.masked_array([1, 2, 3], [False, True, False])),
            "column apid: found NULL",
        ),
        (spoiled(apid=[1, 2]), r"found columns of \[2, 3\] rows"),
        ({"event_met": np.zeros(3)}, "found no column run_id, gem_sequence"),
    ],
)
def test_a_batch_that_does_not_fit_is_refused_and_says_why(
    tmp_path: Path, batch: Columns, message: str
) -> None:
    with pytest.raises(HalfPipeError, match=message):
        write(tmp_path, [batch])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("gti", [[[2.0, 1.0]], [[1.0, 3.0], [2.0, 4.0]], [[1.0, 2.0, 3.0]], [1.0]])
def test_good_times_out_of_order_are_refused(tmp_path: Path, gti: list[object]) -> None:
    with pytest.raises(HalfPipeError, match="good times: found"):
        write(tmp_path, [], np.array(gti))


def test_a_hole_in_words_too_long_for_its_column_is_refused(tmp_path: Path) -> None:
    holes = {**HOLES, "hole_state": ["open", "open", "written off by hand"]}
    with pytest.raises(HalfPipeError, match="«written off by hand», due at most 16"):
        write(tmp_path, [], NO_GTI, holes)


@pytest.mark.parametrize("announced", [2, 4])
def test_another_number_of_events_than_announced_leaves_the_file_before(
    tmp_path: Path, announced: int
) -> None:
    path, _ = write(tmp_path, [events(1)])
    before = path.read_bytes()
    run = replace(RUN, event_count=announced)

    with pytest.raises(HalfPipeError, match=f"found 3 events in the batches, due {announced}"):
        write_merged_events(path, run, [events(3)], NO_GTI, NO_HOLES)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_source_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[Columns]:
        yield events(60_000)
        raise ConnectionError("the database went away")

    target = tmp_path / merged_events_name(RUN.run_id, 1)
    with pytest.raises(ConnectionError):
        write_merged_events(target, replace(RUN, event_count=120_000), broken(), GTI, HOLES)
    assert list(tmp_path.iterdir()) == []


def test_a_longer_run_needs_no_more_memory(tmp_path: Path) -> None:
    def peak_mb(event_count: int) -> float:
        command = [sys.executable, "-m", "tests.bench.bench_fits", "--folder", str(tmp_path)]
        command += ["--peak", str(event_count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
        return float(done.stdout)

    # Ten times the events are 38 MB more of file; what may differ is two buffers of 3 MB.
    assert peak_mb(500_000) - peak_mb(50_000) < 12


def test_a_name_keeps_its_order_when_sorted() -> None:
    assert merged_events_name(0, 0) == "r0000000000_v000_merged.fit"
    assert merged_events_name(4294967295, 12) == "r4294967295_v012_merged.fit"
