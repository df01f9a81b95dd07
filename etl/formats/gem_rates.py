"""GEM low-rate counters (APID 551 and 591): livetime and counts of what became of triggers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.formats.evt.ragged import Bytes, Offsets, gather

COUNTERS_AT = 28
"""Where the counters begin in their packet (page S.GEMLRS of the flight software)."""

COUNTERS = np.dtype(
    [
        ("rate_live", ">u4"),
        ("rate_prescaled", ">u4"),
        ("rate_discarded", ">u4"),
        ("rate_sent", ">u4"),
        ("rate_deadzone", ">u4"),
    ]
)


def read_rates(
    buffer: Bytes, offset_bytes: Offsets, length_bytes: Offsets
) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
    """Read the counters of packets.

    Parameters
    ----------
    buffer
        The bytes that the packets lie in.
    offset_bytes, length_bytes
        Where each packet begins, and how long it is without padding.

    Returns
    -------
    columns
        A row for each packet that is long enough.
    is_whole
        Which packets are.
    """
    is_whole = length_bytes >= COUNTERS_AT + COUNTERS.itemsize
    counters = gather(buffer, offset_bytes[is_whole] + COUNTERS_AT, COUNTERS)
    return {name: counters[name].astype(np.uint32) for name in COUNTERS.names or ()}, is_whole
