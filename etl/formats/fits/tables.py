"""What the tables of a run's FITS file hold, column by column."""

from dataclasses import dataclass

import numpy as np

from etl.formats.fits.column import CardFields, Column
from etl.vocabulary import CodedWord, HandlerId, HandlerState, TimetoneFlag

TIME_LIMITS = (0.0, 1.0e10)
LONG_LIMITS = (0, 2**63 - 1)
WORD_LIMITS = (0, 2**32 - 1)
STATES = [state.code for state in HandlerState]
NO_HANDLER = -128
NO_EPU = 255
UNKNOWN = -1


@dataclass(frozen=True)
class Table:
    """A table extension: its name, its columns, what it says beside them."""

    name: str
    columns: tuple[Column, ...]
    cards: tuple[CardFields, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def dtype(self) -> np.dtype[np.void]:
        """The layout of one row."""
        return np.dtype([(column.name, column.dtype) for column in self.columns])


def _scaler(name: str, source: str, meaning: str) -> Column:
    return Column(name, source, "K", meaning, "count", LONG_LIMITS)


def _state(handler: HandlerId) -> Column:
    return Column(
        f"{handler.upper()}_STATE",
        f"{handler}_state",
        "I",
        f"what filter {handler} decided",
        limits=(min(STATES), max(STATES)),
        null=NO_HANDLER,
    )


def _legend(vocabulary: type[CodedWord]) -> str:
    return ", ".join(f"{member.code} {member}" for member in vocabulary)


EVENTS = Table(
    "EVENTS",
    (
        Column("TIME", "event_met", "D", "event time, mission elapsed", "s", TIME_LIMITS),
        Column("RUN_ID", "run_id", "J", "run start, MET", limits=WORD_LIMITS, unsigned=True),
        Column("EVENT_ID", "gem_sequence", "K", "GEM event sequence", limits=LONG_LIMITS),
        Column("APID", "apid", "I", "application process of the packets", limits=(0, 2047)),
        Column("EPU", "epu", "B", "event-processing unit", limits=(0, 2), null=NO_EPU),
        Column(
            "DATAGRAM",
            "datagram_sequence",
            "J",
            "datagram number in its stream",
            limits=WORD_LIMITS,
            unsigned=True,
        ),
        _scaler("ELAPSED", "elapsed_ticks", "50-ns ticks elapsed"),
        _scaler("LIVETIME", "livetime_ticks", "50-ns ticks alive"),
        _scaler("PRESCALED", "prescaled_count", "events prescaled away"),
        _scaler("DISCARDED", "discarded_count", "events discarded"),
        _scaler("DEADZONE", "deadzone_count", "events lost in the dead zone"),
        Column(
            "COMPRESSED_SIZE",
            "compressed_size_bytes",
            "J",
            "event size after compression",
            "byte",
            (0, 2**31 - 1),
        ),
        *(_state(handler) for handler in HandlerId),
        Column("TIMETONE_FLAGS", "timetone_flags", "B", "remarks, see below", limits=(0, 31)),
    ),
    cards=(
        ("HDUCLASS", "OGIP", "format conforms to OGIP standard"),
        ("HDUCLAS1", "EVENTS", "extension contains events"),
        ("HDUCLAS2", "ALL", "all events, none selected"),
        ("TICKTIME", 5.0e-8, "[s] one tick of ELAPSED and LIVETIME"),
    ),
    comments=(
        "ELAPSED to DEADZONE are the GEM scalers, unsigned 64-bit on board; a value of 2**63 or "
        "more reads as itself less 2**64, outside TLMIN to TLMAX.",
        f"Filter states: {_legend(HandlerState)}; TNULL: the event has no such handler.",
        f"TIMETONE_FLAGS, added up: {_legend(TimetoneFlag)}.",
    ),
)

GTI = Table(
    "GTI",
    (
        Column("START", "start_met", "D", "start of good time", "s", TIME_LIMITS),
        Column("STOP", "stop_met", "D", "stop of good time", "s", TIME_LIMITS),
    ),
    cards=(
        ("HDUCLASS", "OGIP", "format conforms to OGIP standard"),
        ("HDUCLAS1", "GTI", "extension contains good time intervals"),
        ("HDUCLAS2", "ALL", "all good time intervals"),
    ),
)

GAPS = Table(
    "GAPS",
    (
        Column("APID", "apid", "I", "stream of the hole", limits=(0, 2047), null=UNKNOWN),
        Column("KIND", "hole_kind", "16A", "where in its stream the hole is"),
        Column(
            "FIRST_DATAGRAM",
            "first_datagram",
            "K",
            "first missing",
            limits=WORD_LIMITS,
            null=UNKNOWN,
        ),
        Column(
            "LAST_DATAGRAM",
            "last_datagram",
            "K",
            "last missing",
            limits=WORD_LIMITS,
            null=UNKNOWN,
        ),
        Column(
            "AFTER_EVENT",
            "after_gem_sequence",
            "K",
            "EVENT_ID before the hole",
            limits=LONG_LIMITS,
            null=UNKNOWN,
        ),
        Column(
            "BEFORE_EVENT",
            "before_gem_sequence",
            "K",
            "EVENT_ID after the hole",
            limits=LONG_LIMITS,
            null=UNKNOWN,
        ),
        Column("START", "after_met", "D", "time of AFTER_EVENT", "s", TIME_LIMITS),
        Column("STOP", "before_met", "D", "time of BEFORE_EVENT", "s", TIME_LIMITS),
        Column("STATE", "hole_state", "16A", "open or written_off"),
    ),
    comments=(
        "The missing events lie strictly between AFTER_EVENT and BEFORE_EVENT. "
        "TNULL or NaN: nothing of the stream was received on that side.",
    ),
)
