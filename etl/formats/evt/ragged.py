"""Gather and scatter blocks of bytes at any offsets of a buffer, whole columns at a time."""

import mmap
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Table = NDArray[np.void]
"""An array of one of the record types in ``layout``."""

File = bytes | mmap.mmap | Bytes


def as_bytes(file: File) -> Bytes:
    """View the bytes of a file as an array, without a copy."""
    return np.frombuffer(file, np.uint8) if len(file) else np.empty(0, np.uint8)


def windows(buffer: Bytes, dtype: str) -> NDArray[Any]:
    """View what begins at each byte as one of ``dtype``, for instance ``<u4``."""
    size = np.dtype(dtype).itemsize
    return np.ndarray((max(0, buffer.size - size + 1),), dtype, buffer.data, 0, (1,))


def gather(buffer: Bytes, offsets: Offsets, dtype: np.dtype[np.void]) -> Table:
    """Copy one block of ``dtype`` from each offset of the buffer.

    Parameters
    ----------
    buffer
        The bytes, in one dimension; a read-only memory map will do.
    offsets
        First byte of each block. All blocks must lie inside the buffer.
    dtype
        Shape of the block.

    Raises
    ------
    IndexError
        If a block reaches outside the buffer.
    """
    blocks: Table = windows(buffer, f"V{dtype.itemsize}")[offsets].view(dtype)
    return blocks


def gather_words(buffer: Bytes, offsets: Offsets, dtype: str) -> NDArray[np.int64]:
    """Read one little-endian number from each offset, for instance ``<u4``, as int64."""
    return windows(buffer, dtype)[offsets].astype(np.int64)


def scatter(buffer: Bytes, offsets: Offsets, blocks: Table) -> None:
    """Write one block at each offset of the buffer; the inverse of `gather`."""
    size = blocks.dtype.itemsize
    windows(buffer, f"V{size}")[offsets] = np.ascontiguousarray(blocks).view(f"V{size}")


def gather_runs(buffer: Bytes, offsets: Offsets, lengths: Offsets) -> Bytes:
    """Copy runs of bytes of any lengths, one after the other, into one array."""
    runs = np.empty(int(lengths.sum()), np.uint8)
    starts = starts_of(lengths)
    for length, chosen in _by_length(lengths):
        source = windows(buffer, f"V{length}")
        windows(runs, f"V{length}")[starts[chosen]] = source[offsets[chosen]]
    return runs


def scatter_runs(buffer: Bytes, offsets: Offsets, lengths: Offsets, runs: Bytes) -> None:
    """Write runs that lie one after the other to their offsets; the inverse of `gather_runs`."""
    starts = starts_of(lengths)
    for length, chosen in _by_length(lengths):
        source = windows(runs, f"V{length}")
        windows(buffer, f"V{length}")[offsets[chosen]] = source[starts[chosen]]


def starts_of(lengths: Offsets) -> Offsets:
    """Where each of several runs begins when they lie one after the other."""
    starts: Offsets = np.cumsum(lengths, dtype=np.int64) - lengths
    return starts


def _by_length(lengths: Offsets) -> Iterator[tuple[int, Offsets]]:
    """Yield each length above zero with the indices of the runs that have it."""
    order = np.argsort(lengths, kind="stable")
    found, first = np.unique(lengths[order], return_index=True)
    for length, chosen in zip(found, np.split(order, first[1:]), strict=True):
        if length > 0:
            yield int(length), chosen
