"""Loops over the records of a file, compiled to machine code; they hold no lock of Python."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

wide = numba.int64
"""A number as one of 64 bits with a sign, in which all lengths and offsets are reckoned."""


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function of NumPy arrays and numbers when it is first called.

    The machine code is kept beside the source, or where the user keeps caches.

    Raises
    ------
    IndexError
        From the function, where it reaches outside an array: any bytes may be a file.
    """
    try:
        return _jit(function, is_kept=True)
    except RuntimeError:  # there is no place to keep it
        return _jit(function, is_kept=False)


def _jit(function: Callable[Parameters, Result], *, is_kept: bool) -> Callable[Parameters, Result]:
    made = numba.njit(nogil=True, boundscheck=True, cache=is_kept)(function)
    return cast(Callable[Parameters, Result], made)


@compiled
def word_at(buffer: NDArray[np.uint8], at: int) -> int:
    """Read the little-endian number of four bytes."""
    word: int = wide(buffer[at])
    for place in range(1, 4):
        word |= wide(buffer[at + place]) << 8 * place
    return word


@compiled
def short_at(shorts: NDArray[np.uint16], at: int) -> int:
    """Read the big-endian number of two bytes, of those that begin at each byte as they lie."""
    short: int = wide(shorts[at])
    return (short & 0xFF) << 8 | short >> 8
