"""Send what is new about alerts to the site's channels: one message each, recorded, tried again."""

import logging
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from etl.settings import SEVERITIES, Channel
from etl.store.alert_kinds import every_alert
from etl.store.alerts import Alert, clear_alert, raise_alert, standing_subjects
from etl.store.outcomes import instant
from etl.store.store import Store

ALERT = "channel_failed"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MOST_TOLD = 20
LONGEST_S = 30
SHOWN_CHARACTERS = 500
SECRET_CHARACTERS = 4
NOTICES = ("raised", "changed", "still_standing", "cleared")
# Of other kinds of channel the host itself may be a token.
HOSTED = ("mailto", "mailtos", "json", "jsons", "form", "forms", "xml", "xmls")

Pending = Mapping[str, Any]


def send_alerts(store: Store, channels: Sequence[Channel]) -> list[str]:
    """Send each channel what it was not told yet; returns what was done, a line for each.

    A channel that fails is tried again with later cycles, after a pause that doubles; nothing that
    goes wrong here stops a cycle. Beyond ``per_hour`` messages what is new waits, and goes out as
    one.
    """
    named = {channel.name for channel in channels}
    with store.transaction():
        for subject in sorted(standing_subjects(store, ALERT) - named):
            clear_alert(store, ALERT, subject, instant())
    return [line for channel in channels for line in _served(store, channel)]


def _served(store: Store, channel: Channel) -> list[str]:
    now_at = instant()
    record = store.records("send/channel_record", channel=channel.name, now_at=now_at)[0]
    is_full = record["sent_count"] >= channel.per_hour
    if is_full or now_at < _next_attempt_at(record, now_at):
        return []
    pending = _pending(store, channel, now_at)
    if not pending:
        return []
    title, body = title_of(pending), body_of(pending, str(store.home.folder))
    error = deliver(channel, title, body)
    sent = {"title": title, "body": body, "is_success": not error, "detail": error or "sent"}
    _record(store, channel, pending, {**sent, "now_at": now_at})
    return [f"{len(pending)} to {channel.name}: {error or 'sent'}"]


def _next_attempt_at(record: Mapping[str, Any], now_at: datetime) -> datetime:
    failed, last_attempt_at = int(record["failed_count"]), record["last_attempt_at"]
    if failed == 0:
        return now_at
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(failed - 1, 10), LONGEST_PAUSE)
    return datetime.fromisoformat(str(last_attempt_at)) + pause


def _pending(store: Store, channel: Channel, now_at: datetime) -> list[Pending]:
    values = every_alert(now_at)
    store.make("listings/alerts", **values)
    severe = SEVERITIES[SEVERITIES.index(channel.severity) :]
    return list(
        store.records(
            "send/pending",
            channel=channel.name,
            now_at=now_at,
            severities=list(severe),
            kinds=list(channel.kinds),
        )
    )


def _record(
    store: Store, channel: Channel, pending: Sequence[Pending], sent: Mapping[str, Any]
) -> None:
    place = place_of(channel)
    with store.transaction():
        (number,) = store.row(
            "send/insert_notification",
            channel=channel.name,
            place=place,
            alert_count=len(pending),
            **sent,
        )
        told = {
            name: [alert[name] for alert in pending]
            for name in ("alert_id", "notice", "severity", "message")
        }
        store.append("ops.notified_alerts", {"notification_id": [number] * len(pending), **told})
        if sent["is_success"]:
            clear_alert(store, ALERT, channel.name, sent["now_at"])
        else:
            message = (
                f"Alerts do not reach channel {channel.name} ({place}): {sent['detail']} They are "
                "sent again with the next cycles; mend the channel in halfpipe.toml or where it "
                "leads."
            )
            alert = Alert("channel_failed", channel.name, message, severity="error")
            raise_alert(store, alert, sent["now_at"])


def title_of(pending: Sequence[Pending]) -> str:
    """Return the first line of a message: how many alerts of which notice, and the first of them.

    Parameters
    ----------
    pending
        The alerts to tell, those that matter most first; one at least.
    """
    counts = {notice: sum(one["notice"] == notice for one in pending) for notice in NOTICES}
    told = ", ".join(
        f"{count} {notice.replace('_', ' ')}" for notice, count in counts.items() if count
    )
    return f"HalfPipe: {told}; {pending[0]['alert_kind']} {pending[0]['subject']}"


def body_of(pending: Sequence[Pending], home: str) -> str:
    """Return a message as plain text: each alert with what it says, its SQL and its runbook."""
    parts = [_paragraph(one) for one in pending[:MOST_TOLD]]
    left = len(pending) - MOST_TOLD
    if left > 0:
        parts.append(f"And {left} more: halfpipe alerts")
    return "\n\n".join([*parts, f"Home: {home}"])


def _paragraph(alert: Pending) -> str:
    notice = alert["notice"].replace("_", " ").upper()
    since = f"since {alert['raised_at']:%Y-%m-%d %H:%M} UTC"
    about = f"(alert {alert['alert_id']}, {alert['severity']}, {since})"
    head = f"{notice} {alert['alert_kind']} {alert['subject']} {about}"
    if alert["notice"] == "cleared":
        return f"{head}\n  It is over since {alert['cleared_at']:%Y-%m-%d %H:%M} UTC."
    return f"{head}\n  {alert['message']}\n  See: {alert['see']}\n  Runbook: {alert['runbook']}"


def deliver(channel: Channel, title: str, body: str) -> str:
    """Hand a message to the channel; returns what went wrong, with no secret in it, or nothing."""
    logging.getLogger("apprise").addHandler(logging.NullHandler())  # its words come back to us
    address = channel.url.get_secret_value()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            words = _handed_over(address, title, body)
    except Exception as error:  # whatever a plug-in raises, alerts never stop a cycle
        words = f"{type(error).__name__}: {error}"
    return without_secrets(words, address)[:SHOWN_CHARACTERS]


def _handed_over(address: str, title: str, body: str) -> str:
    import apprise

    sender = apprise.Apprise()
    if not sender.add(address):
        return "its url is none that apprise knows."
    result = sender.notify(body, title, body_format=apprise.NotifyFormat.TEXT, timeout=LONGEST_S)
    if result:
        return ""
    return "; ".join(entry.message for entry in result.logs()) or "it was refused."


def without_secrets(text: str, address: str) -> str:
    """Return ``text`` without the parts of an address, but for a host that is no secret."""
    parts = urlsplit(address)
    host = parts.hostname if parts.scheme in HOSTED else None
    pieces = {piece for piece in re.split(r"[/:@?&=,;]+", address) if piece not in (host, "")}
    secret = {piece for piece in pieces if len(piece) >= SECRET_CHARACTERS} - {parts.scheme}
    for piece in sorted({address, *secret}, key=len, reverse=True):
        text = text.replace(piece, "***")
    return text


def place_of(channel: Channel) -> str:
    """Return where a channel leads, as far as that is no secret."""
    parts = urlsplit(channel.url.get_secret_value())
    return f"{parts.scheme}://{parts.hostname}" if parts.scheme in HOSTED else parts.scheme
