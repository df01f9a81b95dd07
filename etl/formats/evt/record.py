"""One record at one offset: is it whole, and does it look like an event at all.

The scalar truth about a record. Whole files are walked by `walk`, which checks columns at a time
and comes here only where something is wrong.
"""

import struct
from dataclasses import dataclass

import numpy as np

from etl.formats.evt.layout import (
    BLOCK_BYTES,
    CONTEXT,
    EBF,
    EBF_AT,
    EBF_TYPE,
    HANDLER,
    KEYS_BYTES,
    PAYLOAD_AT,
)
from etl.formats.evt.ragged import Bytes

_EBF = struct.Struct("<III")
_WORD = struct.Struct("<I")
_CODE = struct.Struct("<i")
_INFO_BYTES = dict(enumerate(BLOCK_BYTES.tolist()))
_TAIL_BYTES = dict(enumerate(KEYS_BYTES.tolist()))
_CODES = ("platform", "origin", "open_action", "open_reason", "crate", "mode")
_WORDS = ("platform_text", "origin_text", "open_action_text", "close_action_text")


class RecordError(ValueError):
    """No event can be read here; ``reason`` is a word for tables."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Extent:
    """The lengths of one whole record."""

    handlers_at: int
    handler_count: int
    stop: int


def measure(buffer: Bytes, offset: int) -> Extent:
    """Follow the lengths of the record at an offset.

    Raises
    ------
    RecordError
        With the reason ``truncated_record`` if it needs more bytes than are left, ``bad_length`` if
        two of its lengths contradict one another, ``bad_info_type`` or ``bad_keys_type`` if a type
        code is not known or does not belong there.
    """
    info_at = offset + PAYLOAD_AT + _payload_bytes(buffer, offset)
    _need(buffer, info_at + _CODE.size, offset)
    (info_type,) = _CODE.unpack_from(buffer.data, info_at)
    if info_type not in _INFO_BYTES:
        raise RecordError("bad_info_type", f"info type is {info_type}, due is 0 to 3")
    handlers_at = info_at + _INFO_BYTES[info_type]
    _need(buffer, handlers_at, offset)
    handler_count = _handler_count(buffer, info_at, info_type)
    keys_at = handlers_at + handler_count * HANDLER.itemsize
    stop = keys_at + _TAIL_BYTES[info_type]
    _need(buffer, stop, offset)
    (keys_type,) = _CODE.unpack_from(buffer.data, keys_at)
    if keys_type != min(info_type, 1):
        raise RecordError(
            "bad_keys_type", f"keys type is {keys_type}, info type {info_type} needs another"
        )
    return Extent(handlers_at, handler_count, stop)


def _need(buffer: Bytes, stop: int, offset: int) -> None:
    if stop > buffer.size:
        raise RecordError(
            "truncated_record",
            f"the record needs at least {stop - offset} bytes, {buffer.size - offset} are left",
        )


def _payload_bytes(buffer: Bytes, offset: int) -> int:
    """Read the length of the payload, which is written twice."""
    _need(buffer, offset + PAYLOAD_AT, offset)
    length, ebf_type, inner_length = _EBF.unpack_from(buffer.data, offset + EBF_AT)
    if ebf_type != EBF_TYPE:
        raise RecordError("bad_length", f"EBF type is {ebf_type:#010x}, due is {EBF_TYPE:#010x}")
    if inner_length != length or length < EBF.itemsize - 4:
        raise RecordError("bad_length", f"EBF length is {length} outside, {inner_length} inside")
    return int(length) - 8


def _handler_count(buffer: Bytes, info_at: int, info_type: int) -> int:
    if info_type == 0:
        (count,) = _WORD.unpack_from(buffer.data, info_at + _INFO_BYTES[0] - _WORD.size)
        return int(count)
    (size_bytes,) = _WORD.unpack_from(buffer.data, info_at + _CODE.size)
    due = _INFO_BYTES[info_type] - 8
    if size_bytes != due:
        raise RecordError(
            "bad_length", f"info of type {info_type} has {size_bytes} bytes, due are {due}"
        )
    return 0


def has_sane_handlers(buffer: Bytes, extent: Extent) -> bool:
    """Say whether every handler has codes that exist; if not, their count is not to be trusted.

    The codes of a handler that nothing was written into, -1, 6 and -1, exist too (LPA_Handler.h).
    """
    handlers = np.frombuffer(buffer, HANDLER, extent.handler_count, extent.handlers_at)
    sane = (handlers["type"] >= -1) & (handlers["type"] <= 1)
    sane &= (handlers["id"] >= 0) & (handlers["id"] <= 6)
    sane &= (handlers["state"] >= -1) & (handlers["state"] <= 4)
    return bool(sane.all())


def has_plausible_context(buffer: Bytes, offset: int) -> bool:
    """Say whether the bytes here look like the context of an event.

    Six codes in their narrow ranges, an 11-bit APID and four lower-case words: chance does not
    write that, nor does a payload.
    """
    if offset + CONTEXT.itemsize > buffer.size:
        return False
    context = np.frombuffer(buffer, CONTEXT, 1, offset)[0]
    return (
        0 <= context["apid"] < 2048
        and all(-1 <= context[code] <= 7 for code in _CODES)
        and all(_is_word(bytes(context[text])) for text in _WORDS)
    )


def _is_word(text: bytes) -> bool:
    return text.split(b"\0")[0].isalpha() and text[:1].islower()
