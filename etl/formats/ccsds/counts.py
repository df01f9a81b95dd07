"""The sequence counts of packets, each held against that of the one of its word before."""

import numpy as np
from numpy.typing import NDArray

from etl.formats.ccsds.layout import COUNT_MODULUS
from etl.formats.compiled import compiled, wide


@compiled
def missing_before(
    words: NDArray[np.uint16], counts: NDArray[np.uint16]
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return which packet of its word is before each, and how many counts are missing between."""
    before = np.full(words.size, -1, np.int32)
    missing = np.zeros(words.size, np.int16)
    last = np.full(0x10000, -1, np.int32)
    for place in range(words.size):
        word = words[place]
        before[place] = last[word]
        if before[place] >= 0:
            step = wide(counts[place]) - wide(counts[before[place]])
            missing[place] = (step - 1) % COUNT_MODULUS
        last[word] = place
    return before, missing
