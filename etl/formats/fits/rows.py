"""Columns to rows: the values of a table, batch by batch, through a few buffers of fixed size."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle

import numpy as np

from etl.errors import HalfPipeError
from etl.formats.fits.column import Values
from etl.formats.fits.tables import Table
from etl.formats.fits.unit import PIECES_KEPT

# A piece is large enough that two threads rarely wait for each other, and is filled part by part,
# so that all columns of a part (700 kB of events) meet in the processor's cache.
PIECE_ROWS = 16_384
PART_ROWS = 8192

Batch = Mapping[str, Values]


class Rows:
    """The rows of one table, and what was seen as they went through.

    Attributes
    ----------
    count
        Rows so far.
    wrapped
        By column name, how many integers its type has no room for and read as another number.
    """

    def __init__(self, table: Table, batches: Iterable[Batch]) -> None:
        self.count = 0
        self.wrapped: Counter[str] = Counter()
        self._table = table
        self._batches = batches
        self._buffers = cycle([np.zeros(PIECE_ROWS, table.dtype) for _ in range(PIECES_KEPT)])

    def pieces(self) -> Iterator[memoryview]:
        """Yield the rows as bytes; each lasts until `PIECES_KEPT` more are asked for."""
        for batch in self._batches:
            columns, length = self._checked(batch)
            self.count += length
            for start in range(0, length, PIECE_ROWS):
                yield self._filled(columns, slice(start, min(start + PIECE_ROWS, length)))

    def _filled(self, columns: list[Values], piece: slice) -> memoryview:
        rows = next(self._buffers)[: piece.stop - piece.start]
        for start in range(0, len(rows), PART_ROWS):
            part = rows[start : start + PART_ROWS]
            first = piece.start + start
            for column, values in zip(self._table.columns, columns, strict=True):
                column.store(values[first : first + len(part)], part[column.name])
        return rows.view(np.uint8).data

    def _checked(self, batch: Batch) -> tuple[list[Values], int]:
        missing = [column.source for column in self._table.columns if column.source not in batch]
        if missing:
            raise HalfPipeError(
                f"table {self._table.name}: found no column {', '.join(missing)}, due in every "
                "batch. Select it where the batch is read."
            )
        columns = [column.check(batch[column.source]) for column in self._table.columns]
        lengths = {len(values) for values in columns}
        if len(lengths) > 1:
            raise HalfPipeError(
                f"table {self._table.name}: found columns of {sorted(lengths)} rows in one batch, "
                "due the same number in each. Read all columns of a batch in one query."
            )
        for column, values in zip(self._table.columns, columns, strict=True):
            self.wrapped[column.name] += column.wrapped_count(values)
        return columns, lengths.pop()
