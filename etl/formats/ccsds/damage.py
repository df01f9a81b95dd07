"""What to make of the place where a chain of packets breaks."""

from dataclasses import dataclass

import numpy as np

from etl.formats.ccsds.layout import (
    PRIMARY_BYTES,
    SECONDARY_HEADER,
    TIME_STOP,
    Mask,
    Offsets,
    Skipped,
)
from etl.formats.ccsds.learning import find_stream, is_new
from etl.formats.ccsds.witnesses import NEAR_S, follows_in_time, is_of_its_stream, keeps_time
from etl.formats.ccsds.words import TELEMETRY, Headers, find_chain

_HOPS = 2
_LOOKED_BACK = 1000


@dataclass(frozen=True)
class Verdict:
    """What is lost at a break.

    Parameters
    ----------
    sound
        Headers of the packets before it that count.
    resume
        The next header; the end where there is none.
    skipped
        The bytes between.
    """

    sound: Offsets
    resume: int
    skipped: Skipped


def judge(headers: Headers, chain: Offsets, at: int, known: Mask) -> Verdict:
    """Find what broke a chain of packets, and where packets go on.

    The last packet may be sound, with garbage behind it; or bytes are lost or inserted inside it,
    or its length is wrong. Which it is cannot be told, so it is kept only if just the first word
    behind it is damaged: a packet that never was is worse than one that has to be asked for again.

    Parameters
    ----------
    chain
        Headers of the packets so far, the last one unconfirmed; empty where nothing is known.
    at
        Where the next header is due, and no whole packet of a known word stands.
    """
    is_confirmed = not chain.size or _confirms(headers, chain, at, known)
    while not is_confirmed and chain.size > 1 and not is_of_its_stream(headers, chain):
        chain, at = chain[:-1], int(chain[-1])
    first = at + 1 if is_confirmed else int(chain[-1]) + PRIMARY_BYTES
    resume = _find_next(headers, first, at, known)
    keeps_last = is_confirmed or _is_sound(headers, chain, at, resume)
    start = at if keeps_last else int(chain[-1])
    reason, detail = _told(headers, start, resume, is_confirmed, keeps_last)
    skipped = Skipped(start - headers.annotation_bytes, resume - start, reason, detail)
    return Verdict(chain if keeps_last else chain[:-1], resume, skipped)


def _find_next(headers: Headers, first: int, at: int, known: Mask) -> int:
    """Find where packets go on from ``first`` on, behind a break at ``at``.

    Where none of a known word does, others may. One may in front of the known, too, if the length
    of a packet at the break leads there, and it in good time to a known one.
    """
    resume = find_chain(headers, first, known, _HOPS)
    if resume == headers.end:
        resume = find_stream(headers, first, known)
    due = at + _length(headers, at) + headers.annotation_bytes
    is_led_to = at + PRIMARY_BYTES < due < resume and headers.time_s(due) is not None
    return due if is_led_to and is_new(headers, np.empty(0, np.int64), due, known) else resume


def _length(headers: Headers, at: int) -> int:
    """Read the length of a packet; 0 where no header fits, or none stands."""
    return int(headers.lengths(np.array([at]))[0]) if at <= headers.last else 0


def _confirms(headers: Headers, chain: Offsets, at: int, known: Mask) -> bool:
    """Say whether a header of the stream begins here; of one that is cut off, as far as it goes.

    Where the file ends in the packet, that may be the first of a new APID, or payload that a wrong
    length has led to and that reads as a header.
    """
    if at + 2 > headers.buffer.size:
        return True
    last = int(chain[-1])
    word, before = headers.all_words(at, at + 1)[0], headers.all_words(last, last + 1)[0]
    if at > headers.last:
        return bool(TELEMETRY[word])
    length = int(headers.lengths(np.array([at]))[0])
    is_cut = at + length > headers.buffer.size
    is_like = TELEMETRY[word] and (word ^ before) & SECONDARY_HEADER == 0
    is_next = headers.is_first(at) or follows_in_time(headers, last, at)
    if known[word] and is_cut and at + TIME_STOP <= headers.buffer.size:
        return is_of_its_stream(headers, np.append(chain, at))
    if known[word] or not (is_cut and is_like and is_next):
        return bool(known[word])
    return find_chain(headers, last + PRIMARY_BYTES, known, 1) == headers.end


def _is_sound(headers: Headers, chain: Offsets, at: int, resume: int) -> bool:
    """Say whether the packet at ``at`` is only damaged in its first word.

    Then its length leads on, and its time is near that of the packets before it, if they have any;
    and so is that of the last of these, which led to it.
    """
    length = _length(headers, at)
    if (
        not length
        or not keeps_time(headers, chain)
        or at + length + headers.annotation_bytes != resume
    ):
        return False
    times = [headers.time_s(before) for before in chain[-_LOOKED_BACK:].tolist()]
    told = [time_s for time_s in times if time_s is not None]
    time_s = headers.time_s(at, by_length=True)
    return not told or (time_s is not None and abs(time_s - told[-1]) < NEAR_S)


def _told(
    headers: Headers, start: int, resume: int, is_confirmed: bool, keeps_last: bool
) -> tuple[str, str]:
    """Return the reason and the detail of what is skipped."""
    if start > headers.last:
        return "truncated_packet", "the file ends inside a header"
    length = int(headers.lengths(np.array([start]))[0])
    if (keeps_last and not is_confirmed) or not length:
        return "not_a_packet", "no header of this stream is here"
    told = f"the header is of {length} bytes"
    if resume == headers.end and start + length > headers.buffer.size:
        return "truncated_packet", f"{told}, {headers.buffer.size - start} are left"
    return "bad_length", f"{told}, behind which no packet of this stream begins"
