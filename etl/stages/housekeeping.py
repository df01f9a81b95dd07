"""Read what the spacecraft says of itself: Magic-7 messages and GEM low-rate counters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.ragged import Bytes, as_bytes
from etl.formats.gem_rates import read_rates
from etl.formats.magic7 import read_messages, read_text
from etl.formats.mapped import mapped
from etl.settings import Settings
from etl.store.alerts import Alert, raise_alert
from etl.store.hand_offs import HandOff
from etl.store.store import Store

DATA_AT = 16
OF_PACKET = ("packet_id", "packet_time_s", "packet_time_us")
Columns = Mapping[str, Any]


@dataclass(frozen=True)
class MessageFile:
    """A file of the delivery that holds messages."""

    file_id: int
    file_name: str
    sha256: str


def read_housekeeping(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Read the messages that ``hand_off`` brought; returns how many files had some, in words."""
    if not hand_off.is_delivery:
        return "nothing to read"
    count = 0
    for name, read in (("text_files", _read_text), ("packet_files", _read_packets)):
        for row in store.rows(f"housekeeping/{name}", ordinal=hand_off.ordinal):
            file = MessageFile(*row)
            place = {"ordinal": hand_off.ordinal, "file_id": file.file_id}
            tables, odd = read(store, file)
            for table, columns in tables.items():
                _append(store, f"raw.{table}", {**columns, **place})
            if any(map(len, odd.values())):
                _report(store, hand_off, file, {**odd, **place})
            count += 1
    return f"messages from {count} files"


def _read_text(store: Store, file: MessageFile) -> tuple[dict[str, Columns], Columns]:
    """Return the tables that a text file holds, and its lines that hold no message."""
    found = read_text(store.home.archived(file.sha256).read_text(errors="replace"))
    return {"attitude": found.attitude, "orbit": found.orbit}, {"line_number": found.odd}


def _read_packets(store: Store, file: MessageFile) -> tuple[dict[str, Columns], Columns]:
    """Return the tables that packets of a file hold, and those packets that hold no message."""
    packets = store.run("housekeeping/packets", file_id=file.file_id).fetchnumpy()
    is_magic7 = packets["is_magic7"]
    with mapped(store.home.archived(file.sha256)) as content:
        tables, odd = _magic7(as_bytes(content), _chosen(packets, is_magic7))
        rates, odd_rates = _rates(as_bytes(content), _chosen(packets, ~is_magic7))
    return {**tables, "gem_rates": rates}, {"packet_id": np.concatenate([odd, odd_rates])}


def _chosen(packets: Columns, rows: NDArray[np.bool_]) -> Columns:
    return {name: column[rows] for name, column in packets.items()}


def _magic7(buffer: Bytes, packets: Columns) -> tuple[dict[str, Columns], NDArray[np.int64]]:
    found = read_messages(
        buffer,
        packets["offset_bytes"] + DATA_AT,
        packets["length_bytes"] - DATA_AT,
        {name: packets[name] for name in OF_PACKET},
    )
    tables = {name: getattr(found, name) for name in ("attitude", "orbit", "ancillary", "tones")}
    return tables, packets["packet_id"][list(found.odd)]


def _rates(buffer: Bytes, packets: Columns) -> tuple[Columns, NDArray[np.int64]]:
    rates, is_whole = read_rates(buffer, packets["offset_bytes"], packets["length_bytes"])
    about = {name: packets[name][is_whole] for name in (*OF_PACKET, "apid")}
    return {**about, **rates}, packets["packet_id"][~is_whole]


def _append(store: Store, table: str, columns: Columns) -> None:
    """Append columns, of which some are one value for all rows."""
    count = max((len(column) for column in columns.values() if np.ndim(column)), default=0)
    whole = {
        name: column if np.ndim(column) else np.full(count, column)
        for name, column in columns.items()
    }
    if count:
        store.append(table, whole)


def _report(store: Store, hand_off: HandOff, file: MessageFile, odd: Columns) -> None:
    """Record packets or lines that hold no message, and raise an alert."""
    (count,) = {len(column) for column in odd.values() if np.ndim(column)}
    told = {
        "reason": np.full(count, "no_message", object),
        "detail": np.full(count, "no known message has its length or form", object),
    }
    _append(store, "raw.unread_messages", {**odd, **told})
    message = (
        f"{file.file_name} in delivery {hand_off.downlink:09d}: {count} packets or lines hold no "
        "message that is known. The others are used; ask the sender what they are."
    )
    subject = f"{hand_off.downlink:09d}/{file.file_name}"
    alert = Alert("unread_message", subject, message, ordinal=hand_off.ordinal)
    raise_alert(store, alert, hand_off.opened_at)
