"""Short columns as Python values, None where there is none, to columns as a table takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.errors import HalfPipeError
from etl.formats.fits.column import Column, Values
from etl.formats.fits.tables import Table

Cells = Sequence[int | float | str | None] | NDArray[Any]
BITS_64 = 1 << 64
SIGN_64 = 1 << 63


def to_columns(table: Table, cells: Mapping[str, Cells]) -> dict[str, Values]:
    """Return the columns that a short table has cells for, nulls as the table writes them.

    Raises
    ------
    HalfPipeError
        A text that is longer than its column or not ASCII.
    """
    known = [column for column in table.columns if column.source in cells]
    return {column.source: _to_column(column, _listed(cells[column.source])) for column in known}


def _listed(cells: Cells) -> list[Any]:
    # A masked array lists its masked values as None.
    return cells.tolist() if isinstance(cells, np.ndarray) else list(cells)


def _to_column(column: Column, cells: list[Any]) -> Values:
    if column.form[-1] == "A":
        return np.array([_text(column, cell) for cell in cells], dtype=column.dtype)
    if column.form == "D":
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    numbers = [column.null if cell is None else _signed(cell) for cell in cells]
    return np.array(numbers, dtype=np.int64)


def _signed(number: int) -> int:
    return (number + SIGN_64) % BITS_64 - SIGN_64


def _text(column: Column, cell: str | None) -> bytes:
    text = (cell or "").encode("ascii", errors="replace")
    if len(text) > column.dtype.itemsize:
        raise HalfPipeError(
            f"column {column.source}: found «{cell}», due at most {column.dtype.itemsize} letters "
            f"in FITS column {column.name}. Use the words of the vocabulary."
        )
    return text
