"""How long the parts of a record are, and so where each of them stands."""

from dataclasses import dataclass

import numpy as np

from etl.formats.evt.layout import BLOCK_BYTES, HANDLER, KEYS_BYTES, PAYLOAD_AT
from etl.formats.evt.ragged import Bytes, Offsets


@dataclass(frozen=True)
class Shape:
    """What the lengths of N records in a row depend on.

    Parameters
    ----------
    payload_bytes
        N lengths of the EBF payload.
    info_type
        N codes: 0 LPA, 1 LCI_ACD, 2 LCI_CAL, 3 LCI_TKR.
    handler_count
        N counts of filter handlers, 0 wherever the info type is not 0.
    """

    payload_bytes: Offsets
    info_type: Offsets
    handler_count: Offsets

    def __len__(self) -> int:
        return self.payload_bytes.size

    def __getitem__(self, rows: slice) -> "Shape":
        return Shape(self.payload_bytes[rows], self.info_type[rows], self.handler_count[rows])

    @property
    def info_at(self) -> Offsets:
        """Where the info block begins, counted from the start of its record."""
        return PAYLOAD_AT + self.payload_bytes

    @property
    def keys_at(self) -> Offsets:
        """Where the keys block begins, counted from the start of its record."""
        handler_bytes: Offsets = HANDLER.itemsize * self.handler_count
        return self.info_at + BLOCK_BYTES[self.info_type] + handler_bytes

    @property
    def record_bytes(self) -> Offsets:
        """Length of each record."""
        return self.keys_at + KEYS_BYTES[self.info_type]

    def handlers_at(self, offset_bytes: Offsets) -> Offsets:
        """Where every single handler begins, given where each record begins."""
        first = offset_bytes + self.info_at + BLOCK_BYTES[self.info_type]
        in_record = np.arange(int(self.handler_count.sum())) - np.repeat(
            np.cumsum(self.handler_count) - self.handler_count, self.handler_count
        )
        at: Offsets = np.repeat(first, self.handler_count) + HANDLER.itemsize * in_record
        return at


@dataclass(frozen=True)
class Index:
    """Where the records of a file are.

    Parameters
    ----------
    buffer
        All bytes of the file.
    offset_bytes
        N offsets of the records, ascending.
    shape
        The lengths of their parts.
    """

    buffer: Bytes
    offset_bytes: Offsets
    shape: Shape

    def __len__(self) -> int:
        return self.offset_bytes.size

    def __getitem__(self, rows: slice) -> "Index":
        return Index(self.buffer, self.offset_bytes[rows], self.shape[rows])
