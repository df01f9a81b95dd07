"""Make products again from the raw archive, to the byte."""

from collections.abc import Sequence

import click

from etl.cli.cells import run_name
from etl.cli.homes import settings_of, wait_option, writing
from etl.cli.names import known_run, known_step
from etl.cli.story import story
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Snapshot


@click.command("repipe", epilog="Example: halfpipe repipe r0429164139 --as-of 4")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--delivery", metavar="DELIVERY", help="All runs of a delivery: id or ordinal.")
@click.option(
    "--as-of",
    type=click.INT,
    metavar="N",
    help="The files that held after the N-th delivery (its ordinal), not those of now.",
)
@wait_option
@click.pass_obj
def repipe_command(
    home: Home, runs: tuple[str, ...], delivery: str | None, as_of: int | None, wait_s: float
) -> None:
    """Make chunk and FITS files again from the raw archive, as they were, to the byte.

    The paths made go to stdout. A file that does not come out as it was is left as it is, and the
    command ends with exit code 1.
    """
    from etl.repipe import repipe

    run_ids = wanted_runs(home, runs, delivery, as_of)
    settings = settings_of(home)
    made = 0
    with writing(home, "repipe", wait_s) as store, story("repipe") as (say, now):
        for run_id in run_ids:
            now(run_name(run_id))
            paths = repipe(store, settings, [run_id], as_of)
            made += len(paths)
            if paths:
                print("\n".join(paths), flush=True)
        say(f"{made} file{'' if made == 1 else 's'} made again, each as it was")


def wanted_runs(
    home: Home, runs: Sequence[str], delivery: str | None, as_of: int | None
) -> list[int]:
    """Return the numbers of the runs that are named, one by one or by their delivery.

    Raises
    ------
    BadRequest
        Neither runs nor a delivery are named, or they were not known as of then.
    """
    if bool(runs) == (delivery is not None):
        raise BadRequest("Name what to make again: one or more RUNs, or --delivery ID.")
    with Snapshot.open(home, as_of) as snapshot:
        if delivery is None:
            return sorted({known_run(snapshot, run) for run in runs})
        step = known_step(snapshot, delivery)
        found = snapshot.records("repipe/runs_of_step", **vars(step))
    if not found:
        raise BadRequest(f"{delivery}: it brought or changed no run. See: halfpipe deliveries")
    return [int(run["run_id"]) for run in found]
