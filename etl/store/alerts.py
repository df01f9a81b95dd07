"""Alerts: one row per thing that is wrong, raised once, updated, cleared when it is gone."""

from collections.abc import Iterable, Mapping, Sequence
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


NOTHING_MORE: Mapping[str, object] = {"severity": "warning", "run_id": None, "ordinal": None}


def raise_alert(store: Store, alert: Alert, at: datetime) -> None:
    """Raise ``alert``, or bring the standing one of its kind and subject up to date."""
    raise_alerts(store, [alert], at)


def raise_alerts(store: Store, alerts: Sequence[Alert], at: datetime) -> None:
    """Raise ``alerts``, or bring those that stand up to date; of one thing the last one counts."""
    last = {(alert.alert_kind, alert.subject): vars(alert) for alert in alerts}
    if last:
        _bring(store, list(last.values()), at)


def clear_alert(store: Store, alert_kind: str, subject: str, at: datetime) -> None:
    """Clear the standing alert of this kind and subject, if there is one."""
    store.run("clear_alert", alert_kind=alert_kind, subject=subject, at=at)


def settle_alert(store: Store, found: Mapping[str, object], at: datetime) -> None:
    """Raise what a statement found, a kind, a subject and a message, or clear it: no message."""
    if found["message"] is None:
        clear_alert(store, str(found["alert_kind"]), str(found["subject"]), at)
    else:
        _bring(store, [{**NOTHING_MORE, **found}], at)


def settle_kinds(
    store: Store, kinds: Sequence[str], found: Iterable[Mapping[str, object]], at: datetime
) -> None:
    """Let exactly what was found stand of these kinds: raise it, and clear all else of them."""
    gone = {(kind, subject) for kind in kinds for subject in standing_subjects(store, kind)}
    for alert in found:
        settle_alert(store, alert, at)
        gone.discard((str(alert["alert_kind"]), str(alert["subject"])))
    for kind, subject in sorted(gone):
        clear_alert(store, kind, subject, at)


def standing_subjects(store: Store, alert_kind: str) -> set[str]:
    """Return what the alerts of a kind that are not cleared are about."""
    return {subject for (subject,) in store.rows("standing_subjects", kind=alert_kind)}


def _bring(store: Store, alerts: Sequence[Mapping[str, object]], at: datetime) -> None:
    for name in ("update_alerts", "raise_alerts"):
        store.run(name, at=at, alerts=alerts)
