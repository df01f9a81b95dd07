"""How a listing is asked for and written.

Each is one statement of ``etl/sql/listings``; JSON and CSV have all its columns, the table for a
person those that are read most.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import click

from etl.cli.listing_kinds import LISTINGS, Listing
from etl.cli.names import known_run, known_state, known_step, time_given
from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.tables import write_for_a_program, write_records
from etl.clock import now
from etl.store.alert_kinds import every_alert
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

ALL = "all"
FILTERS = (
    "run_id",
    "ordinal",
    "downlink",
    "state",
    "since_met",
    "until_met",
    "since_at",
    "until_at",
)


def unfiltered(**chosen: object) -> dict[str, object]:
    """Return the values of a listing's statement that let every row through but for ``chosen``."""
    return {**dict.fromkeys(FILTERS), **every_alert(now()), **chosen}


def listing_commands() -> list[click.Command]:
    """Return the command of each listing."""
    return [
        command(
            listing.name,
            Help(
                f"{listing.about}\n\nSTATE is one of: {', '.join((*listing.states, ALL))}.",
                listing.example,
            ),
            (*listing.filters, "as_of", *FORMS),
            lister(listing),
        )
        for listing in LISTINGS
    ]


def lister(listing: Listing) -> Callable[[Home, Asked], None]:
    """Return what answers a listing's command."""

    def answer(home: Home, asked: Asked) -> None:
        form = asked.form
        with Snapshot.open(home, asked.as_of) as snapshot:
            values = bound(snapshot, listing, asked)
            found = snapshot.find(listing.statement, **values)
            if form.is_for_a_person:
                show(listing, list(found.records()))
            else:
                write_for_a_program(found, form)

    return answer


def show(listing: Listing, records: Sequence[Record]) -> None:
    """Write a listing's rows as a table, and below it how many they are."""
    if records:
        write_records(listing.shown, records)
    print(summary(listing, records))


def summary(listing: Listing, records: Sequence[Record]) -> str:
    """Count rows, in all and by state."""
    if not records:
        return f"no {listing.name}"
    total = f"{len(records)} {listing.one if len(records) == 1 else listing.name}"
    column = next((name for name in records[0] if name.endswith("_state")), None)
    if column is None:
        return total
    counts = Counter(str(record[column]) for record in records)
    parts = [f"{counts[state]} {state}" for state in listing.states if counts[state]]
    return f"{total}: {', '.join(parts)}"


def bound(snapshot: Snapshot, listing: Listing, asked: Asked) -> dict[str, object]:
    """Turn what was typed into the values that the listing's statement takes."""
    step = None if asked.delivery is None else known_step(snapshot, asked.delivery)
    return unfiltered(
        run_id=None if asked.run is None else known_run(snapshot, asked.run),
        ordinal=step and step.ordinal,
        downlink=step and step.downlink,
        state=chosen_state(listing, asked.state),
        **times("since", asked.since),
        **times("until", asked.until),
    )


def chosen_state(listing: Listing, state: str | None) -> str | None:
    """Return the state to filter by; None is all."""
    if state is None:
        return listing.default_state
    return None if state == ALL else known_state(state, listing.states)


def times(name: str, text: str | None) -> dict[str, object]:
    """Return a bound of time both as MET and as UTC.

    Raises
    ------
    BadRequest
        The text is no time.
    """
    if text is None:
        return {f"{name}_met": None, f"{name}_at": None}
    from etl.clock import met_to_utc

    met = time_given(name, text)
    return {f"{name}_met": met, f"{name}_at": met_to_utc(met).replace(tzinfo=None)}
