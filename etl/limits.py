"""Limits of what is usual, with the dates between which they hold: data, never code.

The table is ``models/seeds/metric_limits.csv``. A home may have a ``limits.csv`` of the same
columns: the metrics that it names have its rows, and no others.
"""

import csv
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import inf
from pathlib import Path

from etl.errors import BadRequest

TABLE = Path(__file__).parents[1] / "models" / "seeds" / "metric_limits.csv"
BOUNDS = ("warn_low", "warn_high", "error_low", "error_high")
DATES = ("valid_from", "valid_until")


@dataclass(frozen=True)
class Limit:
    """What a metric may be: outside of ``warn`` is worth a look, outside of ``error`` is wrong."""

    warn_low: float = -inf
    warn_high: float = inf
    error_low: float = -inf
    error_high: float = inf


NO_LIMIT = Limit()


def limits_on(day: date, own: Path) -> dict[str, Limit]:
    """Return the limit of each metric on a day.

    Parameters
    ----------
    day
        The day on which they are to hold: from ``valid_from`` on, before ``valid_until``.
    own
        The site's own table; it need not be there.

    Raises
    ------
    BadRequest
        The site's table has other columns, an unknown metric, or a value that is none.
    """
    return {row["metric"]: _limit(row) for row in limit_rows(own) if _holds(row, day)}


def limit_rows(own: Path) -> list[dict[str, str]]:
    """Return the rows of the site's own table, and the usual ones of all other metrics.

    Raises
    ------
    BadRequest
        As `limits_on` does.
    """
    usual = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    chosen = _own_rows(own, usual) if own.exists() else []
    named = {row["metric"] for row in chosen}
    return chosen + [row for row in usual if row["metric"] not in named]


def _own_rows(own: Path, usual: list[dict[str, str]]) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(own.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{own} cannot be read as text: {error}.") from error
    columns = list(usual[0])
    if reader.fieldnames is None or list(reader.fieldnames) != columns:
        raise BadRequest(f"{own}: its first line must be {','.join(columns)}")
    rows = []
    for row in reader:
        _check(row, f"{own}, line {reader.line_num}", usual)
        rows.append(row)
    return rows


def _check(row: dict[str, str], place: str, usual: list[dict[str, str]]) -> None:
    known = {one["metric"]: one["unit"] for one in usual}
    if row["metric"] not in known:
        near = get_close_matches(row["metric"], known, 1, 0)
        raise BadRequest(f"{place}: no metric {row['metric']!r}; the nearest is {near[0]}.")
    if row["unit"] != known[row["metric"]]:
        raise BadRequest(
            f"{place}: {row['metric']} is in {known[row['metric']] or 'no unit'}, not in "
            f"{row['unit'] or 'none'}."
        )
    try:
        _limit(row)
        _holds(row, date.min)
    except (TypeError, ValueError) as error:
        raise BadRequest(
            f"{place}: {error}. Bounds are numbers or nothing, dates are written 2008-06-11."
        ) from error


def _limit(row: dict[str, str]) -> Limit:
    return Limit(**{name: float(row[name]) for name in BOUNDS if row[name]})


def _holds(row: dict[str, str], day: date) -> bool:
    start, stop = (date.fromisoformat(row[name]) if row[name] else None for name in DATES)
    return (start is None or start <= day) and (stop is None or day < stop)
