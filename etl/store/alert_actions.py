"""What operators do about alerts: each a row with who, when, why and what the alert said then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from etl.store.outcomes import instant
from etl.store.store import Store

ACKNOWLEDGE, SILENCE, REOPEN = "acknowledge", "silence", "reopen"


@dataclass(frozen=True)
class Action:
    """One action; the last one on an alert counts."""

    action: str
    acted_by: str
    why: str
    silenced_until_at: datetime | None = None


def act_on_alerts(store: Store, alert_ids: Sequence[int], action: Action) -> None:
    """Record ``action`` on each of the alerts."""
    with store.transaction():
        store.run("insert_alert_actions", alert_ids=list(alert_ids), at=instant(), **vars(action))
