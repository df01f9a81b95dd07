"""What a worker made, carried to its owner: the columns in a file that both map, not by a pipe.

A pipe takes a few kilobytes at a time, and keeps both sides from their work meanwhile.
"""

import mmap
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from etl.store.durable import part_of_group

Task = TypeVar("Task")

_ALIGNED_BYTES = 64  # where Arrow likes its columns to begin


@dataclass(frozen=True)
class Parcel:
    """A result whose columns lie in a file.

    Parameters
    ----------
    pickled
        All but the columns.
    sizes
        Bytes of each column.
    path
        The file; the columns begin at multiples of 64 bytes, in order.
    """

    pickled: bytes
    sizes: tuple[int, ...]
    path: Path


def packed(folder: Path, function: Callable[[Task], Any], task: Task) -> Parcel:
    """Do a task, and lay the columns of what comes of it into a file of ``folder``.

    If nobody unpacks it, the next cycle removes the file, as all that is left half-written.
    """
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(function(task), protocol=5, buffer_callback=buffers.append)
    columns = [buffer.raw() for buffer in buffers]
    path = part_of_group(folder)
    with path.open("wb") as file:
        for column in columns:
            file.write(column)
            file.write(bytes(-column.nbytes % _ALIGNED_BYTES))
    return Parcel(pickled, tuple(column.nbytes for column in columns), path)


def unpacked(parcel: Parcel) -> Any:
    """Return what was packed; its columns are read from the file, which goes when they do."""
    with parcel.path.open("rb") as file:
        parcel.path.unlink()
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if any(parcel.sizes) else b""
    return pickle.loads(parcel.pickled, buffers=_columns(content, parcel.sizes))  # noqa: S301


def _columns(content: bytes | mmap.mmap, sizes: tuple[int, ...]) -> Iterator[memoryview]:
    view, start = memoryview(content), 0
    for size in sizes:
        yield view[start : start + size]
        start += size + -size % _ALIGNED_BYTES
