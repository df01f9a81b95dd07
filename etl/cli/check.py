"""Check by hand what must be true of the data."""

from pathlib import Path
from typing import Any

import click

from etl.cli.homes import on_the_command_line, wait_option, writing
from etl.cli.options import FORMS, OPTIONS, Asked
from etl.cli.story import story
from etl.cli.tables import as_answer, write_for_a_program, write_records
from etl.errors import BadRequest, HalfPipeError
from etl.store.home import Home

SHOWN = ("check_name", "check_state", "offender", "detail")


@click.command(
    "check",
    epilog="Example: halfpipe check gem_elapsed_goes_forward",
    params=[OPTIONS[name] for name in FORMS],
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--docs",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Build the pages of the suites there, to be read without a network.",
)
@wait_option
@click.pass_obj
def check_command(
    home: Home, /, names: tuple[str, ...], docs: Path | None, wait_s: float, **given: Any
) -> None:
    """Run checks on everything that is held: those that are named, or all.

    A cycle checks what its deliveries changed. The table has what is not as it should be, with its
    first offenders; JSON and CSV have every check that ran. The exit code is 1 if one failed or did
    not run. What was found is kept (ops.check_results, ops.check_offenders).
    """
    from checks.definitions import checks
    from etl.stages.check import check_by_hand
    from etl.store.publish import publish

    unknown = sorted(set(names) - {check.check_name for check in checks()})
    if unknown:
        raise BadRequest(f"No check is called {unknown[0]}. All: halfpipe checks")
    form = Asked(**given).form
    with writing(home, "check", wait_s) as store, story("check"):
        outcomes = check_by_hand(store, names, docs)
        asked = list(names) or [check.check_name for check in checks()]
        results = store.records("check/last_results", check_names=asked)
        offences = store.records("check/offences", check_names=asked)
        publish(store)
    if not form.is_for_a_person:
        write_for_a_program(as_answer(results), form)
    elif offences:
        write_records(SHOWN, offences)
    if not outcomes:
        print("Nothing was received yet, so there is nothing to check.")
        return
    wrong = [result for result in results if result["check_state"] in ("failed", "did_not_run")]
    if wrong:
        raise HalfPipeError(
            f"{len(wrong)} of {len(results)} checks failed or did not run. Each with its owner and "
            f"runbook: {on_the_command_line(home)} checks --json"
        )
    if form.is_for_a_person:
        print(f"{len(results)} check{'' if len(results) == 1 else 's'}, none failed")
