"""Write pieces of memory that lie anywhere, one after the other, with no copy and no objects."""

import ctypes
import os

import numpy as np
from numpy.typing import NDArray

PIECES_PER_CALL = 1024  # more than this the kernel refuses

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.writev.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_LIBC.writev.restype = ctypes.c_ssize_t


def write_gathered(
    descriptor: int, addresses: NDArray[np.uintp], lengths: NDArray[np.uintp]
) -> int:
    """Append pieces of this process's memory to a file.

    Parameters
    ----------
    descriptor
        Of the file.
    addresses
        Where each piece begins; who calls keeps the memory, and has checked that it is there.
    lengths
        Bytes of each piece, none of them 0.

    Returns
    -------
    int
        How many bytes were written: all of them.

    Raises
    ------
    OSError
        The disk is full or fails.
    """
    vector = np.stack([addresses, lengths], axis=1)  # struct iovec of POSIX
    for first in range(0, len(vector), PIECES_PER_CALL):
        _write_all(descriptor, vector[first : first + PIECES_PER_CALL])
    return int(lengths.sum())


def _write_all(descriptor: int, vector: NDArray[np.uintp]) -> None:
    """Write a vector whole; a full disk takes what it can, and refuses the next byte."""
    while len(vector):
        written = _LIBC.writev(descriptor, vector.ctypes.data, len(vector))
        if written < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        stops = np.cumsum(vector[:, 1])
        done = int(np.searchsorted(stops, written, side="right"))
        vector = vector[done:].copy()
        if len(vector):
            begun = np.uintp(written - (int(stops[done - 1]) if done else 0))
            vector[0, 0] += begun
            vector[0, 1] -= begun
