"""The FITS file of a run: what goes in comes out, and readers that are not ours agree."""

import shutil
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import fitsio
import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from astropy.time import Time
from fits_run import (
    COUNTS,
    EVENTS,
    GTI,
    HOLES,
    NO_HOLES,
    RUN,
    Columns,
    cut,
    events,
    write,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from etl.formats.fits import RunHeader

# An example is a file on the disk, so a property takes a third of what the profile allows.
EXAMPLES = settings().max_examples // 3
UNUSUAL_RUNS = [
    RUN,
    replace(RUN, run_id=2**32 - 1, proc_ver="test", moot_alias="'" * 63, moot_key=0xFFFF_FFF0),
    replace(RUN, tstart_met=504921604.25, moot_alias=None, moot_key=None),  # in a leap second
]


@st.composite
def odd_events(draw: st.DrawFn) -> Columns:
    count = draw(st.integers(0, 12))
    run_id = draw(st.sampled_from([0, 1, 734700000, 2**31 - 1, 2**31, 2**32 - 1]))
    columns: Columns = {"run_id": np.full(count, run_id, "i8")}
    for source, kind, _ in EVENTS.values():
        if source != "run_id":
            least, greatest = COUNTS.get(source, (None, None))
            elements = None if least is None else st.integers(least, greatest)
            columns[source] = draw(arrays(kind, count, elements=elements))
    return columns


def stored(name: str, columns: Columns) -> NDArray[Any]:
    """Return what a reader is due to see: the value, or for 64 bits the same bits signed."""
    source, kind, _ = EVENTS[name]
    return columns[source].view("i8") if kind == "u8" else columns[source]


@settings(max_examples=EXAMPLES, deadline=None)
@given(columns=odd_events(), places=st.lists(st.integers(0, 12), max_size=3))
def test_every_value_reads_back_as_it_was_however_the_batches_are_cut(
    tmp_path_factory: pytest.TempPathFactory, columns: Columns, places: list[int]
) -> None:
    count = len(columns["event_met"])
    run = replace(RUN, run_id=int(columns["run_id"][0]) if count else 0)
    batches = cut(columns, [min(place, count) for place in places])
    path, written = write(tmp_path_factory.mktemp("fits"), batches, run=run)

    with fits.open(path, checksum=True) as file:
        file.verify("exception")
        table = file["EVENTS"].data
        assert table.names == list(EVENTS)
        assert [column.format for column in table.columns] == [
            form for _, _, form in EVENTS.values()
        ]
        for name in EVENTS:
            np.testing.assert_array_equal(np.asarray(table[name]), stored(name, columns), name)
    assert written.event_count == count


def test_a_reader_that_is_not_ours_sees_the_same_numbers(tmp_path: Path) -> None:
    columns = events(500, run_id=2**32 - 1)
    path, _ = write(tmp_path, [columns], GTI, HOLES, replace(RUN, run_id=2**32 - 1))

    with fitsio.FITS(str(path)) as file:
        table = file["EVENTS"].read()
        gti = file["GTI"].read()
        gaps = file["GAPS"].read()
    for name in EVENTS:
        np.testing.assert_array_equal(table[name], stored(name, columns), name)
    np.testing.assert_array_equal(np.stack([gti["START"], gti["STOP"]], axis=1), GTI)
    assert gaps["STATE"].tolist() == HOLES["hole_state"]


def test_the_good_times_open_in_gammapy(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, while it is compiled
        reason = "gammapy does not import; version 2.1 needs the package regions below 0.12"
        data = pytest.importorskip("gammapy.data", reason=reason, exc_type=ImportError)
    path, _ = write(tmp_path, [events(3)], GTI)

    gti = data.GTI.read(path)

    assert gti.time_sum.to_value("s") == pytest.approx((GTI[:, 1] - GTI[:, 0]).sum(), abs=1e-6)
    epoch = Time("2001-01-01T00:00:00", scale="utc")
    assert (gti.time_start[1] - epoch).to_value("s") == pytest.approx(GTI[1, 0], abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, 1000])
@pytest.mark.parametrize("holes", [NO_HOLES, HOLES], ids=["whole", "holed"])
@pytest.mark.parametrize("run", UNUSUAL_RUNS)
def test_fitsverify_finds_no_error_and_no_warning(
    tmp_path: Path, count: int, holes: dict[str, list[Any]], run: RunHeader
) -> None:
    if not (fitsverify := shutil.which("fitsverify")):
        pytest.skip("fitsverify is not installed; on Debian: apt-get install fitsverify")
    path, _ = write(tmp_path, [events(count, run_id=run.run_id)], GTI, holes, run)

    said = subprocess.run([fitsverify, path], capture_output=True, text=True, check=False).stdout

    assert "**** Verification found 0 warning(s) and 0 error(s). ****" in said, said


def test_a_hole_reads_back_with_what_is_not_known_as_null(tmp_path: Path) -> None:
    path, _ = write(tmp_path, [events(2)], GTI, HOLES)

    gaps = Table.read(path, hdu="GAPS")

    names = "APID KIND FIRST_DATAGRAM LAST_DATAGRAM AFTER_EVENT BEFORE_EVENT START STOP STATE"
    assert gaps.colnames == names.split()
    for name, source in zip(names.split(), HOLES, strict=True):
        assert gaps[name].tolist() == HOLES[source], name


def test_holes_may_come_as_the_database_gives_them(tmp_path: Path) -> None:
    columns = {}
    for name, cells in HOLES.items():
        known = [cell for cell in cells if cell is not None]
        filled = [known[0] if cell is None else cell for cell in cells]
        columns[name] = np.ma.masked_array(np.array(filled), [cell is None for cell in cells])
    (tmp_path / "masked").mkdir()
    listed, _ = write(tmp_path, [], GTI, HOLES)
    masked, _ = write(tmp_path / "masked", [], GTI, columns)
    assert masked.read_bytes() == listed.read_bytes()


def test_an_absent_handler_is_null_whether_coded_or_masked(tmp_path: Path) -> None:
    columns = events(4)
    columns["gamma_state"] = np.array([-128, -1, 0, 4], "i1")
    columns["hip_state"] = np.ma.masked_array(np.array([9, -1, 0, 4], "i1"), [True, False] * 2)
    columns["mip_state"] = np.ma.masked_array(np.array([2, -1, 0, 4], "i1"))
    columns["epu"] = np.ma.masked_array(np.array([0, 1, 2, 3], "i1"), [False, False, False, True])
    path, _ = write(tmp_path, [columns])

    table = Table.read(path, hdu="EVENTS")

    assert table["GAMMA_STATE"].tolist() == [None, -1, 0, 4]
    assert table["HIP_STATE"].tolist() == [None, -1, None, 4]
    assert table["MIP_STATE"].tolist() == [2, -1, 0, 4]
    assert table["EPU"].tolist() == [0, 1, 2, None]
