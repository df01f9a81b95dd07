"""Find the packets of a Level-0 file, and account for every byte that is in none."""

from collections.abc import Iterator

import numpy as np

from etl.formats.ccsds.chain import follow_packets
from etl.formats.ccsds.columns import columns
from etl.formats.ccsds.damage import judge
from etl.formats.ccsds.layout import Framing, Offsets, Skipped, Stretch
from etl.formats.ccsds.learning import begin, is_new
from etl.formats.ccsds.swallowed import free_swallowed
from etl.formats.ccsds.words import Headers
from etl.formats.evt.ragged import File, as_bytes

WINDOW_BYTES = 1 << 25
_STRETCH_BYTES = 1 << 22
_FIRST_WINDOW = 1 << 18
_NONE = np.empty(0, np.int64)


def split(file: File, framing: Framing, window_bytes: int = WINDOW_BYTES) -> Iterator[Stretch]:
    """Find the packets of a Level-0 file, a stretch at a time.

    A packet counts if a header that the stream makes plausible follows it, or the end of the file.
    After damage the search goes on where a chain of such packets begins; what lies between is one
    `Skipped`. Packets, annotation and skipped bytes together are the whole file, always.

    Parameters
    ----------
    file
        The bytes, or a map of them; any bytes will do.
    framing
        How the source lays packets.
    window_bytes
        About how much of the file is looked at at once; a stretch is no longer.

    Yields
    ------
    Stretch
        In order; at least one.
    """
    headers = Headers(as_bytes(file), framing)
    chains: list[Offsets] = []
    skipped: list[Skipped] = []
    start = 0
    for chain, damage, at in _found(headers, window_bytes):
        chains.append(chain)
        skipped += damage
        stop = at - framing.annotation_bytes
        if stop - start >= min(window_bytes, _STRETCH_BYTES) or at == headers.end:
            yield from _stretches(headers, np.concatenate(chains), skipped, range(start, stop))
            start, chains, skipped = stop, [], []


def _stretches(
    headers: Headers, chain: Offsets, skipped: list[Skipped], place: range
) -> Iterator[Stretch]:
    """Yield what was found in a part of the file, a few megabytes at a time; all it lacks first."""
    borders = np.arange(place.start + _STRETCH_BYTES, place.stop, _STRETCH_BYTES)
    for part in np.split(chain, np.searchsorted(chain, borders)):
        lengths = headers.lengths(part)
        has_lat_time = headers.framing.has_lat_time
        found = columns(headers.buffer, part, lengths, has_lat_time=has_lat_time)
        yield Stretch(found, tuple(skipped))
        skipped = []


def _found(headers: Headers, widest: int) -> Iterator[tuple[Offsets, list[Skipped], int]]:
    """Walk from break to break.

    Yields headers of packets, what was skipped behind them, and where the next header is due; the
    end, in the last round.
    """
    headers, at, known = begin(headers, headers.annotation_bytes)
    yield _NONE, _before(headers, at), at
    chain, window = _NONE, _FIRST_WINDOW
    while at < headers.end:
        border = min(at + window, headers.end)
        found, at = follow_packets(headers, at, border, known)
        chain = np.concatenate([chain, found])
        if at >= border:
            sure = chain.size - (at < headers.end)  # the next round confirms the last one
            yield *free_swallowed(headers, chain[:sure], known), at
            chain = chain[sure:]
            window = min(4 * window, max(widest, _FIRST_WINDOW))
        elif is_new(headers, chain, at, known):
            known[headers.words(np.array([at]))] = True
        else:
            verdict = judge(headers, chain, at, known)
            freed, skipped = free_swallowed(headers, verdict.sound, known)
            yield freed, [*skipped, verdict.skipped], verdict.resume
            chain, at, window = _NONE, verdict.resume, _FIRST_WINDOW


def _before(headers: Headers, at: int) -> list[Skipped]:
    """Account for what lies before the first packet."""
    if headers.buffer.size == 0:
        return [Skipped(0, 0, "empty_file", "the file has no bytes")]
    length = min(at - headers.annotation_bytes, headers.buffer.size)
    told = "no packet begins at the start of the file"
    return [Skipped(0, length, "not_a_packet", told)] if length else []
