"""The sequence counts of packets, each held against that of the one of its word before."""

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import COUNT_BITS, Offsets
from etl.formats.compiled import compiled, short_at


@compiled
def missing_before(
    shorts: NDArray[np.uint16], chain: Offsets
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return which packet of its word is before each, and how many counts are missing between.

    Parameters
    ----------
    shorts
        The two bytes from each byte of the file on.
    chain
        Where the headers of the packets are.
    """
    before = np.full(chain.size, -1, np.int32)
    missing = np.zeros(chain.size, np.int16)
    last = np.full(0x10000, -1, np.int32)
    for place in range(chain.size):
        at = chain[place]
        word = shorts[at]
        before[place] = last[word]
        if before[place] >= 0:
            step = short_at(shorts, at + 2) - short_at(shorts, chain[before[place]] + 2)
            missing[place] = (step - 1) & COUNT_BITS
        last[word] = place
    return before, missing
