"""All arithmetic of time: mission elapsed seconds, UTC, unix seconds, and the clock of the LAT.

Mission elapsed time (MET) counts SI seconds since 2001-01-01 00:00:00 UTC, leap seconds included.
Unix time and Python's datetime have no name for a leap second: an instant inside 23:59:60 becomes
the one a second later, inside 00:00:00 of the next day, and comes back as that. Text keeps the
difference: `format_utc` writes 23:59:60 and `parse_time` reads it.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, overload

from etl.errors import BadRequest

if TYPE_CHECKING:
    # A listing that shows a few times as UTC must not wait for NumPy: only arrays of times load it.
    from typing import TypeAlias

    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
EPOCH_UNIX_S = 978_307_200

LEAP_SECOND_DATES = (
    date(2006, 1, 1),
    date(2009, 1, 1),
    date(2012, 7, 1),
    date(2015, 7, 1),
    date(2017, 1, 1),
)
"""The days that began after a leap second, since the epoch (IERS Bulletin C, to number 72)."""

LEAP_SECONDS_EXPIRE = date(2027, 6, 28)
"""Until then the table is known to be whole (IERS Leap_Second.dat, with Bulletin C 72)."""

NOW_VARIABLE = "HALFPIPE_NOW"

_UNIX_LEAPS = [EPOCH_UNIX_S + (day - EPOCH.date()).days * 86_400 for day in LEAP_SECOND_DATES]
_MET_LEAPS = [unix_s - EPOCH_UNIX_S + count for count, unix_s in enumerate(_UNIX_LEAPS, start=1)]
_SECOND = 1_000_000  # microseconds
_NUMBER = re.compile(r"(?:MET\s*)?([+-]?\d+(?:\.\d*)?)", re.IGNORECASE)
_LEAP_SECOND = re.compile(r"(.*\d\d:\d\d):60((?:\.\d+)?)(Z|\+00:00)?")

_TICKS_PER_S = 20_000_000.0
_ROLLOVER_TICKS = 33_554_432.0


@overload
def met_to_unix(met: float) -> float: ...
@overload
def met_to_unix(met: Array) -> Array: ...
def met_to_unix(met: float | Array) -> float | Array:
    """Turn MET into unix seconds; a leap second becomes the first second of the next day."""
    if isinstance(met, int | float):
        return float(met - (bisect_right(_MET_LEAPS, met) - EPOCH_UNIX_S))
    return _plus(met, EPOCH_UNIX_S, -1, _MET_LEAPS)


@overload
def unix_to_met(unix_s: float) -> float: ...
@overload
def unix_to_met(unix_s: Array) -> Array: ...
def unix_to_met(unix_s: float | Array) -> float | Array:
    """Turn unix seconds into MET."""
    if isinstance(unix_s, int | float):
        return float(unix_s + (bisect_right(_UNIX_LEAPS, unix_s) - EPOCH_UNIX_S))
    return _plus(unix_s, -EPOCH_UNIX_S, 1, _UNIX_LEAPS)


def _plus(seconds: Array, epoch_s: int, sign: int, leaps: list[int]) -> Array:
    """Shift an array of times by the epoch and by the leap seconds until each."""
    import numpy as np

    shift = epoch_s + sign * np.searchsorted(leaps, seconds, side="right")
    return np.add(seconds, shift, dtype=np.float64)


def leap_seconds_met() -> list[int]:
    """Return the mission elapsed seconds from which on UTC is one more leap second behind."""
    return list(_MET_LEAPS)


def met_to_utc(met: float) -> datetime:
    """Turn MET into UTC, to the nearest microsecond."""
    microseconds = _microseconds(met)
    leaps = bisect_right(_MET_LEAPS, microseconds // _SECOND)
    return EPOCH + timedelta(microseconds=microseconds - leaps * _SECOND)


def utc_to_met(utc: datetime) -> float:
    """Turn an aware instant into MET.

    Raises
    ------
    ValueError
        If the instant has no time zone.
    """
    if utc.tzinfo is None:
        raise ValueError(f"{utc} has no time zone; MET needs an instant with one.")
    seconds, rest = divmod(utc - EPOCH, timedelta(seconds=1))
    leaps = bisect_right(_UNIX_LEAPS, seconds + EPOCH_UNIX_S)
    return seconds + leaps + rest.microseconds / _SECOND


def _microseconds(met: float) -> int:
    """Round to whole microseconds, exactly: the product of floats would not be."""
    whole = int(met // 1)
    return whole * _SECOND + round((met - whole) * _SECOND)


def format_utc(met: float) -> str:
    """Write MET as UTC with microseconds: ``2024-04-14 12:00:00.000000``."""
    microseconds = _microseconds(met)
    utc = met_to_utc(met)
    if microseconds // _SECOND + 1 in _MET_LEAPS:
        return f"{utc - timedelta(seconds=1):%Y-%m-%d %H:%M}:60.{utc.microsecond:06d}"
    return f"{utc:%Y-%m-%d %H:%M:%S.%f}"


def parse_time(text: str) -> float:
    """Read a time as a person gives it, as MET.

    Takes UTC in ISO form (``2024-04-14``, ``2024-04-14 12:00``, ``2016-12-31T23:59:60.5Z``) or MET
    (``734700000``, ``MET 734700000.5``). UTC without a zone is UTC.

    Raises
    ------
    ValueError
        If the text is neither, names a leap second that never was, or is past all calendars.
    """
    stripped = text.strip()
    if number := _NUMBER.fullmatch(stripped):
        return _on_the_calendar(float(number[1]), text)
    if leap := _LEAP_SECOND.fullmatch(stripped):
        met = utc_to_met(_parse_utc(f"{leap[1]}:59{leap[2]}")) + 1
        if int(met) + 1 not in _MET_LEAPS:
            raise ValueError(f"{text!r}: there was no leap second at that time.")
        return met
    return utc_to_met(_parse_utc(stripped))


def _parse_utc(text: str) -> datetime:
    try:
        utc = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"{text!r} is not a time; give UTC like 2024-04-14T12:00:00 or MET like 734700000."
        ) from error
    return utc.replace(tzinfo=UTC) if utc.tzinfo is None else utc.astimezone(UTC)


def now() -> datetime:
    """Read the wall clock, in UTC; the variable HALFPIPE_NOW stands in for it where it is set."""
    stand_in = os.environ.get(NOW_VARIABLE)
    try:
        return _parse_utc(stand_in) if stand_in else datetime.now(UTC)
    except ValueError as error:
        raise BadRequest(f"{NOW_VARIABLE} = {stand_in}: {error}") from error


@dataclass(frozen=True)
class Timetones:
    """The time tones that a number of events refer to.

    Parameters
    ----------
    time_s
        MET of the tone, in whole seconds.
    tics
        Count of the LAT clock at the tone.
    has_pps
        Whether neither the CPU nor the LAT missed the pulse of that second.
    """

    time_s: NDArray[np.uint32]
    tics: NDArray[np.uint32]
    has_pps: NDArray[np.bool_]


def event_met(time_tics: NDArray[np.uint32], current: Timetones, previous: Timetones) -> Array:
    """When events happened, from their tick counts and the last two time tones.

    The same arithmetic as DfiParser::timeForTds of fermi-lat/ldfReader, in doubles: where two tones
    with pulses are one second apart, the LAT clock is taken as fast as it ran between them,
    elsewhere as 20 MHz. Differences of seconds wrap as unsigned 32-bit numbers do; a negative
    difference of ticks gets 2**25 added once, whether or not the counts fit the 25-bit counter.
    Only where that makes the tones zero ticks apart, which no 25-bit counter can, 20 MHz is taken
    instead of a division by zero.
    """
    import numpy as np

    since_tone = _ticks_between(current.tics, time_tics)
    between_tones = _ticks_between(previous.tics, current.tics)
    # int64, because NumPy warns of unsigned wrapping in some shapes and not in others
    step_s = (current.time_s.astype(np.int64) - previous.time_s) % 2**32
    measured = current.has_pps & previous.has_pps & (step_s == 1)
    measured &= (current.tics != previous.tics) & (between_tones != 0.0)
    rate = np.where(measured, between_tones, _TICKS_PER_S)
    met: Array = current.time_s + since_tone / rate
    return met


def _ticks_between(earlier: NDArray[np.uint32], later: NDArray[np.uint32]) -> Array:
    ticks: Array = later.astype("float64") - earlier
    ticks[ticks < 0] += _ROLLOVER_TICKS
    return ticks


def _on_the_calendar(met: float, text: str) -> float:
    try:
        met_to_utc(met)
    except OverflowError:
        raise ValueError(f"{text!r} is not a time: no year has it, 1 to 9999.") from None
    return met
