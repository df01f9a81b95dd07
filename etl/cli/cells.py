"""How a value is shown: for a person by the name of its column, for a program as JSON."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

NOTHING = "-"


def run_name(run_id: int) -> str:
    """Write a run as people do."""
    return f"r{run_id:010d}"


def downlink_name(downlink: int) -> str:
    """Write a downlink id as people do: yymmddNNN."""
    return f"{downlink:09d}"


def utc(met: float) -> str:
    """Write mission elapsed seconds as UTC, to the second."""
    from etl.clock import format_utc

    return format_utc(met).partition(".")[0]


_BY_NAME: dict[str, Callable[[Any], str]] = {
    "run_id": run_name,
    "run": run_name,
    "downlink": downlink_name,
    "delivery": downlink_name,
    "sha256": lambda digest: str(digest)[:12],
}

_BY_SUFFIX: dict[str, Callable[[Any], str]] = {
    "_met": utc,
    "_at": lambda instant: f"{instant:%Y-%m-%d %H:%M:%S}",
    "_s": lambda seconds: f"{seconds:.3f}",
}


def shown(column: str, value: object) -> str:
    """Write ``value`` for a person, by what its column is named for."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    suffix = column[column.rfind("_") :] if "_" in column else ""
    write = _BY_NAME.get(column) or _BY_SUFFIX.get(suffix)
    return str(value) if write is None else write(value)


def plain(column: str, value: object) -> str:
    """Write ``value`` of a person's own query: nothing is assumed of its column."""
    return NOTHING if value is None else str(value)


def jsonable(value: object) -> object:
    """Turn what JSON has no word for into text; an instant without a zone is UTC."""
    if isinstance(value, datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=UTC)
        return zoned.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def finite(value: object) -> object:
    """Turn NaN and the infinities, which JSON does not have, into null, however deep they are."""
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
