"""A person's own SQL, on the snapshot, read only."""

import click

from etl.cli.cells import plain
from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.tables import Cell, first_rows, write_for_a_program, write_table
from etl.store.home import Home
from etl.store.snapshot import Answer, Snapshot

SHOWN_ROWS = 200


def sql_command() -> click.Command:
    """Return the command ``sql``."""
    told = Help(
        "Run SQL on the published snapshot; nothing can be changed through it.\n\n"
        f"A table shows the first {SHOWN_ROWS} rows; --json and --csv give all, as they come. "
        "The tables are raw.*, core.*, ops.* and catalog.*, and marts.* and staging.* of the last "
        "build, which do not look back with --as-of. They are listed by: show all tables.",
        'halfpipe sql "select run_state, count(*) from core.runs where until_hand_off is null '
        'group by all"',
    )
    return command("sql", told, ("query", "as_of", *FORMS), answer)


def answer(home: Home, asked: Asked) -> None:
    """Write what the query found."""
    form = asked.form
    with Snapshot.open(home, asked.as_of) as snapshot:
        found = snapshot.query(asked.query)
        if not form.is_for_a_person:
            write_for_a_program(found, form)
            return
        show_first(found)


def show_first(found: Answer, cell: Cell = plain) -> None:
    """Write the first rows of what was found as a table, and how many there are."""
    rows, is_cut = first_rows(found, SHOWN_ROWS)
    write_table(found.columns, rows, cell)
    if is_cut:
        print(f"the first {SHOWN_ROWS} rows; all of them with --csv or --json")
    else:
        print("1 row" if len(rows) == 1 else f"{len(rows)} rows")
