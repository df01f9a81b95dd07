"""Find products by a query over what the catalog knows of them.

A query is the condition of an SQL ``where``. It is parsed, and put together anew from a list of
operators and from columns of the catalog; nothing else gets through. Names follow the data catalog
of the LAT: ``n`` numbers, ``s`` text, ``t`` instants.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from etl.clock import met_to_utc, parse_time
from etl.errors import BadRequest
from etl.store.snapshot import Answer, Snapshot
from etl.store.statements import statement

FIELDS = {
    "sName": "dataset_name",
    "sFolder": "folder",
    "sGroup": "dataset_group",
    "sDataType": "data_type",
    "sFileFormat": "file_format",
    "nVersion": "version",
    "nEvents": "event_count",
    "nOrdinal": "ordinal",
    "tCreated": "created_at",
    "sSite": "site",
    "sPath": "path",
    "nSizeBytes": "size_bytes",
    "sCheckSum": "sha256",
    "sScanStatus": "scan_status",
    "tScanned": "scanned_at",
}
"""What the catalog knows of every version, by the name that a query calls it; the rest are keys."""

SHOWN = ("sName", "sDataType", "nVersion", "nEvents", "nSizeBytes", "sPath")
CURRENT, ALL = "current", "all"
WORDS = {"n": "number_words", "s": "text_words", "t": "time_words"}
KINDS = {"n": "a number", "s": "text", "t": "an instant"}
OPERATORS = (
    "= != < <= > >=, in (…), between … and …, like, ilike, glob, is null, and, or, not, parentheses"
)

COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
MATCHED = (exp.Like, exp.ILike, exp.Glob)
JOINED = (exp.And, exp.Or)
PARTS = {"this", "expression", "expressions", "low", "high", "negate"}


@dataclass(frozen=True)
class Search:
    """What is searched for.

    Parameters
    ----------
    query
        The condition; everything, if it is empty.
    shown
        The columns of the answer.
    sort
        The columns it is sorted by; one that ends with ``-`` sorts the largest first.
    version
        ``current``, ``all`` or a number.
    """

    query: str = ""
    shown: Sequence[str] = SHOWN
    sort: Sequence[str] = ()
    version: str = CURRENT


def find(snapshot: Snapshot, search: Search) -> Answer:
    """Find the products that ``search`` describes.

    Raises
    ------
    BadRequest
        The query is no condition over the columns of the catalog; the message says where.
    """
    keys = [str(key) for (key,) in snapshot.find("find/keys").rows]
    return snapshot.query(statement_of(search, keys))


def statement_of(search: Search, keys: Iterable[str]) -> str:
    """Return the SQL of ``search``, where ``keys`` are the metadata keys that the catalog has."""
    columns = Columns((*FIELDS, *keys))
    products = sqlglot.parse_one(statement("find/products"), dialect="duckdb", into=exp.Select)
    shown = [
        exp.alias_(columns.value(columns.named(name)), columns.named(name), quoted=True)
        for name in search.shown
    ]
    found = exp.select(*shown).from_(products.subquery("products"))
    for condition in (_version(search.version), _asked(search.query, columns)):
        found = found if condition is None else found.where(condition)
    for name in search.sort:
        key = columns.value(columns.named(name.removesuffix("-")))
        found = found.order_by(exp.Ordered(this=key, desc=name.endswith("-"), nulls_first=False))
    return found.sql(dialect="duckdb")


@dataclass(frozen=True)
class Columns:
    """The columns of the catalog; a query may write them in any case."""

    names: Sequence[str]

    def named(self, text: str) -> str:
        """Return the column that ``text`` means.

        Raises
        ------
        BadRequest
            There is none; the message names the nearest, and all.
        """
        by_case = {name.lower(): name for name in self.names}
        if text.lower() in by_case:
            return by_case[text.lower()]
        near = get_close_matches(text.lower(), by_case, n=1, cutoff=0.5)
        told = f" Did you mean {by_case[near[0]]}?" if near else ""
        raise BadRequest(
            f"{text}: the catalog has no such column.{told} It has: {', '.join(self.names)}."
        )

    def value(self, name: str) -> exp.Expr:
        """Return what stands for a column in SQL."""
        if name in FIELDS:
            return exp.column(FIELDS[name], "products")
        words = exp.column(WORDS[name[0]], "products")
        return exp.Bracket(this=words, expressions=[exp.Literal.string(name)])


def _version(version: str) -> exp.Expr | None:
    if version == ALL:
        return None
    if version == CURRENT:
        return exp.column("is_latest", "products")
    if not version.isdecimal():
        raise BadRequest(f"--version {version}: give {CURRENT}, {ALL} or a number.")
    return exp.column("version", "products").eq(int(version))


def _asked(query: str, columns: Columns) -> exp.Expr | None:
    if not query.strip():
        return None
    try:
        parsed = sqlglot.parse_one(query, dialect="duckdb", into=exp.Condition)
    except SqlglotError as error:
        raise BadRequest(
            f"{query!r} cannot be read as a condition: {_where(error)}. Write it like: nRun = "
            f"429203299 and sDataType in ('EVT', 'MERGED'). Text stands in quotes. A query may "
            f"use: {OPERATORS}."
        ) from error
    try:
        return _condition(parsed, columns)
    except RecursionError as error:
        raise BadRequest(
            "The query has too many parts; put values into one in (…), or ask several times."
        ) from error


def _where(error: SqlglotError) -> str:
    """Return where sqlglot lost the thread; its own words are about its insides."""
    found = [part["col"] for part in getattr(error, "errors", []) if part.get("col")]
    return f"it is not understood at character {found[0]}" if found else "it is not whole"


def _condition(node: exp.Expr, columns: Columns) -> exp.Expr:
    told = {name for name, part in node.args.items() if part}
    for kinds, rebuilt in _REBUILT:
        if isinstance(node, kinds) and told <= PARTS:
            condition = rebuilt(node, columns)
            return exp.Not(this=exp.Paren(this=condition)) if "negate" in told else condition
    raise _refused(node)


def _joined(node: exp.Expr, columns: Columns) -> exp.Expr:
    sides = [_condition(side, columns) for side in (node.this, node.expression)]
    return exp.Paren(this=type(node)(this=sides[0], expression=sides[1]))


def _wrapped(node: exp.Expr, columns: Columns) -> exp.Expr:
    return type(node)(this=exp.Paren(this=_condition(node.this.unnest(), columns)))


def _compared(node: exp.Expr, columns: Columns) -> exp.Expr:
    left, right = node.this, node.expression
    if not _is_column(left) and _is_column(right):
        name = columns.named(right.name)
        return type(node)(this=_value(left, name), expression=columns.value(name))
    name = _column(left, columns)
    if _is_column(right):
        other = columns.named(right.name)
        if other[0] != name[0]:
            raise BadRequest(f"{name} is {KINDS[name[0]]}, {other} is {KINDS[other[0]]}.")
        return type(node)(this=columns.value(name), expression=columns.value(other))
    return type(node)(this=columns.value(name), expression=_value(right, name))


def _one_of(node: exp.Expr, columns: Columns) -> exp.Expr:
    name = _column(node.this, columns)
    values = [_value(value, name) for value in node.expressions]
    return exp.In(this=columns.value(name), expressions=values)


def _between(node: exp.Expr, columns: Columns) -> exp.Expr:
    name = _column(node.this, columns)
    low, high = (_value(node.args[end], name) for end in ("low", "high"))
    return exp.Between(this=columns.value(name), low=low, high=high)


def _matched(node: exp.Expr, columns: Columns) -> exp.Expr:
    name = _column(node.this, columns)
    if name[0] != "s":
        raise BadRequest(f"{name} is {KINDS[name[0]]}; like, ilike and glob are for text.")
    return type(node)(this=columns.value(name), expression=_value(node.expression, name))


def _absent(node: exp.Expr, columns: Columns) -> exp.Expr:
    if not isinstance(node.expression, exp.Null):
        raise _refused(node)
    return exp.Is(this=columns.value(_column(node.this, columns)), expression=exp.Null())


_Rebuild = Callable[[exp.Expr, Columns], exp.Expr]
_REBUILT: tuple[tuple[tuple[type[exp.Expr], ...], _Rebuild], ...] = (
    (JOINED, _joined),
    ((exp.Not, exp.Paren), _wrapped),
    (COMPARED, _compared),
    (MATCHED, _matched),
    ((exp.In,), _one_of),
    ((exp.Between,), _between),
    ((exp.Is,), _absent),
)


def _is_column(node: exp.Expr) -> bool:
    """Whether a name stands there; what stands in double quotes is text."""
    is_bare = isinstance(node, exp.Column) and len(node.parts) == 1
    return is_bare and not node.this.args.get("quoted")


def _column(node: exp.Expr, columns: Columns) -> str:
    if not _is_column(node):
        raise _refused(node)
    return columns.named(node.name)


def _value(node: exp.Expr, name: str) -> exp.Expr:
    """Return a value that a column may be compared with, as its kind is written."""
    value = _READERS[name[0]](node, name)
    if value is None:
        raise BadRequest(
            f"{name} is {KINDS[name[0]]} and cannot be compared with {node.sql(dialect='duckdb')}."
        )
    return value


def _number(node: exp.Expr, name: str) -> exp.Expr | None:
    is_negative = isinstance(node, exp.Neg)
    digits = node.this if is_negative else node
    if not isinstance(digits, exp.Literal) or digits.is_string:
        return None
    literal: exp.Expr = exp.Literal.number(digits.this)
    return exp.Neg(this=literal) if is_negative else literal


def _text(node: exp.Expr, name: str) -> exp.Expr | None:
    is_quoted = isinstance(node, exp.Column) and len(node.parts) == 1 and not _is_column(node)
    if is_quoted or (isinstance(node, exp.Literal) and node.is_string):
        return exp.Literal.string(node.name)
    return None


def _instant(node: exp.Expr, name: str) -> exp.Expr | None:
    text = _text(node, name)
    if text is None:
        return None
    try:
        utc = met_to_utc(parse_time(text.name)).replace(tzinfo=None)
    except ValueError as error:
        raise BadRequest(f"{name}: {error}") from error
    return exp.cast(exp.Literal.string(utc.isoformat(" ")), "timestamp")


_READERS: dict[str, Callable[[exp.Expr, str], exp.Expr | None]] = {
    "n": _number,
    "s": _text,
    "t": _instant,
}


def _refused(node: exp.Expr) -> BadRequest:
    return BadRequest(
        f"{node.sql(dialect='duckdb')}: a query cannot ask that. It compares one column of the "
        f"catalog with values; it may use: {OPERATORS}."
    )
