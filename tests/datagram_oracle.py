"""A second encoder of open datagrams, written from docs/formats/datagram.md: plain ``struct``."""

import struct
import zlib
from dataclasses import replace

import numpy as np

from etl.formats.evt import Records, pack
from etl.formats.evt import layout as lay

OWN_FIELDS = (
    *("current", "previous"),
    *("elapsed", "livetime", "prescaled", "discarded", "sequence", "deadzone"),
)


def records_one_by_one(records: Records) -> list[bytes]:
    return [b"".join(block.tobytes() for block in pack(one)) for one in records.slices(1)]


def encoded_by_hand(records: Records, moot_key: int, moot_alias: bytes) -> bytes:
    whole = records_one_by_one(records)
    rows = b"".join(struct.pack("<I", len(one) - 296) + one[16:120] for one in whole)
    rests = b"".join(one[296:] for one in whole)
    length = 280 + len(rows) + len(rests) + 4
    front = struct.pack(
        "<4sHHIII64sI", b"HPDG", 1, 280, length, len(whole), moot_key, moot_alias, 0
    )
    body = front + whole[0][:16] + whole[0][120:296] + rows + rests
    return body + struct.pack("<I", zlib.crc32(body))


def of_one_datagram(records: Records) -> Records:
    """The same events, with what a datagram has once as the first event has it."""
    context = np.repeat(records.context[:1], records.context.size)
    for name in OWN_FIELDS:
        context[name] = records.context[name]
    assert context.dtype == lay.CONTEXT
    return replace(records, context=context)
