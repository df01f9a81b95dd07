"""The index file (``.idx``) that the decoder writes beside each chunk file."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from etl.clock import met_to_unix
from etl.formats.evt import HEADER_BYTES
from etl.formats.idx import datagram_lines, event_lines
from etl.simulator.dealing import Rows
from etl.simulator.deliveries import ChunkFile
from etl.simulator.records import datagram_contexts, hardware_keys, shape
from etl.simulator.truth import Run, Truth
from etl.vocabulary import InfoType

Columns = dict[str, NDArray[np.generic]]

_AS_THEY_ARE = ("packet_unix_s", "scid", "apid", "ground_id", "mode_changes")
_WORDS = ("mode", "open_action", "open_reason", "close_action", "close_reason")
_PLACES = ("platform", "origin", "crate")


def index_lines(truth: Truth, file: ChunkFile, file_name: str) -> Iterator[str]:
    """Yield the line of each datagram copy, the lines of its events behind it."""
    run, rows = truth.runs[file.run], file.events
    sizes = [copy.stop_event - copy.start_event for copy in file.copies]
    datagrams = _datagrams(run, file)
    copy_of = np.repeat(np.arange(len(sizes)), sizes)
    lines = event_lines(
        {
            **{name: column[copy_of] for name, column in datagrams.items()},
            **_events(run, rows),
            "event_number": np.concatenate([np.arange(size) for size in sizes]),
            "file_name": np.full(rows.size, file_name, object),
        }
    )
    for line, size in zip(datagram_lines(datagrams), sizes, strict=True):
        yield line
        yield from islice(lines, size)


def _datagrams(run: Run, file: ChunkFile) -> Columns:
    first = np.array([copy.start_event for copy in file.copies])
    last = np.array([copy.stop_event for copy in file.copies]) - 1
    context = datagram_contexts(run)[run.sent.datagram[first]]
    is_lpa = run.plan.info_type is InfoType.LPA
    return {
        **{name: context[name] for name in _AS_THEY_ARE},
        **{name: context[f"{name}_text"].astype(str) for name in (*_WORDS, *_PLACES)},
        "run_id": context["started_at"],
        "datagram_sequence": context["datagrams"],
        "first_event_unix_s": met_to_unix(run.event_met[first]),
        "first_gem_sequence": run.gem_sequence[first],
        "last_event_unix_s": met_to_unix(run.event_met[last]),
        "last_gem_sequence": run.gem_sequence[last],
        "event_count": last - first + 1,
        "hardware_key": hardware_keys(run)[run.sent.datagram[first]] if is_lpa else 0 * first,
        "software_key": np.full(first.size, run.plan.software_key),
    }


def _events(run: Run, rows: Rows) -> Columns:
    trigger = run.sent.trigger[rows]
    lengths = shape(run, rows).record_bytes
    return {
        "gem_sequence": run.gem_sequence[rows],
        "elapsed_ticks": run.triggers.elapsed_ticks[trigger],
        "livetime_ticks": run.triggers.livetime_ticks[trigger],
        "event_unix_s": met_to_unix(run.event_met[rows]),
        "offset_bytes": HEADER_BYTES + np.cumsum(lengths) - lengths,
    }
