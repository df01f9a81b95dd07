"""Make the pages of ``make docs``: dictionary, command line, and those of the models and checks."""

import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import yaml
from duckdb_sqlalchemy import Dialect
from sqlalchemy import Column

from checks.definitions import expectations
from checks.gx import run_suites
from etl.cli.app import app
from etl.cli.homes import WAIT_S, writing
from etl.cli.intake import make_home
from etl.stages.models import FULL, PROJECT, run_dbt
from etl.store.home import Home
from etl.store.schema import metadata

DICTIONARY = Path(__file__).parents[1] / "catalog/dictionary"
STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;"
    "padding:.25rem .6rem;text-align:left;vertical-align:top}pre{background:#f4f4f4;padding:.8rem;"
    "overflow:auto}"
)

TYPES = Dialect()
Entry = dict[str, Any]


def page(title: str, parts: Iterator[str]) -> str:
    """Return a page of HTML."""
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</html>\n"
    )


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """Return a table of HTML."""
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "\n</table>"


def dictionary_parts() -> Iterator[str]:
    """Yield the tables of the database with their columns, what dbt builds, then the products."""
    described = yaml.safe_load((DICTIONARY / "columns.yaml").read_text())
    for name, entry in described["tables"].items():
        yield f'<h2 id="{name}">{name}</h2>\n<p>{escape(entry["row"])} Grain: {entry["grain"]}.</p>'
        yield table(
            ("column", "type", "unit", "meaning", "null when", "FITS"),
            (
                cells(column, described["columns"][column.name])
                for column in metadata.tables[name].columns
            ),
        )
    yield from model_parts(described["columns"])
    yield "<h2>Products</h2>"
    products: dict[str, Entry] = yaml.safe_load((DICTIONARY / "products.yaml").read_text())
    for name, entry in products.items():
        yield f"<h3>{escape(name)}</h3>"
        yield table(("", ""), ((word, text) for word, text in entry.items()))


def model_parts(described: dict[str, Entry]) -> Iterator[str]:
    """Yield the models and seeds with their columns."""
    for place in sorted(PROJECT.rglob("*/*.yml")):
        properties = yaml.safe_load(place.read_text())
        for entry in properties.get("models", []) + properties.get("seeds", []):
            name = entry["name"]
            yield f'<h2 id="{name}">{name}</h2>\n<p>{escape(entry["description"])}</p>'
            yield table(
                ("column", "type", "unit", "meaning"),
                (
                    (
                        column["name"],
                        column.get("data_type", ""),
                        described[column["name"]].get("unit", ""),
                        described[column["name"]]["meaning"],
                    )
                    for column in entry.get("columns", [])
                ),
            )


def cells(column: Column[Any], entry: Entry) -> tuple[str, ...]:
    """Return the row of a column."""
    fits = entry.get("fits", "")
    return (
        column.name,
        column.type.compile(TYPES).lower(),
        entry.get("unit", ""),
        entry["meaning"],
        entry.get("null_when", "") if column.nullable else "",
        fits if isinstance(fits, str) else ", ".join(fits),
    )


def command_parts() -> Iterator[str]:
    """Yield what ``halfpipe --help`` says, then the help of each command."""
    yield f"<pre>{escape(help_of('halfpipe', app))}</pre>"
    for name, command in app.commands.items():
        yield f"<h2>{escape(name)}</h2>\n<pre>{escape(help_of(f'halfpipe {name}', command))}</pre>"


def help_of(name: str, command: click.Command) -> str:
    """Return the help text of a command, as a terminal shows it."""
    with click.Context(command, info_name=name, max_content_width=100) as context:
        return command.get_help(context)


def write_home_pages(models: Path, checks: Path) -> None:
    """Write what dbt and Great Expectations make, of models and checks, of an empty home."""
    with TemporaryDirectory() as place:
        home = Home(Path(place))
        make_home(home, WAIT_S)
        with writing(home, "docs", WAIT_S) as store, store.released():
            wrong = run_dbt(store, [FULL, ("docs", "generate", "--static")])
        if wrong:
            sys.exit(wrong)
        shutil.copy2(home.models / "target/static_index.html", models)
        with writing(home, "docs", WAIT_S) as store, store.beside() as second:
            second.make("check/checked_runs", run_ids=[])
            run_suites(second, expectations(), checks)


def main(folder: Path) -> None:
    """Write the pages into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, title, parts in (
        ("dictionary.html", "Dictionary", dictionary_parts()),
        ("command-line.html", "Command line", command_parts()),
    ):
        (folder / name).write_text(page(title, parts))
        print(folder / name)
    write_home_pages(folder / "models.html", folder / "checks")
    print(folder / "models.html")
    print(folder / "checks/index.html")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
