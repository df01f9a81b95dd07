"""Imported where processes that decode are forked from: the compiled loops are loaded but once."""

import numpy as np

from etl.formats.datagrams import group
from etl.formats.evt import Records, Shape, pack, read_chunk
from etl.formats.evt.layout import CONTEXT, HANDLER, KEYS_LPA, LPA_INFO
from etl.store.pieces import AS_FILE

_NO_PAYLOAD = Shape(np.array([0]), info_type=np.array([0]), handler_count=np.array([1]))
_BLANK = Records(
    _NO_PAYLOAD,
    *(np.zeros(1, CONTEXT), np.empty(0, np.uint8)),
    *(np.zeros(1, part) for part in (LPA_INFO, HANDLER, KEYS_LPA)),
)
_CONTENT = AS_FILE + b"".join(block.tobytes() for block in pack(_BLANK))

group(_CONTENT, read_chunk(_CONTENT))
