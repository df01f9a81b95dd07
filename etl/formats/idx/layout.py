"""The three kinds of line of an index file (``.idx``), field by field.

Taken from the original's MergeDatagrams.py and from index files its programs wrote. ``DGM`` lines
and the long ``EVT`` lines come from the decoder, the short ``EVT`` lines went into the merge.
"""

from dataclasses import dataclass

DTYPES = {
    "run_id": "i8",
    "packet_unix_s": "f8",
    "scid": "i4",
    "apid": "i4",
    "datagram_sequence": "i8",
    "ground_id": "i8",
    "mode_changes": "i8",
    "mode": "O",
    "open_action": "O",
    "open_reason": "O",
    "close_action": "O",
    "close_reason": "O",
    "platform": "O",
    "origin": "O",
    "crate": "O",
    "first_event_unix_s": "f8",
    "first_gem_sequence": "u8",
    "last_event_unix_s": "f8",
    "last_gem_sequence": "u8",
    "event_count": "i8",
    "hardware_key": "i8",
    "software_key": "i8",
    "gem_sequence": "u8",
    "elapsed_ticks": "u8",
    "livetime_ticks": "u8",
    "event_unix_s": "f8",
    "event_number": "i8",
    "offset_bytes": "i8",
    "file_name": "O",
}
"""How each field is kept in memory."""


@dataclass(frozen=True)
class Form:
    """One kind of line.

    Parameters
    ----------
    tag
        First field of the line.
    fields
        Names of the others.
    may_lack
        How many fields at the end may be absent, all of them or none.
    template
        How the line is written.
    """

    tag: str
    fields: tuple[str, ...]
    may_lack: int
    template: str


DATAGRAM = Form(
    "DGM:",
    (
        *("run_id", "packet_unix_s", "scid", "apid", "datagram_sequence"),
        *("ground_id", "mode_changes", "mode", "open_action", "open_reason"),
        *("close_action", "close_reason", "platform", "origin", "crate"),
        *("first_event_unix_s", "first_gem_sequence", "last_event_unix_s", "last_gem_sequence"),
        *("event_count", "hardware_key", "software_key"),
    ),
    2,
    "DGM: %10d %19.6f %3d %4d %7d %8d %3d"
    + 8 * " %16s"
    + " %19.6f %20d %19.6f %20d %10d %10d %10d",
)

EVENT = Form(
    "EVT:",
    (
        *("run_id", "gem_sequence", "elapsed_ticks", "livetime_ticks", "event_unix_s"),
        *("scid", "apid", "datagram_sequence", "event_number", "open_action", "close_action"),
        *("packet_unix_s", "offset_bytes", "file_name"),
    ),
    1,
    "EVT: %10d %20d %20d %20d %19.6f %3d %4d %8d %6d %s %s %19.6f %20d %s",
)

SHORT_EVENT = Form(
    "EVT:",
    (
        *("run_id", "gem_sequence", "apid", "datagram_sequence", "open_action", "close_action"),
        *("offset_bytes", "file_name"),
    ),
    0,
    "EVT: %10d %20d %4d %8d %s %s %20d %s",
)
