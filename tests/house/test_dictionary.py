"""The dictionary describes all there is, once, and nothing that is not."""

import re
from collections import Counter
from typing import Any

import pytest
import yaml
from sources import REPOSITORY, parsed, python_files, texts
from sources_of_marts import MARTS, SEEDS, STAGING

from etl.formats.fits import tables as fits
from etl.stages.hand_off import text_files
from etl.store.schema import metadata

DICTIONARY = REPOSITORY / "catalog/dictionary"
Entry = dict[str, Any]


@pytest.fixture(scope="module")
def dictionary() -> dict[str, dict[str, Entry]]:
    return yaml.safe_load((DICTIONARY / "columns.yaml").read_text())


@pytest.fixture(scope="module")
def products() -> dict[str, Entry]:
    return yaml.safe_load((DICTIONARY / "products.yaml").read_text())


def schema_columns(*, only_nullable: bool = False) -> set[str]:
    return {
        column.name
        for table in metadata.tables.values()
        for column in table.columns
        if column.nullable or not only_nullable
    }


def model_columns() -> set[str]:
    entries = (MARTS | STAGING | SEEDS).values()
    return {column["name"] for entry in entries for column in entry.get("columns", [])}


def fits_columns(entry: Entry) -> list[str]:
    named = entry.get("fits", [])
    return [named] if isinstance(named, str) else named


def test_nothing_is_described_twice() -> None:
    names = re.findall(r"^  ([a-z0-9_.]+):$", (DICTIONARY / "columns.yaml").read_text(), re.M)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_table_is_described_and_no_other(dictionary: dict[str, dict[str, Entry]]) -> None:
    assert set(dictionary["tables"]) == set(metadata.tables)


def test_every_column_is_described_and_no_other(dictionary: dict[str, dict[str, Entry]]) -> None:
    assert set(dictionary["columns"]) == schema_columns() | model_columns()


def test_a_column_says_when_it_is_null_if_it_can_be(
    dictionary: dict[str, dict[str, Entry]],
) -> None:
    told = {name for name, entry in dictionary["columns"].items() if "null_when" in entry}
    nullable = schema_columns(only_nullable=True)
    assert told >= nullable
    assert told - nullable <= model_columns() - schema_columns()


def test_a_grain_names_columns_of_its_table(dictionary: dict[str, dict[str, Entry]]) -> None:
    for name, entry in dictionary["tables"].items():
        assert set(entry["grain"].split(", ")) <= set(metadata.tables[name].columns.keys()), name


@pytest.mark.parametrize(
    ("part", "words"), [("tables", {"row", "grain"}), ("columns", {"meaning"})]
)
def test_an_entry_has_the_words_that_are_due(
    dictionary: dict[str, dict[str, Entry]], part: str, words: set[str]
) -> None:
    lacking = [name for name, entry in dictionary[part].items() if words - set(entry)]
    assert lacking == []


def test_a_unit_is_in_the_name_of_its_column(dictionary: dict[str, dict[str, Entry]]) -> None:
    due = {
        "s": ("_s", "_met", "run_id"),
        "byte": ("_bytes",),
        "50 ns": ("_ticks", "_tics"),
        "Hz": ("_hz",),
        "deg": ("_deg",),
    }
    for name, entry in dictionary["columns"].items():
        for unit, endings in due.items():
            assert name.endswith(endings) == (entry.get("unit") == unit), name


def test_the_fits_names_are_those_that_the_writer_gives(
    dictionary: dict[str, dict[str, Entry]],
) -> None:
    described = {
        (fits_name, source)
        for part in ("columns", "derived")
        for source, entry in dictionary[part].items()
        for fits_name in fits_columns(entry)
    }
    written = {
        (f"{table.name}.{column.name}", column.source)
        for table in (fits.EVENTS, fits.GTI, fits.GAPS)
        for column in table.columns
    }
    assert described == written


def test_every_product_type_is_described(products: dict[str, Entry]) -> None:
    made = {"EVT", "MERGED", "manifest", "chunk_token", "magic7", *text_files([], [], [])}
    assert set(products) == made
    registered = set().union(*(texts(parsed(path)) for path in python_files("etl/stages")))
    assert {"EVT", "MERGED"} <= registered
    for name, entry in products.items():
        assert set(entry) == {"title", "name", "format", "grain", "made", "readers"}, name
