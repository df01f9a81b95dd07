"""A sample mission day: make it, run everything on it, show what came of it."""

import shutil
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from etl.apids import LPA_APIDS
from etl.cli.cells import downlink_name
from etl.cli.demo_screen import screen
from etl.cli.homes import WAIT_S, settings_of, writing
from etl.cli.intake import make_home
from etl.cli.story import Say, story
from etl.errors import HomeError
from etl.store.home import Home
from etl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from etl.schedule import StageLine
    from etl.settings import Settings
    from etl.simulator.day import MissionDay
    from etl.store.store import Store

DEFAULT = Path("demo")
MARK = "DEMO.txt"
PLAN = "plan_140808.csv"
PACKAGE_RUN, PACKAGE_EVENTS, PACKAGE_RATE_HZ = 429_240_000, 2000, 2.4  # rate of the day
FIRST_LINE = "A demo home of HalfPipe: `halfpipe demo` replaces it whole."


@click.command("demo", epilog="Example: halfpipe demo /tmp/demo")
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@click.pass_context
def demo_command(context: click.Context, folder: Path | None) -> None:
    """Make a sample mission day in a fresh home, run everything, show the result.

    DIR is ./demo unless it or --home is given. A demo home that is there already is replaced; any
    other folder is left alone.
    """
    is_named = context.parent is not None and context.parent.params["home"] is not None
    home = context.obj if is_named and folder is None else Home(folder or DEFAULT)
    day, again = fly(home)
    with Snapshot.open(home) as snapshot:
        print("\n".join(screen(snapshot, day.lines(), again)))


def fly(home: Home) -> "tuple[MissionDay, Path]":
    """Make a mission day and bring it, delivery by delivery, into a fresh demo home.

    Returns
    -------
    tuple of MissionDay and Path
        The day, and a delivery that was left to be received: the damaged one, sent again.
    """
    from etl.simulator.day import mission_day

    clear(home)
    make_home(home, WAIT_S)
    with writing(home, "demo", WAIT_S) as store, story("flying a mission day") as (say, now):
        day = mission_day()
        (home.folder / MARK).write_text("\n".join((FIRST_LINE, *day.lines())) + "\n")
        take_in(store, day, settings_of(home), (say, now))
        send_packets(home, max(delivery.downlink_id for delivery in day.deliveries) + 2)
        return day, send_again(home, day)


def clear(home: Home) -> None:
    """Remove an earlier demo home.

    Raises
    ------
    HomeError
        The folder holds something else.
    """
    mark = home.folder / MARK
    if mark.is_file() and mark.read_text().startswith(FIRST_LINE):
        shutil.rmtree(home.folder)
    elif home.folder.exists() and (not home.folder.is_dir() or any(home.folder.iterdir())):
        raise HomeError(
            f"{home.folder} is there and is not a demo home; it is left alone. Name another "
            "folder: halfpipe demo DIR"
        )
    home.folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{FIRST_LINE}\n")


def take_in(store: "Store", day: "MissionDay", settings: "Settings", tell: tuple[Say, Say]) -> None:
    """Take the plan and each delivery of the day in, and cycle after it.

    The last cycle builds the marts and checks all.
    """
    from etl.schedule import cycle
    from etl.simulator.packing import Packing
    from etl.simulator.write import write_delivery
    from etl.stages.mission_plan import take_plan
    from etl.stages.receive import receive

    say, now = tell
    plan = write_plan(store.home, day)
    with TemporaryDirectory(dir=store.home.folder, prefix=".deliveries-") as place:
        for number, delivery in enumerate(day.deliveries, start=1):
            began = time.perf_counter()
            name = downlink_name(delivery.downlink_id)
            now(f"delivery {number} of {len(day.deliveries)}, {name}")
            path = write_delivery(day.truth, delivery, Path(place), Packing())
            receipt = receive(store, path, settings=settings)
            if number == 1:
                take_plan(store, plan)
            done: list[StageLine] = []
            is_last = number == len(day.deliveries)
            left_out = {} if is_last else {"models": "off", "checks": "off"}
            cycle(store, settings.model_copy(update=left_out), done.append)
            shutil.rmtree(path)
            told = f"the same bytes as {downlink_name(receipt.downlink)}"
            if not receipt.is_repeat:
                stages = {line.stage: line.detail for line in done}
                told = f"{stages['decode']}; {stages['decide']}"
            say(f"{name}  {time.perf_counter() - began:5.1f} s  {told}")


def write_plan(home: Home, day: "MissionDay") -> Path:
    """Put the mission plan of the day into the home; returns where it is."""
    path = home.folder / PLAN
    path.write_text(day.plan)
    return path


def send_again(home: Home, day: "MissionDay") -> Path:
    """Put the delivery that came damaged into the inbox, sound, under a new downlink id."""
    from etl.simulator.packing import Packing
    from etl.simulator.write import write_delivery

    (damaged,) = (
        delivery for delivery in day.deliveries if delivery.downlink_id == day.damaged.downlink_id
    )
    fresh = max(delivery.downlink_id for delivery in day.deliveries) + 1
    sound = replace(damaged, downlink_id=fresh, damage=())
    return write_delivery(day.truth, sound, home.inbox, Packing())


def send_packets(home: Home, downlink_id: int) -> None:
    """Put a transfer package into the inbox: another run, as packets, of which one is lost."""
    from etl.simulator.level0 import Level0
    from etl.simulator.packet_faults import LosePackets
    from etl.simulator.plan import RunPlan
    from etl.simulator.scenario import Scenario

    run = RunPlan(run_id=PACKAGE_RUN, events=PACKAGE_EVENTS, event_rate_hz=PACKAGE_RATE_HZ)
    package = Level0(Scenario(runs=(run,), first_downlink=downlink_id))
    sent = package.sent[0]
    lost = next(at for at in range(len(sent) // 2, len(sent)) if sent[at].apid in LPA_APIDS)
    package.but(LosePackets(delivery=0, places=(lost,))).write(home.inbox)
