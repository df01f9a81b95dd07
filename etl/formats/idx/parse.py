"""Read index files as columns."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from etl.formats.idx.layout import DATAGRAM, DTYPES, EVENT, SHORT_EVENT, Form
from etl.formats.idx.lines import Lines, split

Columns = dict[str, NDArray[Any]]

ABSENT = -1
"""A key that a line leaves out."""

_FORMS = (DATAGRAM, EVENT, SHORT_EVENT)
_ARROW = {
    "i4": pa.int32(),
    "i8": pa.int64(),
    "u8": pa.uint64(),
    "f8": pa.float64(),
    "O": pa.string(),
}
_INTEGER = re.compile(r"-?\d{1,20}")
_DECIMAL = re.compile(r"-?\d+(\.\d*)?")


@dataclass(frozen=True)
class Idx:
    """The lines of an index file.

    Parameters
    ----------
    datagrams, events, short_events
        One column for each field of `layout.DATAGRAM`, `layout.EVENT`, `layout.SHORT_EVENT`, and
        ``line_number``, counted from 1. A key that a line leaves out is -1, a file name is empty.
    problems
        What is wrong with the lines that are in none of the three, in words, in line order.
    """

    datagrams: Columns
    events: Columns
    short_events: Columns
    problems: tuple[str, ...]


def parse(text: str) -> Idx:
    """Read the text of an index file; what cannot be read is said in ``problems``, never raised."""
    parts: list[list[Columns]] = [[] for _ in _FORMS]
    problems: list[str] = []
    for lines in split(text):
        bad: dict[int, str] = {}
        for form, found in zip(_FORMS, parts, strict=True):
            found += _read_form(lines, form, bad)
        bad.update(_misshapen(lines))
        problems += (lines.complain(row, bad[row]) for row in sorted(bad))
    datagrams, events, short_events = map(_join, _FORMS, parts)
    return Idx(datagrams, events, short_events, tuple(problems))


def _field_counts(form: Form) -> set[int]:
    full = 1 + len(form.fields)
    return {full, full - form.may_lack}


def _has_form(lines: Lines, form: Form, field_count: int) -> NDArray[np.bool_]:
    has_form: NDArray[np.bool_] = lines.tags == form.tag.encode()
    has_form &= lines.field_counts == field_count
    return has_form


def _misshapen(lines: Lines) -> dict[int, str]:
    """Find the lines that have no form at all."""
    misshapen = lines.field_counts > 0
    for form in _FORMS:
        for field_count in _field_counts(form):
            misshapen &= ~_has_form(lines, form, field_count)
    return {
        row: f"{lines.field_counts[row]} fields make no DGM or EVT line"
        for row in np.flatnonzero(misshapen).tolist()
    }


def _read_form(lines: Lines, form: Form, bad: dict[int, str]) -> Iterator[Columns]:
    """Yield the lines of one form, with and without the fields that may lack."""
    for field_count in _field_counts(form):
        chosen = _has_form(lines, form, field_count)
        yield _read(lines, chosen, form.fields[: field_count - 1], bad)


def _read(
    lines: Lines, chosen: NDArray[np.bool_], fields: tuple[str, ...], bad: dict[int, str]
) -> Columns:
    """Read lines of the same fields; those that cannot be read are put into ``bad``."""
    rows = np.flatnonzero(chosen)
    try:
        columns = _read_csv(lines.pick(chosen), fields, DTYPES)
    except pa.ArrowInvalid as error:
        found = dict(_misfits(lines, chosen, fields)) or dict.fromkeys(rows.tolist(), str(error))
        bad.update(found)
        good = chosen.copy()
        good[list(found)] = False
        return _read(lines, good, fields, bad)
    return {"line_number": lines.first_number + rows, **columns}


def _read_csv(text: bytes, fields: tuple[str, ...], dtypes: dict[str, str]) -> Columns:
    if not text:
        return {name: np.empty(0, dtypes[name]) for name in fields}
    table = csv.read_csv(
        io.BytesIO(text),
        csv.ReadOptions(column_names=["tag", *fields], use_threads=False),
        csv.ParseOptions(delimiter=" ", quote_char=False),
        csv.ConvertOptions(
            column_types={name: _ARROW[dtypes[name]] for name in fields},
            include_columns=list(fields),
            null_values=[],
        ),
    )
    return {name: table[name].to_numpy() for name in fields}


def _misfits(
    lines: Lines, chosen: NDArray[np.bool_], fields: tuple[str, ...]
) -> Iterator[tuple[int, str]]:
    """Find the lines with a field that is not the number it should be."""
    words = _read_csv(lines.pick(chosen), fields, dict.fromkeys(fields, "O"))
    rows = np.flatnonzero(chosen).tolist()
    for name in fields:
        if DTYPES[name] != "O":
            fits = np.array([_fits(word, DTYPES[name]) for word in words[name].tolist()])
            for place in np.flatnonzero(~fits).tolist():
                yield rows[place], f"{name} is {words[name][place]!r}, due is a number"


def _fits(word: str, dtype: str) -> bool:
    if dtype == "f8":
        return _DECIMAL.fullmatch(word) is not None
    limits = np.iinfo(dtype)
    return _INTEGER.fullmatch(word) is not None and limits.min <= int(word) <= limits.max


def _join(form: Form, parts: list[Columns]) -> Columns:
    """Put lines with and without the fields that may lack together, in line order."""
    line_number = np.concatenate([part["line_number"] for part in parts])
    order = np.argsort(line_number, kind="stable")
    columns: Columns = {"line_number": line_number[order]}
    for name in form.fields:
        filled = [part[name] if name in part else _absent(name, part) for part in parts]
        columns[name] = np.concatenate(filled)[order]
    return columns


def _absent(name: str, part: Columns) -> NDArray[np.generic]:
    rows = part["line_number"].size
    return np.full(rows, "" if DTYPES[name] == "O" else ABSENT, DTYPES[name])
