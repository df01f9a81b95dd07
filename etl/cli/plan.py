"""Take a mission plan in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.cli.homes import on_the_command_line, wait_option, writing
from etl.store.home import Home

if TYPE_CHECKING:
    from etl.stages.mission_plan import PlanReceipt


@click.command("plan", epilog="Example: halfpipe plan week323.csv && halfpipe cycle")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@wait_option
@click.pass_obj
def plan_command(home: Home, path: Path, wait_s: float) -> None:
    """Take a mission plan in: a CSV file of the runs planned and the keys that each should carry.

    The next cycle holds runs that carry others. Of a run counts the newest plan that speaks of it,
    so a corrected plan lets it go on.
    """
    from etl.stages.mission_plan import take_plan
    from etl.store.publish import publish

    with writing(home, f"plan {path}", wait_s) as store:
        receipt = take_plan(store, path)
        publish(store)
    print("\n".join(receipt_lines(receipt, on_the_command_line(home))))


def receipt_lines(receipt: "PlanReceipt", call: str) -> list[str]:
    """Say what became of a plan."""
    if receipt.is_repeat:
        return [f"The same as plan {receipt.plan_number}, which is the newest: nothing to do."]
    count = len(receipt.planned)
    lines = f"{count} line{'' if count == 1 else 's'}"
    known = f"{receipt.known_run_count} known run{'' if receipt.known_run_count == 1 else 's'}"
    return [f"Plan {receipt.plan_number}: {lines}, about {known}.", f"Next: {call} cycle"]
