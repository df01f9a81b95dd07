"""Columns of numbers as Arrow arrays, without a copy.

``pyarrow.array`` would load pandas first, which takes a process that decodes a quarter second.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def arrow(column: NDArray[np.number], is_known: NDArray[np.bool_] | None = None) -> pa.Array:
    """View a column as an Arrow array; where ``is_known`` is false it is null."""
    known = None if is_known is None else np.packbits(is_known, bitorder="little")
    buffers = [known if known is None else pa.py_buffer(known), pa.py_buffer(column)]
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), column.size, buffers)
