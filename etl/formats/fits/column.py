"""A column of a FITS table: its header cards, and its values as the file stores them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.errors import HalfPipeError

Values = NDArray[Any]
CardFields = tuple[str, str | int | float | bool, str]

STORED_TYPES = {"D": ">f8", "K": ">i8", "J": ">i4", "I": ">i2", "B": "u1", "A": "S"}
VALUE_KINDS = {"D": "f", "A": "S"}
# FITS standard 4.0, table 19: an unsigned 32-bit column is a signed one with this zero point.
UNSIGNED_ZERO = 1 << 31


@dataclass(frozen=True)
class Column:
    """One column: where its values come from and what its cards say.

    `form` is the TFORM code; `null` the stored value of «there is none» (TNULL). An `unsigned`
    column is 32 bits wide and counts from 0 to 4294967295. An integer that does not fit keeps its
    low bits: in a 64-bit column (K), which is signed, 2**63 or more reads as itself less 2**64.
    The unsigned convention is not for those, because a reader that applies it in double precision
    blurs every value to the nearest 2048, and no counter of the instrument lives to reach 2**63.
    """

    name: str
    source: str
    form: str
    meaning: str
    unit: str = ""
    limits: tuple[float, float] | None = None
    null: int | None = None
    unsigned: bool = False

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the stored values."""
        return np.dtype(STORED_TYPES[self.form[-1]] + self.form[:-1])

    def cards(self, number: int) -> Iterator[CardFields]:
        """Yield the header cards of this column, the `number`-th of its table."""
        yield f"TTYPE{number}", self.name, self.meaning
        yield f"TFORM{number}", self.form, ""
        if self.unit:
            yield f"TUNIT{number}", self.unit, ""
        if self.null is not None:
            yield f"TNULL{number}", self.null, "there is none"
        if self.unsigned:
            yield f"TZERO{number}", UNSIGNED_ZERO, "unsigned 32-bit integer"
        if self.limits:
            yield f"TLMIN{number}", self.limits[0], ""
            yield f"TLMAX{number}", self.limits[1], ""

    def check(self, values: Values) -> Values:
        """Return the values of one batch, nulls filled in, once they are known to fit.

        Raises
        ------
        HalfPipeError
            Values of another kind, or none where the column has no null.
        """
        filled = self._fill_nulls(values)
        if filled.dtype.kind not in VALUE_KINDS.get(self.form[-1], "iu"):
            raise HalfPipeError(
                f"column {self.source}: found type {filled.dtype}, due {self.dtype} for FITS "
                f"column {self.name}. Hand the column over as the database declares it."
            )
        return filled

    def store(self, values: Values, field: Values) -> None:
        """Put values that were checked into their field of the row buffer."""
        if self.unsigned:
            values = values.astype(np.int64, copy=False) - UNSIGNED_ZERO
        field[:] = values

    def wrapped_count(self, values: Values) -> int:
        """How many integers the column has no room for; of them it keeps the low bits."""
        held = np.dtype(np.uint32) if self.unsigned else self.dtype
        if held.kind not in "iu" or np.can_cast(values.dtype, held) or not values.size:
            return 0
        limits = np.iinfo(held)
        if limits.min <= int(values.min()) and int(values.max()) <= limits.max:
            return 0
        return int(np.count_nonzero((values < limits.min) | (values > limits.max)))

    def _fill_nulls(self, values: Values) -> Values:
        if not isinstance(values, np.ma.MaskedArray):
            return values
        if not np.ma.is_masked(values):
            return np.asarray(values)
        if self.null is None:
            raise HalfPipeError(
                f"column {self.source}: found NULL, due a value in every row of FITS column "
                f"{self.name}. Look for the event that was decoded without it."
            )
        return np.where(np.ma.getmaskarray(values), np.int64(self.null), values.data)
