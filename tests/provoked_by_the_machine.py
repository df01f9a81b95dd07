"""Stories that provoke alerts of the machine itself: stages, products, channels, and silence."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
from cli import Halfpipe, made
from provoked import ONCE, RUN, RUN_ID, TINY, Moment, folder, provokes
from written import BARE

from etl.simulator.faults import Silence
from etl.simulator.mission_plan import mission_plan
from etl.simulator.scenario import B, Scenario


@provokes("on_ready_failed", "channel_failed")
def nobody_can_be_told(place: Path) -> Iterator[Moment]:
    channel = {"name": "nobody", "url": "json://user:secret-word@127.0.0.1:1/"}
    home = made(place / "home", on_ready=f"test -e {place}/flag", channels=json.dumps([channel]))
    home.done("receive", folder(place / "240414001", {}))
    home.done("cycle")
    yield home, {("on_ready_failed", "240414001"), ("channel_failed", "nobody")}
    (place / "flag").touch()
    home = replace(home, settings={**home.settings, "HALFPIPE_CHANNELS": "[]"})
    home.done("cycle")
    yield home, set()


@provokes("failed_stage", "unbalanced_ledger", "product_differs")
def the_home_is_spoilt(place: Path) -> Iterator[Moment]:
    (sent,) = ONCE.write(place / "sent", BARE)
    home = made(place / "home")
    home.done("receive", sent)
    archived = max((home.home / "raw").rglob("*"), key=lambda path: path.stat().st_size)
    hidden = archived.rename(place / "hidden")
    assert home.run("cycle").code == 1
    yield home, {("failed_stage", "240414001/decode")}
    hidden.rename(archived)
    _write(home, "insert into raw.skipped_bytes values (1, 1, 0, 1, 'never', 'was there')")
    assert home.run("cycle").code == 4
    yield home, {("unbalanced_ledger", "240414001")}
    _write(home, "delete from raw.skipped_bytes")
    home.done("cycle")
    (product, *_) = home.json("products")
    (home.home / product["path"]).unlink()
    home.run("verify")
    yield home, {("product_differs", product["path"])}
    home.done("repipe", RUN)
    home.run("verify")
    yield home, set()


def _write(home: Halfpipe, statement: str) -> None:
    """Do what nobody should do: write to a home's database by hand."""
    with duckdb.connect(str(home.home / "halfpipe.duckdb")) as database:
        database.execute(statement)


@provokes("late_delivery", "silent_stream", "nothing_received")
def time_goes_by(place: Path) -> Iterator[Moment]:
    def sent(number: int, hours: int, *troubles: Silence) -> Path:
        plan = replace(TINY, run_id=RUN_ID + hours * 3600)
        told = Scenario(runs=(plan,), first_downlink=240_414_000 + number).but(*troubles)
        (path,) = told.write(place / "sent", BARE)
        return path

    home = made(place / "home", now="2024-04-14T12:00:00Z")
    home.take_in(sent(1, 20))
    home.take_in(sent(2, 0))
    yield home, {("late_delivery", "240414002")}
    home.take_in(sent(3, 40, Silence(epu=B, deliveries=(0,))))
    yield home, {("silent_stream", "957")}
    later = replace(home, settings={"HALFPIPE_NOW": "2024-04-15T12:00:01Z"})
    later.done("cycle")
    yield later, {("silent_stream", "957"), ("nothing_received", "all deliveries")}
    later.take_in(sent(4, 42))
    yield later, set()


@provokes("config_mismatch")
def a_run_flies_with_other_keys(place: Path) -> Iterator[Moment]:
    flown = replace(TINY, hardware_key=201)
    (sent,) = replace(ONCE, runs=(flown,)).write(place / "sent", BARE)
    home = made(place / "home")
    for hardware_key in (200, 201):
        plan = place / f"plan-{hardware_key}.csv"
        plan.write_text(mission_plan([replace(flown, hardware_key=hardware_key)]))
        home.done("plan", plan)
        if hardware_key == 200:
            home.take_in(sent)
            yield home, {("config_mismatch", RUN)}
    home.done("cycle")
    yield home, set()


@provokes("failed_check", "checks_failed")
def what_must_be_true_is_not(place: Path) -> Iterator[Moment]:
    (sent,) = ONCE.write(place / "sent", BARE)
    home = made(place / "home", checks="sql")
    home.take_in(sent)
    _write(home, "update raw.events set elapsed_ticks = 0 where event_number = 4")
    assert home.run("check", "gem_elapsed_goes_forward").code == 1
    yield home, {("failed_check", "gem_elapsed_goes_forward")}
    _write(home, "alter table raw.datagrams rename packet_unix_s to hidden")
    assert home.run("check", "packets_are_made_after_their_events").code == 1
    yield home, {("failed_check", "gem_elapsed_goes_forward"), ("checks_failed", "check")}
    _write(home, "alter table raw.datagrams rename hidden to packet_unix_s")
    home.done("check", "packets_are_made_after_their_events")
    yield home, {("failed_check", "gem_elapsed_goes_forward")}
    _write(home, "update raw.events set elapsed_ticks = livetime_ticks * 2")
    home.done("check", "gem_elapsed_goes_forward")
    yield home, set()
