"""The options that commands share, each said once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from etl.cli.tables import Format
from etl.errors import BadRequest
from etl.store.home import Home


@dataclass(frozen=True)
class Asked:
    """What a person asked for, as typed."""

    query: str = ""
    subject: str = ""
    run: str | None = None
    delivery: str | None = None
    state: str | None = None
    since: str | None = None
    until: str | None = None
    by: str | None = None
    show: str | None = None
    sort: str | None = None
    version: str = "current"
    as_of: int | None = None
    as_json: bool = False
    as_csv: bool = False

    @property
    def form(self) -> Format:
        """The form in which the answer is due.

        Raises
        ------
        BadRequest
            Both forms for programs are asked for.
        """
        if self.as_json and self.as_csv:
            raise BadRequest("--json and --csv are two forms of the same answer; give one.")
        return Format(self.as_json, self.as_csv)


OPTIONS: dict[str, click.Parameter] = {
    "query": click.Argument(["query"]),
    "subject": click.Argument(["subject"], metavar="RUN[/APID/DATAGRAM[/GEM]]"),
    "run": click.Option(
        ["--run"], metavar="RUN", help="Only this run: r0734700000, decimal or 0x hex."
    ),
    "delivery": click.Option(
        ["--delivery"], metavar="DELIVERY", help="Only what this delivery brought: id or ordinal."
    ),
    "state": click.Option(["--state"], metavar="STATE", help="Only those in this state."),
    "since": click.Option(
        ["--since"], metavar="TIME", help="Only from then on: UTC (2024-04-14T12:00) or MET."
    ),
    "until": click.Option(["--until"], metavar="TIME", help="Only before then: UTC or MET."),
    "by": click.Option(
        ["--by"],
        type=click.Choice(["delivery", "run"]),
        help="A line for each delivery or run, not the sum.",
    ),
    "condition": click.Argument(["query"], required=False, default=""),
    "show": click.Option(["--show"], metavar="COLUMNS", help="The columns to show, with commas."),
    "sort": click.Option(
        ["--sort"], metavar="COLUMNS", help="Columns to sort by; nRun- sorts the largest first."
    ),
    "version": click.Option(
        ["--version"],
        default="current",
        show_default=True,
        metavar="current|all|N",
        help="Which versions to search.",
    ),
    "as_of": click.Option(
        ["--as-of"],
        type=click.INT,
        metavar="N",
        help="As it was after the N-th delivery (its ordinal).",
    ),
    "as_json": click.Option(["--json", "as_json"], is_flag=True, help="Answer as JSON."),
    "as_csv": click.Option(["--csv", "as_csv"], is_flag=True, help="Answer as CSV."),
}

FORMS = ("as_json", "as_csv")


@dataclass(frozen=True)
class Help:
    """What ``--help`` says of a command: what it does, and how it is called."""

    about: str
    example: str


def command(
    name: str,
    told: Help,
    options: Sequence[str],
    answer: Callable[[Home, Asked], None],
) -> click.Command:
    """Return the command ``name``, which takes some of the ``OPTIONS`` and gives ``answer``."""

    @click.pass_obj
    def run(home: Home, /, **given: Any) -> None:
        answer(home, Asked(**given))

    return click.Command(
        name,
        callback=run,
        params=[OPTIONS[option] for option in options],
        help=told.about,
        epilog=f"Example: {told.example}",
    )
