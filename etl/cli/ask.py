"""The questions that are saved in the catalog, each a command of its own."""

from collections.abc import Callable
from datetime import datetime

import click

from catalog.questions import NOW, Parameter, Question, question, question_names
from etl.cli.cells import shown
from etl.cli.names import known_run, known_step, time_given
from etl.cli.options import FORMS, OPTIONS
from etl.cli.query import show_first
from etl.cli.tables import Format, write_for_a_program
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Snapshot

TODAY = "today"


class Questions(click.Group):
    """A group that has a command for each question; a name may be written with dashes too."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the questions."""
        return list(question_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a question; it is read when it is asked for."""
        try:
            return question_command(question(cmd_name.replace("-", "_")))
        except KeyError:
            return None


@click.group(
    "ask",
    cls=Questions,
    invoke_without_command=True,
    epilog="Example: halfpipe ask what_is_missing_now --csv",
)
@click.pass_context
def ask_command(context: click.Context) -> None:
    """Ask a saved question; without a name, list them.

    Each is a file of catalog/queries; what is given with --NAME is its parameter.
    """
    if context.invoked_subcommand is None:
        width = max(map(len, question_names()))
        for name in question_names():
            print(f"{name:<{width}}  {question(name).title}")


def question_command(asked: Question) -> click.Command:
    """Return the command that asks a question."""

    @click.pass_obj
    def run(home: Home, /, as_of: int | None, as_json: bool, as_csv: bool, **given: str) -> None:
        if as_json and as_csv:
            raise BadRequest("--json and --csv are two forms of the same answer; give one.")
        answer(home, asked, given, as_of, Format(as_json, as_csv))

    example = " ".join(f"--{one.name} {one.name.upper()}" for one in asked.parameters)
    return click.Command(
        asked.name,
        callback=run,
        params=[
            *(_option(one) for one in asked.parameters),
            *(OPTIONS[name] for name in ("as_of", *FORMS)),
        ],
        help=f"{asked.title}.\n\n{asked.about}",
        short_help=asked.title,
        epilog=f"Example: halfpipe ask {asked.name} {example}".rstrip(),
    )


def answer(
    home: Home, asked: Question, given: dict[str, str], as_of: int | None, form: Format
) -> None:
    """Write the answer to a question."""
    with Snapshot.open(home, as_of) as snapshot:
        values = {name: _value(snapshot, name, text) for name, text in given.items()}
        if asked.asks_the_clock:
            values[NOW] = _now()
        found = snapshot.query(asked.sql, values)
        if form.is_for_a_person:
            show_first(found, shown)
        else:
            write_for_a_program(found, form)


def _option(parameter: Parameter) -> click.Option:
    flag = [f"--{parameter.name}"]
    if parameter.default is None:
        return click.Option(flag, required=True, help=parameter.about)
    return click.Option(flag, default=parameter.default, show_default=True, help=parameter.about)


def _value(snapshot: Snapshot, name: str, text: str) -> object:
    """Read a parameter by what it is called; any other name is a number."""
    readers: dict[str, Callable[[], object]] = {
        "run": lambda: known_run(snapshot, text),
        "delivery": lambda: known_step(snapshot, text).ordinal,
        "since": lambda: _instant(text),
    }
    return readers.get(name, lambda: _number(name, text))()


def _instant(text: str) -> datetime:
    if text == TODAY:
        return _now().replace(hour=0, minute=0, second=0, microsecond=0)
    from etl.clock import met_to_utc

    return met_to_utc(time_given("since", text)).replace(tzinfo=None)


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadRequest(f"--{name} {text}: give a whole number.") from error


def _now() -> datetime:
    from etl.clock import now

    return now().replace(tzinfo=None)
