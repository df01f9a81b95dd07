"""What an operator does about alerts: acknowledge, silence, reopen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

import click

from etl.cli.decisions import given_reason, login_name
from etl.cli.homes import wait_option, writing
from etl.cli.listings import times, unfiltered
from etl.cli.names import nearest
from etl.clock import now
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

CLEARED = "cleared"


@dataclass(frozen=True)
class AlertDesk:
    """Where an operator acts on alerts: the home, which alerts, who, why, and how long to wait."""

    home: Home
    alerts: Sequence[Record]
    by: str | None
    why: str
    wait_s: float

    def record(self, action: str, came_of_it: str, until_at: datetime | None = None) -> None:
        """Record ``action`` on the alerts, publish it, and say what came of it."""
        from etl.store.alert_actions import Action, act_on_alerts
        from etl.store.publish import publish

        signed = Action(action, self.by or login_name(), given_reason(self.why), until_at)
        with writing(self.home, action, self.wait_s) as store:
            act_on_alerts(store, [alert["alert_id"] for alert in self.alerts], signed)
            publish(store)
        for alert in self.alerts:
            about = f"{alert['alert_kind']} {alert['subject']}"
            print(f"Alert {alert['alert_id']}, {about}: {came_of_it}")


def about_alerts(act: Callable[..., None]) -> Callable[..., None]:
    """Give a command its alerts and the options of every action; it is called with the desk."""

    @click.argument("named", nargs=-1, required=True, metavar="ALERT...")
    @click.option("--why", required=True, metavar="TEXT", help="The reason, for those who ask.")
    @click.option("--by", metavar="NAME", help="Who does it; else the login user.")
    @wait_option
    @click.pass_obj
    @wraps(act)
    def at_the_desk(home: Home, /, named: Sequence[str], **given: Any) -> None:
        signed = {name: given.pop(name) for name in ("by", "why", "wait_s")}
        act(AlertDesk(home, known_alerts(home, named), **signed), **given)

    return at_the_desk


@click.command(
    "acknowledge",
    epilog="Example: halfpipe acknowledge r0429215245 --why 'asked the planners'",
)
@about_alerts
def acknowledge_command(desk: AlertDesk) -> None:
    """Take notice of alerts: they are sent no more, unless what they say changes.

    ALERT is its number, its subject, or a kind for all of it.
    """
    desk.record("acknowledge", "acknowledged while it says the same")


@click.command(
    "silence",
    epilog="Example: halfpipe silence silent_stream --until 2030-01-01 --why 'EPU 1 is off'",
)
@click.option("--until", required=True, metavar="TIME", help="Until then: UTC or MET.")
@about_alerts
def silence_command(desk: AlertDesk, until: str) -> None:
    """Hear nothing of alerts until a time; those that stand then are sent again.

    ALERT is its number, its subject, or a kind for all of it.
    """
    until_at = time_to_come(until)
    desk.record("silence", f"silent until {until_at:%Y-%m-%d %H:%M:%S} UTC", until_at)


@click.command("reopen", epilog="Example: halfpipe reopen 12 --why 'it was another hole'")
@about_alerts
def reopen_command(desk: AlertDesk) -> None:
    """Undo that alerts were acknowledged or silenced.

    ALERT is its number, its subject, or a kind for all of it.
    """
    desk.record("reopen", "open again")


def known_alerts(home: Home, named: Sequence[str]) -> list[Record]:
    """Return the alerts that are meant by number, subject or kind, each once.

    Raises
    ------
    BadRequest
        None that is not cleared is meant by one of the names; the message tells the nearest.
    """
    with Snapshot.open(home) as snapshot:
        alerts = snapshot.records("listings/alerts", **unfiltered())
    found: dict[int, Record] = {}
    for name in named:
        meant = {alert["alert_id"]: alert for alert in alerts if name in _names(alert)}
        open_ones = {key: one for key, one in meant.items() if one["alert_state"] != CLEARED}
        if not open_ones:
            raise BadRequest(_nothing_meant(name, alerts, is_known=bool(meant)))
        found |= open_ones
    return list(found.values())


def _nothing_meant(name: str, alerts: Sequence[Record], *, is_known: bool) -> str:
    if is_known:
        return f"{name}: that alert is cleared; there is nothing left to do about it."
    known = [
        one for alert in alerts if alert["alert_state"] != CLEARED for one in _names(alert)[1:]
    ]
    told = nearest(name, known) if known else "; none stands."
    return f"{name}: no alert has that number, subject or kind{told}"


def _names(alert: Record) -> tuple[str, str, str]:
    return str(alert["alert_id"]), alert["subject"], alert["alert_kind"]


def time_to_come(text: str) -> datetime:
    """Read a time that must be later than now, as UTC without a zone.

    Raises
    ------
    BadRequest
        It is no time, or past.
    """
    until_at = times("until", text)["until_at"]
    if not isinstance(until_at, datetime) or until_at <= now().replace(tzinfo=None):
        raise BadRequest(f"--until {text}: that is not to come. Give a later UTC or MET.")
    return until_at


ALERT_ACTIONS = (acknowledge_command, silence_command, reopen_command)
