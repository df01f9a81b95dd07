"""Events, holes and good times of a made-up run, and the file written from them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.formats.fits import RunHeader, WrittenFile, merged_events_name, write_merged_events

Columns = dict[str, NDArray[Any]]

# FITS column, column of the batch, its type in the database, and the form due: written down from
# the issue and the column contract, not taken from the writer.
EVENTS = {
    "TIME": ("event_met", "f8", "D"),
    "RUN_ID": ("run_id", "i8", "J"),
    "EVENT_ID": ("gem_sequence", "u8", "K"),
    "APID": ("apid", "i4", "I"),
    "EPU": ("epu", "u1", "B"),
    "DATAGRAM": ("datagram_sequence", "i8", "J"),
    "ELAPSED": ("elapsed_ticks", "u8", "K"),
    "LIVETIME": ("livetime_ticks", "u8", "K"),
    "PRESCALED": ("prescaled_count", "u8", "K"),
    "DISCARDED": ("discarded_count", "u8", "K"),
    "DEADZONE": ("deadzone_count", "u8", "K"),
    "COMPRESSED_SIZE": ("compressed_size_bytes", "i4", "J"),
    "PASS_THRU_STATE": ("pass_thru_state", "i1", "I"),
    "GAMMA_STATE": ("gamma_state", "i1", "I"),
    "ASC_STATE": ("asc_state", "i1", "I"),
    "MIP_STATE": ("mip_state", "i1", "I"),
    "HIP_STATE": ("hip_state", "i1", "I"),
    "DGN_STATE": ("dgn_state", "i1", "I"),
    "TIMETONE_FLAGS": ("timetone_flags", "u1", "B"),
}
COUNTS = {"apid": (0, 2**15 - 1), "datagram_sequence": (0, 2**32 - 1)}
NO_GTI = np.empty((0, 2))
RUN = RunHeader(
    run_id=734700000,
    version=2,
    event_count=0,
    tstart_met=734700000.25,
    tstop_met=734705700.5,
    date_utc=datetime(2024, 4, 14, 3, 2, 1, tzinfo=UTC),
    creator="halfpipe 0.1.0",
    proc_ver=0,
    moot_key=3301,
    moot_alias="NOMSCIOPS_TKR_V2",
    run_state="incomplete",
    downlink=240414001,
    ordinal=17,
)
HOLES: dict[str, list[Any]] = {
    "apid": [956, None, 957],
    "hole_kind": ["inner", "stream", "trailing"],
    "first_datagram": [3, None, 2**32 - 1],
    "last_datagram": [5, None, None],
    "after_gem_sequence": [0, None, 2**63 - 1],
    "before_gem_sequence": [11, None, None],
    "after_met": [734700001.5, None, 734705700.0],
    "before_met": [734700003.25, None, None],
    "hole_state": ["written_off", "open", "requested"],
}
NO_HOLES: dict[str, list[Any]] = {name: [] for name in HOLES}
GTI = np.array([[734700000.25, 734700001.5], [734700003.25, 734705700.0]])


def events(count: int, seed: int = 1, run_id: int = RUN.run_id) -> Columns:
    """Make events whose every column is filled with what its type can hold."""
    dice = np.random.default_rng(seed)
    columns: Columns = {}
    for source, kind, _ in EVENTS.values():
        if kind == "f8":
            columns[source] = RUN.run_id + np.sort(dice.uniform(0, 5700, count))
            continue
        least, greatest = COUNTS.get(source, (np.iinfo(kind).min, np.iinfo(kind).max))
        columns[source] = dice.integers(least, greatest, count, dtype=kind, endpoint=True)
    columns["run_id"] = np.full(count, run_id, "i8")
    return columns


def write(
    folder: Path,
    batches: list[Columns],
    gti: NDArray[Any] = NO_GTI,
    holes: Mapping[str, Any] = NO_HOLES,
    run: RunHeader = RUN,
) -> tuple[Path, WrittenFile]:
    count = sum(len(batch["event_met"]) for batch in batches)
    target = folder / merged_events_name(run.run_id, run.version)
    return target, write_merged_events(target, replace(run, event_count=count), batches, gti, holes)


def cut(columns: Columns, places: list[int]) -> list[Columns]:
    edges = [0, *sorted(places), len(columns["event_met"])]
    return [
        {name: values[first:stop] for name, values in columns.items()}
        for first, stop in pairwise(edges)
    ]
