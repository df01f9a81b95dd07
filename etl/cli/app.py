"""The commands of ``halfpipe``, put together."""

from collections.abc import Sequence
from pathlib import Path

import click

from etl.cli.alerts import ALERT_ACTIONS
from etl.cli.ask import ask_command
from etl.cli.check import check_command
from etl.cli.decisions import DECISIONS, decisions_command
from etl.cli.demo import demo_command
from etl.cli.diff import diff_command
from etl.cli.explain import explain_command
from etl.cli.find import find_command
from etl.cli.homes import chosen_home
from etl.cli.intake import cycle_command, init_command, receive_command
from etl.cli.ledger import ledger_command
from etl.cli.listings import listing_commands
from etl.cli.models import models_command
from etl.cli.plan import plan_command
from etl.cli.query import sql_command
from etl.cli.repipe import repipe_command
from etl.cli.requests import requests_command
from etl.cli.verify import verify_command


class ByPurpose(click.Group):
    """A group that lists its commands under what they are for, in the order of the work."""

    purposes: dict[str, Sequence[click.Command]]

    def add_commands(self, purposes: dict[str, Sequence[click.Command]]) -> None:
        """Add commands by purpose."""
        self.purposes = purposes
        for commands in purposes.values():
            for command in commands:
                self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each purpose."""
        for purpose, commands in self.purposes.items():
            with formatter.section(purpose):
                formatter.write_dl(
                    [(str(command.name), command.get_short_help_str(90)) for command in commands]
                )


@click.group(
    cls=ByPurpose,
    epilog="Example: halfpipe demo",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="halfpipe")
@click.option(
    "--home",
    envvar="HALFPIPE_HOME",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The home to work on; else HALFPIPE_HOME, else the current folder if it is a home, "
    "else ./halfpipe-home.",
)
@click.pass_context
def app(context: click.Context, home: Path | None) -> None:
    """Find what is missing in raw LAT deliveries, merge the rest in order, account for it all."""
    context.obj = chosen_home(home)


app.add_commands(
    {
        "Take in": [init_command, receive_command, plan_command, cycle_command, demo_command],
        "Look": listing_commands(),
        "Ask": [
            explain_command(),
            ledger_command(),
            diff_command(),
            find_command(),
            ask_command,
            sql_command(),
        ],
        "Decide": [*DECISIONS, decisions_command(), *ALERT_ACTIONS],
        "Make again": [
            requests_command,
            repipe_command,
            verify_command,
            models_command,
            check_command,
        ],
    }
)
