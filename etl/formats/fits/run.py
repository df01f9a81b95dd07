"""What the headers of a run's FITS file say, after OGIP and the LAT's own files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import wrap

from astropy.io.fits import Card, Header

from etl.clock import format_utc
from etl.errors import HalfPipeError
from etl.formats.fits.column import CardFields
from etl.formats.fits.tables import Table

# Mission elapsed time counts from 2001-01-01 00:00:00 UTC, 64.184 s later on the TT clock.
REFERENCE_DAY_MJD = 51910
# As text, in all its digits: a card made from the number would be cut short by one.
REFERENCE_FRACTION_DAYS = "7.428703703703703E-04"
CARD_LETTERS = 68
COMMENT_LETTERS = 72
PRINTABLE = frozenset(map(chr, range(ord(" "), ord("~") + 1))) - {"'"}


@dataclass(frozen=True)
class RunHeader:
    """The run, and the version of its file, as the headers tell it.

    `date_utc` is the instant the state was received, never the time of writing: the same state
    then gives the same bytes. `tstart_met` and `tstop_met` are mission elapsed seconds.
    """

    run_id: int
    version: int
    event_count: int
    tstart_met: float
    tstop_met: float
    date_utc: datetime
    creator: str
    proc_ver: int | str
    moot_key: int | None
    moot_alias: str | None
    run_state: str
    downlink: int
    ordinal: int


def merged_events_name(run_id: int, version: int) -> str:
    """Return the file name of one version of a run's merged events."""
    return f"r{run_id:010d}_v{version:03d}_merged.fit"


def primary_header(run: RunHeader, file_name: str) -> Header:
    """Build the header of the primary unit, which has no data."""
    header = Header(
        [
            ("SIMPLE", True, "conforms to the FITS standard"),
            ("BITPIX", 8, "bytes"),
            ("NAXIS", 0, "no data"),
            ("EXTEND", True, "extensions follow"),
        ]
    )
    header.extend(_run_cards(run, file_name))
    return _with_room_for_checksum(header)


def table_header(run: RunHeader, file_name: str, table: Table, row_count: int) -> Header:
    """Build the header of one table of `row_count` rows."""
    header = Header(
        [
            ("XTENSION", "BINTABLE", "binary table extension"),
            ("BITPIX", 8, "bytes"),
            ("NAXIS", 2, "a table"),
            ("NAXIS1", table.dtype.itemsize, "bytes in a row"),
            ("NAXIS2", row_count, "rows"),
            ("PCOUNT", 0, "no heap"),
            ("GCOUNT", 1, "one table"),
            ("TFIELDS", len(table.columns), "columns"),
        ]
    )
    for number, column in enumerate(table.columns, start=1):
        header.extend(column.cards(number))
    header.append(("EXTNAME", table.name, "name of this extension"))
    header.extend(table.cards)
    header.extend(_run_cards(run, file_name))
    for comment in table.comments:
        for line in wrap(comment, COMMENT_LETTERS):
            header.add_comment(line)
    return _with_room_for_checksum(header)


def _run_cards(run: RunHeader, file_name: str) -> Iterator[CardFields | Card]:
    """Yield what every unit says, so that a table cut out of the file still tells whose it is."""
    yield "TELESCOP", "GLAST", "the Fermi Gamma-ray Space Telescope"
    yield "INSTRUME", "LAT", "Large Area Telescope"
    yield "EQUINOX", 2000.0, "equinox of celestial coordinates"
    yield "RADECSYS", "FK5", "as in the LAT's own files"
    yield from _time_cards(run)
    yield "OBSERVER", "Peter Michelson", "principal investigator"
    yield "ORIGIN", "LISOC", "LAT Instrument Science Operations Center"
    # Free text has a card to itself: it may fill it.
    yield "CREATOR", _one_card(run.creator), ""
    yield "FILENAME", file_name, "name of this file"
    yield "VERSION", run.version, "version of this file"
    yield "PROC_VER", run.proc_ver, "processing version"
    yield "RUN_ID", run.run_id, "run start, MET"
    yield "RUNSTATE", run.run_state, "state of the run"
    yield "DOWNLINK", run.downlink, "newest delivery in this file"
    yield "ORDINAL", run.ordinal, "order in which it was received"
    if run.moot_key is not None:
        yield "MOOTKEY", run.moot_key, "instrument configuration"
    if run.moot_alias is not None:
        yield "MOOTALIA", _one_card(run.moot_alias), ""


def _time_cards(run: RunHeader) -> Iterator[CardFields | Card]:
    yield "DATE", _stamp(run.date_utc), "state received (UTC)"
    yield "DATE-OBS", _utc(run.tstart_met), "first event (UTC)"
    yield "DATE-END", _utc(run.tstop_met), "last event (UTC)"
    yield "TSTART", run.tstart_met, "[s] first event, MET"
    yield "TSTOP", run.tstop_met, "[s] last event, MET"
    yield "TELAPSE", run.tstop_met - run.tstart_met, "[s] TSTOP less TSTART"
    yield "TIMEUNIT", "s", "unit of the times"
    yield "TIMEZERO", 0.0, "[s] to be added to the times"
    yield "TIMESYS", "TT", "terrestrial time"
    yield "TIMEREF", "LOCAL", "no barycentre correction"
    yield "CLOCKAPP", False, "no clock correction applied"
    yield "MJDREFI", REFERENCE_DAY_MJD, "[d] MJD (TT) of MET 0, whole days"
    yield Card.fromstring(f"MJDREFF = {REFERENCE_FRACTION_DAYS} / [d] and the rest: 64.184 s")


def _with_room_for_checksum(header: Header) -> Header:
    header.append(("CHECKSUM", "0" * 16, "of this unit"))
    header.append(("DATASUM", "0", "of its data"))
    return header


def _utc(met: float) -> str:
    return format_utc(met).replace(" ", "T")


def _stamp(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise HalfPipeError(
            f"FITS header: found the time {instant.isoformat()} without a zone, due a UTC instant. "
            "Give it its zone where it is read."
        )
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _one_card(text: str) -> str:
    """Cut a text to what one card holds: printable ASCII, where a quote would count twice."""
    return "".join(letter if letter in PRINTABLE else "?" for letter in text[:CARD_LETTERS])
