"""Alerts: one row per thing that is wrong, raised once, updated, cleared when it is gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from etl.store.store import Store


@dataclass(frozen=True)
class Alert:
    """What a person is told: a kind, the thing it is about, and a message that says what to do."""

    alert_kind: str
    subject: str
    message: str
    severity: str = "warning"
    run_id: int | None = None
    ordinal: int | None = None


def raise_alert(store: Store, alert: Alert, at: datetime) -> None:
    """Raise ``alert``, or bring the standing one of its kind and subject up to date."""
    for name in ("update_alert", "raise_alert"):
        store.run(name, at=at, **vars(alert))


def clear_alert(store: Store, alert_kind: str, subject: str, at: datetime) -> None:
    """Clear the standing alert of this kind and subject, if there is one."""
    store.run("clear_alert", alert_kind=alert_kind, subject=subject, at=at)


def settle_alert(store: Store, found: Mapping[str, str | None], at: datetime) -> None:
    """Raise what a statement found, a kind, a subject and a message, or clear it: no message."""
    if found["message"] is None:
        clear_alert(store, str(found["alert_kind"]), str(found["subject"]), at)
        return
    nothing = dict.fromkeys(("run_id", "ordinal"))
    for name in ("update_alert", "raise_alert"):
        store.run(name, at=at, severity="warning", **nothing, **found)
