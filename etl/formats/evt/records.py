"""Events as tables with every byte kept: a file can be taken apart and put together again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from etl.formats.evt.layout import (
    CONTEXT,
    EBF,
    EBF_AT,
    EBF_TYPE,
    HANDLER,
    INFO_OF_TYPE,
    KEYS_LCI,
    KEYS_LCI_BLOCK,
    KEYS_LPA,
    KEYS_LPA_BLOCK,
    LCI_ACD,
    LCI_BLOCKS,
    LCI_CAL,
    LCI_TKR,
    LPA_BLOCK,
    LPA_INFO,
    PAYLOAD_AT,
)
from etl.formats.evt.ragged import (
    Bytes,
    File,
    Offsets,
    Table,
    as_bytes,
    gather,
    gather_runs,
    scatter,
    scatter_runs,
    starts_of,
)
from etl.formats.evt.shape import Shape
from etl.formats.evt.walk import find_records

_SLICE_EVENTS = 16_384


@dataclass(frozen=True)
class Records:
    """N events, each part of the format in its own table and in event order.

    Parameters
    ----------
    shape
        The lengths of the parts of each event.
    context
        N rows of `layout.CONTEXT`.
    payload
        The EBF payloads, one after the other: ``shape.payload_bytes`` long each.
    lpa, handlers, keys_lpa
        `layout.LPA_INFO`, `layout.HANDLER` and `layout.KEYS_LPA` of the LPA events;
        ``shape.handler_count`` handlers each.
    lci_acd, lci_cal, lci_tkr
        Info of the LCI events of each info type.
    keys_lci
        `layout.KEYS_LCI` of the LCI events of all three types.
    """

    shape: Shape
    context: Table
    payload: Bytes
    lpa: Table = field(default_factory=lambda: np.empty(0, LPA_INFO))
    handlers: Table = field(default_factory=lambda: np.empty(0, HANDLER))
    keys_lpa: Table = field(default_factory=lambda: np.empty(0, KEYS_LPA))
    lci_acd: Table = field(default_factory=lambda: np.empty(0, LCI_ACD))
    lci_cal: Table = field(default_factory=lambda: np.empty(0, LCI_CAL))
    lci_tkr: Table = field(default_factory=lambda: np.empty(0, LCI_TKR))
    keys_lci: Table = field(default_factory=lambda: np.empty(0, KEYS_LCI))

    def __len__(self) -> int:
        return len(self.shape)

    def slices(self, events: int) -> Iterator["Records"]:
        """Cut into runs of at most so many events, without a copy."""
        kinds = [self.shape.info_type == code for code in range(len(INFO_OF_TYPE))]
        lci = _ends(~kinds[0])
        lpa, lci_acd, lci_cal, lci_tkr = (_ends(kind) for kind in kinds)
        payload, handlers = _ends(self.shape.payload_bytes), _ends(self.shape.handler_count)
        for first in range(0, len(self), events):
            stop = min(first + events, len(self))
            yield Records(
                self.shape[first:stop],
                self.context[first:stop],
                self.payload[payload[first] : payload[stop]],
                self.lpa[lpa[first] : lpa[stop]],
                self.handlers[handlers[first] : handlers[stop]],
                self.keys_lpa[lpa[first] : lpa[stop]],
                self.lci_acd[lci_acd[first] : lci_acd[stop]],
                self.lci_cal[lci_cal[first] : lci_cal[stop]],
                self.lci_tkr[lci_tkr[first] : lci_tkr[stop]],
                self.keys_lci[lci[first] : lci[stop]],
            )


def _ends(lengths: Offsets | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    """Where each part begins, and where the last one stops."""
    ends: list[int] = [0, *np.cumsum(lengths, dtype=np.int64).tolist()]
    return ends


def pack(records: Records) -> Iterator[Bytes]:
    """Encode events, as blocks of bytes that follow one another; no header.

    Yields some megabytes at a time, so that millions of events can be written in little memory.
    """
    for part in records.slices(_SLICE_EVENTS):
        yield _pack(part)


def _pack(records: Records) -> Bytes:
    shape = records.shape
    lengths = shape.record_bytes
    offsets = starts_of(lengths)
    packed = np.empty(int(lengths.sum()), np.uint8)
    ebf = np.empty(len(records), EBF)
    ebf["length"] = ebf["inner_length"] = shape.payload_bytes + 8
    ebf["type"] = EBF_TYPE
    scatter(packed, offsets, records.context)
    scatter(packed, offsets + EBF_AT, ebf)
    scatter_runs(packed, offsets + PAYLOAD_AT, shape.payload_bytes, records.payload)
    for code, blocks in enumerate(_info_blocks(records)):
        scatter(packed, (offsets + shape.info_at)[shape.info_type == code], blocks)
    scatter(packed, shape.handlers_at(offsets), records.handlers)
    lpa = shape.info_type == 0
    keys_at = offsets + shape.keys_at
    scatter(packed, keys_at[lpa], _keys_block(KEYS_LPA_BLOCK, 0, records.keys_lpa))
    scatter(packed, keys_at[~lpa], _keys_block(KEYS_LCI_BLOCK, 1, records.keys_lci))
    return packed


def _info_blocks(records: Records) -> Iterator[Table]:
    """Put type and size words around the info tables, in the order of the info type codes."""
    lpa = np.empty(records.lpa.size, LPA_BLOCK)
    lpa["type"], lpa["info"] = 0, records.lpa
    lpa["handler_count"] = records.shape.handler_count[records.shape.info_type == 0]
    yield lpa
    for code, info in enumerate((records.lci_acd, records.lci_cal, records.lci_tkr), 1):
        lci = np.empty(info.size, LCI_BLOCKS[code - 1])
        lci["type"], lci["size_bytes"], lci["info"] = code, info.dtype.itemsize, info
        yield lci


def _keys_block(dtype: np.dtype[np.void], code: int, keys: Table) -> Table:
    blocks = np.empty(keys.size, dtype)
    blocks["type"], blocks["keys"] = code, keys
    return blocks


def unpack(file: File) -> Records:
    """Take the events of a file apart; `pack` gives the same bytes back, padding included.

    Header and damaged bytes are passed over, see `read_chunk`.
    """
    index = find_records(as_bytes(file)).index
    buffer, offsets, shape = index.buffer, index.offset_bytes, index.shape
    kinds = [shape.info_type == code for code in range(len(INFO_OF_TYPE))]
    info_at, keys_at = offsets + shape.info_at, offsets + shape.keys_at
    lpa, lci_acd, lci_cal, lci_tkr = (
        np.ascontiguousarray(gather(buffer, info_at[kind], block)["info"])
        for kind, block in zip(kinds, (LPA_BLOCK, *LCI_BLOCKS), strict=True)
    )
    return Records(
        shape,
        gather(buffer, offsets, CONTEXT),
        gather_runs(buffer, offsets + PAYLOAD_AT, shape.payload_bytes),
        lpa,
        gather(buffer, shape.handlers_at(offsets), HANDLER),
        gather(buffer, keys_at[kinds[0]] + 4, KEYS_LPA),
        lci_acd,
        lci_cal,
        lci_tkr,
        gather(buffer, keys_at[~kinds[0]] + 4, KEYS_LCI),
    )
