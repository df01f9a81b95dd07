"""What the models declare of the marts, and what a database holds of them."""

from pathlib import Path
from typing import Any

import duckdb
import yaml

FOLDER = Path(__file__).resolve().parents[1] / "models"


def declared(*places: str) -> dict[str, dict[str, Any]]:
    """The models and seeds that files of properties declare, by name."""
    found: dict[str, dict[str, Any]] = {}
    for place in places:
        properties = yaml.safe_load((FOLDER / place).read_text())
        for entry in properties.get("models", []) + properties.get("seeds", []):
            found[entry["name"]] = entry
    return found


MARTS = declared("marts/catalog/catalog.yml", "marts/metrics/metrics.yml")
STAGING = declared("staging/staging.yml")
SEEDS = declared("seeds/seeds.yml")

GRAINS: dict[str, list[str]] = {
    name: entry["data_tests"][0]["unique_grain"]["arguments"]["columns"]
    for name, entry in MARTS.items()
}


def values_of(database: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    """All rows of a mart, sorted by its grain."""
    result = database.execute(f"from marts.{name} order by {', '.join(GRAINS[name])}")
    columns = [column[0] for column in result.description]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
