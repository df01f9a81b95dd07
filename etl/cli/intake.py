"""Make a home, take deliveries in, and run the stages on what is new."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from etl.cli.cells import downlink_name
from etl.cli.homes import (
    on_the_command_line,
    settings_of,
    settings_text,
    wait_option,
    writing,
    writing_anyway,
)
from etl.cli.listings import unfiltered
from etl.cli.names import downlink_number
from etl.cli.story import cycle_story, story
from etl.errors import BadRequest, HomeError
from etl.store.home import Home
from etl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from etl.schedule import StageLine
    from etl.stages.receive import Receipt


@click.command("init", epilog="Example: halfpipe --home /data/halfpipe init")
@wait_option
@click.pass_obj
def init_command(home: Home, wait_s: float) -> None:
    """Make a home: its folders, its database, and a halfpipe.toml with the settings to choose from.

    A home that is there already is brought up to date, and its snapshot published anew.
    """
    is_new = make_home(home, wait_s)
    call = on_the_command_line(home)
    if is_new:
        print(f"{home.folder} is a home now. Take a delivery in with: {call} receive PATH")
    else:
        print(f"{home.folder} was a home already; its database and its snapshot are up to date.")


@click.command("receive", epilog="Example: halfpipe receive inbox/140808001 && halfpipe cycle")
@click.argument("path")
@click.option(
    "--id", "downlink", metavar="N", help="Its downlink id, yymmddNNN; else from its name."
)
@wait_option
@click.pass_obj
def receive_command(home: Home, path: str, downlink: str | None, wait_s: float) -> None:
    """Take a delivery in: a folder, .tar, .tar.gz or single file.

    Its bytes are kept, checked against its manifest, and given an ordinal. The same bytes again
    are the same delivery.
    """
    from etl.stages.receive import receive
    from etl.store.publish import publish

    if not path:
        raise BadRequest("The path is empty; name the delivery, or . for the current folder.")
    delivery = Path(path)
    number = None if downlink is None else downlink_number(downlink)
    with writing(home, f"receive {path}", wait_s) as store, story(f"receiving {delivery.name}"):
        receipt = receive(store, delivery, number, settings_of(home))
        publish(store)
    print("\n".join(receipt_lines(receipt, on_the_command_line(home))))


@click.command("cycle", epilog="Example: halfpipe cycle")
@wait_option
@click.pass_obj
def cycle_command(home: Home, wait_s: float) -> None:
    """Run every stage on what is new, and publish the snapshot.

    A line a stage goes to stderr. A cycle that was killed is finished by the next one.
    """
    from etl.schedule import cycle

    done: list[StageLine] = []
    settings = settings_of(home)
    with writing(home, "cycle", wait_s) as store, cycle_story() as tell:

        def note(line: "StageLine") -> None:
            tell(line)
            done.append(line)

        cycle(store, settings, note)
    print("\n".join(cycle_lines(home, done)))


def make_home(home: Home, wait_s: float) -> bool:
    """Make ``home``, or bring it up to date; returns whether it is new."""
    from etl.store.publish import publish

    is_new = not home.database.exists()
    if is_new and home.raw.is_dir() and any(path.is_file() for path in home.raw.rglob("*")):
        raise HomeError(
            f"{home.folder} has an archive in raw/ but no database. Put {home.database.name} back "
            "from a copy; or move all of it away, init, and receive the deliveries again."
        )
    with writing_anyway(home, "init", wait_s) as store:
        publish(store)
    settings = home.folder / "halfpipe.toml"
    if is_new and not settings.exists():
        settings.write_text(settings_text())
    return is_new


def receipt_lines(receipt: "Receipt", call: str) -> list[str]:
    """Say what became of a delivery, and of each file that is not as it should be."""
    name = downlink_name(receipt.downlink)
    if receipt.is_repeat:
        return [f"The same bytes as delivery {name} (ordinal {receipt.ordinal}): nothing to do."]
    size = sum(file.size_bytes for file in receipt.files)
    count = len(receipt.files)
    lines = [
        f"Delivery {name} (ordinal {receipt.ordinal}): {count} file{'' if count == 1 else 's'}, "
        f"{size} bytes kept."
    ]
    lines += [
        f"  {file.file_state}: {file.file_name}: {file.reason}"
        for file in receipt.files
        if file.reason is not None
    ]
    return [*lines, f"Next: {call} cycle"]


def cycle_lines(home: Home, done: "list[StageLine]") -> list[str]:
    """Say what a cycle handed off, and what stands in the way of more."""
    lines = [
        f"handoff/{line.downlink:09d}: {line.detail}" for line in done if line.stage == "hand_off"
    ] or ["Nothing new."]
    with Snapshot.open(home) as snapshot:
        standing = unfiltered(state="standing")
        count = len(snapshot.records("listings/alerts", **standing))
    if count:
        told = "1 alert stands" if count == 1 else f"{count} alerts stand"
        lines.append(f"{told}; see: {on_the_command_line(home)} alerts")
    return lines
