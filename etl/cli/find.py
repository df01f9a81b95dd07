"""Search the catalog of products."""

import click

from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.query import show_first
from etl.cli.tables import write_for_a_program
from etl.store.home import Home
from etl.store.snapshot import Answer, Snapshot


def find_command() -> click.Command:
    """Return the command ``find``."""
    told = Help(
        "Search the catalog of products by what it knows of them.\n\n"
        "QUERY is a condition over its columns: comparisons, in, between, like, glob, is null, "
        "and, or, not. The columns have the names of the LAT's data catalog: nRun, nDownlink, "
        "nMetStart, nMetStop, sDataType, sRunState, sPath, …; a name that is not known tells all. "
        "Without QUERY everything is found.",
        "halfpipe find \"nRun = 429203299 and sDataType in ('EVT', 'MERGED')\" --sort nVersion-",
    )
    options = ("condition", "show", "sort", "version", "as_of", *FORMS)
    return command("find", told, options, answer)


def answer(home: Home, asked: Asked) -> None:
    """Write the products that were found."""
    from catalog.search import SHOWN, Search, find

    form = asked.form
    shown = SHOWN if asked.show is None else names_in(asked.show)
    search = Search(asked.query, shown, names_in(asked.sort or ""), asked.version)
    with Snapshot.open(home, asked.as_of) as snapshot:
        found = with_whole_numbers(find(snapshot, search))
        if form.is_for_a_person:
            show_first(found)
        else:
            write_for_a_program(found, form)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a list with commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def with_whole_numbers(found: Answer) -> Answer:
    """Let runs and downlinks be whole numbers: the catalog keeps every number as a double."""
    rows = (
        tuple(
            int(value) if isinstance(value, float) and value.is_integer() else value
            for value in row
        )
        for row in found.rows
    )
    return Answer(found.columns, rows)
