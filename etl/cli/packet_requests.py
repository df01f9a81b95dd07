"""Ask for packets of Level 0 that are missing: exact ranges of their counters, each once."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from etl.cli.homes import wait_option, writing
from etl.cli.options import FORMS, OPTIONS, Asked
from etl.cli.requests import check_all_is_known
from etl.cli.tables import Format, as_answer, write_csv, write_json, write_records
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

SHOWN = (
    "request_id",
    "scid",
    "apid",
    "first_sequence_count",
    "last_sequence_count",
    "packet_count",
    "missing_count",
    "start_met",
    "stop_met",
    "request_state",
)


@click.command(
    "packet-requests",
    epilog="Example: halfpipe packet-requests --all --csv",
    params=[OPTIONS[name] for name in ("as_of", *FORMS)],
)
@click.option("--all", "is_all", is_flag=True, help="Show every request, not the new ones only.")
@wait_option
@click.pass_obj
def packet_requests_command(home: Home, /, is_all: bool, wait_s: float, **given: Any) -> None:
    """Ask again for packets that are missing: ranges of sequence counts, for the MOC.

    New requests are printed and written to outbox/ as CSV and JSON. What is asked for already is
    not asked for again. A request is outstanding, partly_filled or filled. With --as-of nothing is
    asked for: every request is shown as it stood.
    """
    asked = Asked(**given)
    shown = [] if asked.as_of is not None else ask(home, wait_s)
    if is_all or asked.as_of is not None:
        with Snapshot.open(home, asked.as_of) as snapshot:
            shown = snapshot.records("listings/packet_requests", after_id=0)
    write(shown, asked.form)
    if asked.form.is_for_a_person:
        print(f"{len(shown)} requests for packets")


def ask(home: Home, wait_s: float) -> list[Record]:
    """Make the requests that are due; returns the new ones."""
    from etl.stages.requests import request_packets_again
    from etl.store.publish import publish

    with writing(home, "packet-requests", wait_s) as store:
        check_all_is_known(store, home)
        new = request_packets_again(store, sender(home))
        publish(store)
    return new


def sender(home: Home) -> Callable[[list[Record]], None]:
    """Return what writes new requests to the outbox, both files whole."""
    from etl.store.durable import whole_file

    def send(new: list[Record]) -> None:
        for suffix in ("csv", "json"):
            text = io.StringIO()
            write(new, Format(as_json=suffix == "json", as_csv=suffix == "csv"), text)
            with whole_file(file_of(home, new, suffix)) as file:
                file.write(text.getvalue().encode())

    return send


def file_of(home: Home, new: Sequence[Record], suffix: str) -> Path:
    """Return where a batch of requests is sent from."""
    return home.outbox / f"packet_requests_{new[0]['request_id']:06d}.{suffix}"


def write(requests: Sequence[Record], form: Format, out: io.StringIO | None = None) -> None:
    """Write requests in the form that is due, to stdout unless elsewhere."""
    if form.as_json:
        write_json(requests, out)
    elif form.as_csv:
        write_csv(as_answer(requests), out)
    elif requests:
        write_records(SHOWN, requests)
