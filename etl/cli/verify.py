"""Read every registered file again."""

from typing import TYPE_CHECKING, Any

import click

from etl.cli.cells import run_name
from etl.cli.homes import on_the_command_line, wait_option, writing
from etl.cli.names import known_run
from etl.cli.options import FORMS, OPTIONS, Asked
from etl.cli.story import story
from etl.cli.tables import as_answer, write_for_a_program, write_table
from etl.errors import HalfPipeError
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

if TYPE_CHECKING:
    from etl.stages.verify import Scan

SHOWN = ("run_id", "scan_status", "size_bytes", "sha256", "path")


@click.command(
    "verify",
    epilog="Example: halfpipe verify --run r0429164139",
    params=[OPTIONS[name] for name in ("run", *FORMS)],
)
@wait_option
@click.pass_obj
def verify_command(home: Home, /, wait_s: float, **given: Any) -> None:
    """Read every product again, and tell which file is not as it was registered.

    What is found is kept (catalog.locations, catalog.scans). A file that is missing or changed is
    an alert until it is as it was, and the exit code is 1. JSON and CSV have every location, the
    table those that are wrong.
    """
    from etl.stages.verify import OK, verify
    from etl.store.publish import publish

    asked = Asked(**given)
    form = asked.form
    run_id = None if asked.run is None else _run(home, asked.run)
    with writing(home, "verify", wait_s) as store, story("verify"):
        scans = verify(store, run_id)
        publish(store)
    wrong = [scan for scan in scans if scan.scan_status != OK]
    if not form.is_for_a_person:
        write_for_a_program(as_answer([_record(scan) for scan in scans]), form)
    elif wrong:
        records = [_record(scan) for scan in wrong]
        write_table(SHOWN, [[record[name] for name in SHOWN] for record in records])
    if wrong:
        runs = " ".join(sorted({run_name(scan.location.run_id) for scan in wrong}))
        raise HalfPipeError(
            f"{len(wrong)} of {len(scans)} products are not as registered. Make them again with: "
            f"{on_the_command_line(home)} repipe {runs}"
        )
    if form.is_for_a_person:
        print(f"{len(scans)} product{'' if len(scans) == 1 else 's'}, all as registered")


def _run(home: Home, text: str) -> int:
    with Snapshot.open(home) as snapshot:
        return known_run(snapshot, text)


def _record(scan: "Scan") -> Record:
    location = scan.location
    return {
        "run_id": location.run_id,
        "version_id": location.version_id,
        "site": location.site,
        "path": location.path,
        "scan_status": scan.scan_status,
        "size_bytes": scan.size_bytes,
        "sha256": scan.sha256,
        "registered_bytes": location.size_bytes,
        "registered_sha256": location.sha256,
    }
