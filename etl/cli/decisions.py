"""What an operator decides: write-off, force, accept, hold, release, ignore; and their list."""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from etl.cli.homes import on_the_command_line, wait_option, writing
from etl.cli.names import known_run
from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.outlook import decision_lines
from etl.cli.tables import write_for_a_program, write_records
from etl.cli.targets import known_holes, known_run_of, known_target, what_holds, what_undid
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from etl.stages.decisions import Signature
    from etl.store.store import Store

    Act = Callable[[Store, Signature], list[int]]

SHOWN = (
    "decision_id",
    "action",
    "target",
    "decided_by",
    "decided_at",
    "undone_by_decision_id",
    "is_taken_up",
    "why",
)


@dataclass(frozen=True)
class Desk:
    """Where an operator decides: the home, who, why, and how long to wait for another writer."""

    home: Home
    by: str | None
    why: str
    wait_s: float

    def record(self, act: "Act") -> None:
        """Record what ``act`` decides, publish it, and say what comes of it."""
        from etl.stages.decisions import Signature
        from etl.store.publish import publish

        name = click.get_current_context().command.name
        signature = Signature(self.by or login_name(), given_reason(self.why))
        with writing(self.home, str(name), self.wait_s) as store:
            (last_id,) = store.row("decisions/last_decision_id")
            already = act(store, signature)
            lines = decision_lines(store, last_id)
            publish(store)
        told = [f"Decided already, by decision {number}." for number in already]
        following = [f"Next: {on_the_command_line(self.home)} cycle"] if lines else []
        print("\n".join((*told, *lines, *following)))


def login_name() -> str:
    """Return the name of the login user.

    Raises
    ------
    BadRequest
        The system has none.
    """
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError) as error:
        raise BadRequest("The system does not say who you are. Say it with: --by NAME") from error


def given_reason(why: str) -> str:
    """Return why, which must be said.

    Raises
    ------
    BadRequest
        Nothing is said.
    """
    if not why.strip():
        raise BadRequest("--why is empty. Say why, for those who ask later.")
    return why.strip()


def decided(decide: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every decision; it is called with the desk they make."""

    @click.option("--why", required=True, metavar="TEXT", help="The reason, for those who ask.")
    @click.option("--by", metavar="NAME", help="Who decides; else the login user.")
    @wait_option
    @click.pass_obj
    @wraps(decide)
    def at_the_desk(home: Home, /, why: str, by: str | None, wait_s: float, **given: Any) -> None:
        decide(Desk(home, by, why, wait_s), **given)

    return at_the_desk


def targeted(decide: Callable[..., None]) -> Callable[..., None]:
    """Give a command the three ways to say what it is about."""
    for option in (
        click.option("--all", "is_all", is_flag=True, help="About everything."),
        click.option("--delivery", metavar="ID", help="About a delivery: id or ordinal."),
        click.argument("run", required=False, metavar="[RUN]"),
    ):
        decide = option(decide)
    return decide


@click.command(
    "write-off",
    epilog="Example: halfpipe write-off r0429164139/957/59 --why 'overwritten on board'",
)
@click.argument("holes", metavar="RUN[/APID[/DATAGRAM]]")
@decided
def write_off_command(desk: Desk, holes: str) -> None:
    """Wait no longer for open holes: of a run, of a stream, or the one around a datagram.

    The events that waited for them are delivered, the loss is recorded. What comes after all is
    delivered as a new version.
    """
    from etl.stages.decisions import write_off

    named = known_holes(desk.home, holes)
    desk.record(lambda store, signature: write_off(store, named, signature))


@click.command(
    "force", epilog="Example: halfpipe force r0429203299 --why 'EPU 1 was off, says flight ops'"
)
@click.argument("run")
@decided
def force_command(desk: Desk, run: str) -> None:
    """Take a run as it is: accept its streams, write off all that is missing.

    The run is incomplete then. Data that come later reopen it.
    """
    from etl.stages.decisions import force

    run_id = known_run_of(desk.home, run)
    desk.record(lambda store, signature: force(store, run_id, signature))


@click.command("accept", epilog="Example: halfpipe accept r0429203299 --epus 1 --why 'EPU 1 off'")
@click.argument("run")
@click.option("--epus", required=True, type=click.IntRange(1, 4), help="How many streams it has.")
@decided
def accept_command(desk: Desk, run: str, epus: int) -> None:
    """Expect so many streams (EPUs) of a run, whatever is expected of all."""
    from etl.stages.decisions import accept

    run_id = known_run_of(desk.home, run)
    desk.record(lambda store, signature: accept(store, run_id, epus, signature))


@click.command("hold", epilog="Example: halfpipe hold --delivery 140808007 --why 'cut off: asked'")
@targeted
@decided
def hold_command(desk: Desk, run: str | None, delivery: str | None, is_all: bool) -> None:
    """Deliver nothing new of a run, of a delivery's runs, or at all; what was delivered stays.

    A delivery that waits for its cycle is held before anything of it goes out.
    """
    from etl.stages.decisions import hold

    target = known_target(desk.home, run, delivery, is_all)
    desk.record(lambda store, signature: hold(store, target, signature))


@click.command(
    "ignore", epilog="Example: halfpipe ignore --delivery 140808007 --why 'test data, not flight'"
)
@targeted
@decided
def ignore_command(desk: Desk, run: str | None, delivery: str | None, is_all: bool) -> None:
    """Leave out a run, a delivery, or everything.

    Of a run, or of everything, nothing new is delivered. What a delivery brought no longer counts:
    chunks that hold it are made again without it, and holes open where it filled them.
    """
    from etl.stages.decisions import ignore

    target = known_target(desk.home, run, delivery, is_all)
    desk.record(lambda store, signature: ignore(store, target, signature))


@click.command("release", epilog="Example: halfpipe release --decision 3 --why 'it came after all'")
@targeted
@click.option("--decision", type=click.INT, metavar="N", help="Undo this decision, whatever it is.")
@decided
def release_command(desk: Desk, decision: int | None, **target: Any) -> None:
    """Undo what holds or ignores a run, a delivery or everything; or any one decision."""
    from etl.stages.decisions import release, undo

    if decision is not None:
        if any(target.values()):
            raise BadRequest("--decision says what is undone; give nothing else.")
        what_undid(desk.home, decision)
        desk.record(lambda store, signature: undo(store, decision, signature))
        return
    named = known_target(desk.home, **target)
    what_holds(desk.home, named)
    desk.record(lambda store, signature: release(store, named, signature))


def decisions_command() -> click.Command:
    """Return the command ``decisions``."""
    told = Help(
        "What was decided: by whom, when, why, and which decision undid it.\n\n"
        "One that is not taken up waits for the next cycle.",
        "halfpipe decisions --run r0429164139",
    )
    return command("decisions", told, ("run", "as_of", *FORMS), answer)


def answer(home: Home, asked: Asked) -> None:
    """Write the decisions."""
    form = asked.form
    with Snapshot.open(home, asked.as_of) as snapshot:
        run_id = None if asked.run is None else known_run(snapshot, asked.run)
        found = snapshot.find("listings/decisions", run_id=run_id, after_id=0)
        if not form.is_for_a_person:
            write_for_a_program(found, form)
            return
        records = list(found.records())
    if records:
        write_records(SHOWN, records)
    print(f"{len(records) or 'no'} decision{'' if len(records) == 1 else 's'}")


DECISIONS = (
    write_off_command,
    force_command,
    accept_command,
    hold_command,
    release_command,
    ignore_command,
)
