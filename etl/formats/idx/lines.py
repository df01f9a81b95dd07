"""Cut the text of an index file into lines of single-blank fields, many lines at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLANKS = bytes.maketrans(b"\t\r\v\f", b"    ")
_BLANK, _NEWLINE = 32, 10
_TAG_BYTES = 4
_BLOCK_CHARACTERS = 1 << 20
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Lines:
    """Some lines that follow one another.

    Parameters
    ----------
    first_number
        Number of the first line in its file, counted from 1.
    text
        Their bytes: one blank between fields, a line feed at the end of each line.
    lengths
        Of each line, the line feed included.
    field_counts
        Of each line, 0 for an empty one.
    tags
        First four bytes of each line.
    """

    first_number: int
    text: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    field_counts: NDArray[np.int64]
    tags: NDArray[np.bytes_]

    def pick(self, chosen: NDArray[np.bool_]) -> bytes:
        """Copy some lines."""
        return self.text[np.repeat(chosen, self.lengths)].tobytes()

    def complain(self, row: int, problem: str) -> str:
        """Say what is wrong with a line, counted from 0 in this block, with its number and text."""
        start = int(self.lengths[:row].sum())
        line = self.text[start : start + int(self.lengths[row]) - 1].tobytes().decode()
        if len(line) > _SHOWN_CHARACTERS:
            line = line[:_SHOWN_CHARACTERS] + "…"
        return f"line {self.first_number + row}, {line!r}: {problem}"


def split(text: str) -> Iterator[Lines]:
    """Yield the lines of a text in blocks that fit a processor's cache; at least one block."""
    text = text.rstrip("\n") + "\n"
    start = 0
    number = 1
    while start < len(text):
        stop = text.index("\n", min(start + _BLOCK_CHARACTERS, len(text) - 1)) + 1
        lines = _split(text[start:stop], number)
        yield lines
        start = stop
        number += lines.lengths.size


def _split(text: str, first_number: int) -> Lines:
    raw = np.frombuffer(text.encode(errors="replace").translate(_BLANKS), np.uint8)
    redundant = (raw[:-1] == _BLANK) & ((raw[1:] == _BLANK) | (raw[1:] == _NEWLINE))
    data = raw[np.append(~redundant, True)]
    stops = np.flatnonzero(data == _NEWLINE) + 1
    lengths = np.diff(stops, prepend=0)
    blanks = np.diff(np.searchsorted(np.flatnonzero(data == _BLANK), stops), prepend=0)
    tag_at = np.minimum((stops - lengths)[:, None] + np.arange(_TAG_BYTES), data.size - 1)
    tags = data[tag_at].view(f"S{_TAG_BYTES}")[:, 0]
    return Lines(first_number, data, lengths, np.where(lengths > 1, blanks + 1, 0), tags)
