"""Ask for what is missing: the re-dump requests, each range once."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from etl.cli.homes import on_the_command_line, wait_option, writing
from etl.cli.options import FORMS, OPTIONS, Asked
from etl.cli.tables import Format, as_answer, write_csv, write_json, write_records, write_table
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

if TYPE_CHECKING:
    from etl.store.store import Store

STATES = ("outstanding", "partly_filled", "filled", "written_off", "accepted", "ignored")
FILES = {"datagram": "requests", "packet": "packet_requests"}
EVERY: Record = {"after_id": 0, "run_id": None, "state": None}
END, ABSENT = "end", "whole stream"
OF_PACKETS = (
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
    "requests",
    epilog="Example: halfpipe requests --all --csv",
    params=[OPTIONS[name] for name in ("as_of", *FORMS)],
)
@click.option("--all", "is_all", is_flag=True, help="Show every request, not the new ones only.")
@wait_option
@click.pass_obj
def requests_command(home: Home, /, is_all: bool, wait_s: float, **given: Any) -> None:
    """Ask again for what is missing: exact ranges of datagrams and packets, for the MOC.

    New requests are printed and written to outbox/ as CSV and JSON. What is asked for already is
    not asked for again, nor what lies in time to come; the end of a stream only once its run is
    over. A whole stream has no APID yet: candidate_apids are those that it may have, the ones for
    its type of run less received_apids. A request is outstanding, partly_filled, filled,
    written_off, accepted or ignored. With --as-of nothing is asked for: every request is shown as
    it stood.
    """
    asked = Asked(**given)
    form = asked.form
    new = [] if asked.as_of is not None else ask(home, wait_s)
    shown = every(home, asked.as_of) if is_all or asked.as_of is not None else new
    write(shown, form)
    if form.is_for_a_person:
        print(summary(shown))
        for name in FILES:
            if of_kind := [one for one in new if one["request_kind"] == name]:
                print(f"New ones for the MOC: {file_of(home, of_kind, 'csv')} and .json")


def every(home: Home, as_of: int | None) -> list[Record]:
    """Return all requests that were ever made."""
    with Snapshot.open(home, as_of) as snapshot:
        return [
            bounded(one)
            for name in FILES.values()
            for one in snapshot.records(f"listings/{name}", **EVERY)
        ]


def ask(home: Home, wait_s: float) -> list[Record]:
    """Make the requests that are due; returns the new ones.

    Raises
    ------
    BadRequest
        Something waits for a cycle: it may have brought what is missing.
    """
    from etl.stages.requests import request_again
    from etl.store.publish import publish

    with writing(home, "requests", wait_s) as store:
        check_all_is_known(store, home)
        new = request_again(store, sender(home))
        publish(store)
    return [bounded(request) for request in new]


def check_all_is_known(store: "Store", home: Home) -> None:
    """Refuse while a delivery or decision waits for a cycle."""
    waiting = store.rows("pending_hand_offs", last_stage="decide")
    if waiting:
        raise BadRequest(
            f"{len(waiting)} of what was received or decided waits for a cycle, and may bring what "
            f"is missing. First: {on_the_command_line(home)} cycle"
        )


def sender(home: Home) -> Callable[[list[Record]], None]:
    """Return what writes the new requests of a kind to the outbox, both files whole.

    They are named for the first request: files of a process that was killed before it recorded
    its requests are replaced by the next.
    """
    from etl.store.durable import whole_file

    def send(new: list[Record]) -> None:
        requests = [bounded(request) for request in new]
        for suffix in ("csv", "json"):
            text = io.StringIO()
            write(requests, Format(as_json=suffix == "json", as_csv=suffix == "csv"), text)
            with whole_file(file_of(home, requests, suffix)) as file:
                file.write(text.getvalue().encode())

    return send


def file_of(home: Home, new: Sequence[Record], suffix: str) -> Path:
    """Return where a batch of requests of one kind is sent from."""
    first = new[0]
    return home.outbox / f"{FILES[first['request_kind']]}_{first['request_id']:06d}.{suffix}"


def bounded(request: Record) -> Record:
    """Give a request its bounds of time, where it has any, as UTC too, to the microsecond."""
    from etl.clock import format_utc

    named: Record = {}
    for name, value in request.items():
        if name.endswith("_met"):
            utc = None if value is None else f"{format_utc(value).replace(' ', 'T')}Z"
            named[name.replace("_met", "_utc")] = utc
        named[name] = value
    return named


def write(requests: Sequence[Record], form: Format, out: io.StringIO | None = None) -> None:
    """Write requests in the form that is due, to stdout unless elsewhere."""
    if form.as_json:
        write_json(requests, out)
    elif form.as_csv:
        write_csv(as_answer(requests), out)
    else:
        write_tables(requests)


def write_tables(requests: Sequence[Record]) -> None:
    """Write requests as a person reads them: for datagrams, then for packets."""
    rows = [row(one) for one in requests if one["request_kind"] == "datagram"]
    if rows:
        write_table(list(rows[0]), [list(one.values()) for one in rows])
    packets = [one for one in requests if one["request_kind"] == "packet"]
    if rows and packets:
        print()
    if packets:
        write_records(OF_PACKETS, packets)


def row(request: Record) -> Record:
    """Return a request for datagrams as a person reads it."""
    last = END if request["last_datagram"] is None else request["last_datagram"]
    is_absent = request["apid"] is None
    return {
        "request_id": request["request_id"],
        "run_id": request["run_id"],
        "apid": candidates(request) if is_absent else request["apid"],
        "first_datagram": ABSENT if is_absent else request["first_datagram"],
        "last_datagram": last,
        "start UTC": request["start_utc"],
        "stop UTC": request["stop_utc"],
        "start MET": f"{request['start_met']:.6f}",
        "stop MET": f"{request['stop_met']:.6f}",
        "request_state": request["request_state"],
    }


def candidates(request: Record) -> str:
    """Say which APIDs an absent stream may have, as far as its run is known."""
    found = request["candidate_apids"]
    return "unknown" if found is None else f"one of {found}"


def summary(requests: Sequence[Record]) -> str:
    """Count requests, in all and by state."""
    if not requests:
        return "no new requests"
    states = [request["request_state"] for request in requests]
    parts = [f"{states.count(state)} {state}" for state in STATES if state in states]
    return f"{len(requests)} request{'' if len(requests) == 1 else 's'}: {', '.join(parts)}"
