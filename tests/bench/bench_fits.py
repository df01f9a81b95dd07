"""How fast the FITS file of a run is written, and in how much memory.

``python -m tests.bench.bench_fits [--events 5000000] [--rounds 5] [--folder DIR]``

Four ways to bring the same table to the same disk take turns: ours (checksums of every unit,
synced), ours with the SHA-256 of the file that the catalog asks for, the bytes of that very file
written raw and synced, and fitsio (checksums of its table, synced). Peak memory is that of a
process of its own.
"""

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import fitsio
import numpy as np
from numpy.typing import NDArray

from etl.formats.fits import RunHeader, write_merged_events
from etl.formats.fits.tables import EVENTS, GAPS
from etl.store.durable import file_sha256
from tests.bench.memory import touch

BATCH_ROWS = 65_536
# The size that this disk takes fastest: the baseline gets the best case.
RAW_WRITE_BYTES = 1 << 19
RUN_ID = 734_700_000
HANDLERS = ("pass_thru", "gamma", "asc", "mip", "hip", "dgn")
Batch = dict[str, NDArray[np.generic]]


def batches(event_count: int) -> Iterator[Batch]:
    """Make a run like the LAT's: two EPUs, 500 events a second, four handlers."""
    dice = np.random.default_rng(1)
    for first in range(0, event_count, BATCH_ROWS):
        number = np.arange(first, min(first + BATCH_ROWS, event_count))
        ticks = (number * 40_000).astype(np.uint64)
        count = number.size
        states = dice.integers(0, 5, (len(HANDLERS), count), dtype=np.int8)
        states[4:] = -128
        epu = dice.integers(0, 2, count, dtype=np.uint8)
        yield {
            "event_met": RUN_ID + number * 2e-3,
            "run_id": np.full(count, RUN_ID),
            "gem_sequence": number.astype(np.uint64),
            "apid": epu + np.int32(956),
            "epu": epu,
            "datagram_sequence": number // 50,
            "elapsed_ticks": ticks,
            "livetime_ticks": ticks - ticks // np.uint64(10),
            "prescaled_count": ticks // np.uint64(7),
            "discarded_count": ticks // np.uint64(9),
            "deadzone_count": ticks // np.uint64(11),
            "compressed_size_bytes": dice.integers(200, 900, count, dtype=np.int32),
            "timetone_flags": np.ones(count, np.uint8),
            **{f"{name}_state": states[row] for row, name in enumerate(HANDLERS)},
        }


def write_ours(target: Path, event_count: int, source: Iterator[Batch]) -> None:
    stop_met = RUN_ID + event_count * 2e-3
    run = RunHeader(
        run_id=RUN_ID,
        version=1,
        event_count=event_count,
        tstart_met=float(RUN_ID),
        tstop_met=stop_met,
        date_utc=datetime(2024, 4, 14, tzinfo=UTC),
        creator="bench",
        proc_ver=0,
        moot_key=3301,
        moot_alias="NOMSCIOPS",
        run_state="complete",
        downlink=240414001,
        ordinal=1,
    )
    holes: dict[str, list[None]] = {column.source: [] for column in GAPS.columns}
    write_merged_events(target, run, source, np.array([[RUN_ID, stop_met]]), holes)


def write_digested(target: Path, event_count: int, source: Iterator[Batch]) -> None:
    write_ours(target, event_count, source)
    file_sha256(target)


def write_raw(target: Path, content: memoryview) -> None:
    with target.open("wb") as stream:
        for first in range(0, len(content), RAW_WRITE_BYTES):
            stream.write(content[first : first + RAW_WRITE_BYTES])
        stream.flush()
        os.fsync(stream.fileno())


def write_fitsio(target: Path, tables: list[NDArray[np.void]]) -> None:
    with fitsio.FITS(str(target), "rw", clobber=True) as file:
        file.write(tables[0], extname="EVENTS")
        for table in tables[1:]:
            file["EVENTS"].append(table)
        file["EVENTS"].write_checksum()
    with target.open("rb") as stream:
        os.fsync(stream.fileno())


def as_fitsio_wants(batch: Batch) -> NDArray[np.void]:
    """Return the rows in native order and in the types of our file, so that it need not convert."""
    types = [
        (column.name, np.dtype("u4") if column.unsigned else column.dtype.newbyteorder("="))
        for column in EVENTS.columns
    ]
    rows = np.empty(len(batch["run_id"]), types)
    for column in EVENTS.columns:
        rows[column.name] = batch[column.source]
    return rows


def timed(write: Callable[[], None], target: Path) -> float:
    """Return the seconds that one way takes; its file is gone and the disk quiet afterwards."""
    touch(1 << 30)
    start = perf_counter()
    write()
    seconds = perf_counter() - start
    target.unlink()
    os.sync()
    return seconds


def peak_mb(event_count: int, folder: Path) -> float:
    """Return the peak memory, in MB, of a process that does nothing but write such a file."""
    command = [sys.executable, "-m", "tests.bench.bench_fits", "--peak", str(event_count)]
    command += ["--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def report(event_count: int, rounds: int, folder: Path) -> None:
    made = list(batches(event_count))
    tables = [as_fitsio_wants(batch) for batch in made]
    target = folder / "bench.fit"
    write_ours(target, event_count, iter(made))
    content = memoryview(target.read_bytes())
    ways = {
        "ours": lambda: write_ours(target, event_count, iter(made)),
        "digested": lambda: write_digested(target, event_count, iter(made)),
        "raw": lambda: write_raw(target, content),
        "fitsio": lambda: write_fitsio(target, tables),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(timed(way, target))
    size_mb = len(content) / 1e6
    print(f"FITS of {event_count} events, {size_mb:.0f} MB; best and median of {rounds} rounds")
    for name, seconds in times.items():
        best, middle = min(seconds), median(seconds)
        print(f"{name:8}  {best:.2f} s  {middle:.2f} s  {size_mb / best:.0f} MB/s at best")
    for one, other in (("ours", "raw"), ("digested", "raw"), ("ours", "fitsio")):
        best = min(times[one]) / min(times[other])
        middle = median(times[one]) / median(times[other])
        print(f"{one:8} / {other:8}  {best:.2f} of the best, {middle:.2f} of the medians")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured")
    parser.add_argument("--peak", type=int, help="only write this many events, print peak MB")
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        if asked.peak is not None:
            write_ours(folder / "bench.fit", asked.peak, batches(asked.peak))
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
            return
        for event_count in (asked.events // 100, asked.events):
            print(f"peak memory, {event_count} events  {peak_mb(event_count, folder):.0f} MB")
        report(asked.events, asked.rounds, folder)


if __name__ == "__main__":
    main()
