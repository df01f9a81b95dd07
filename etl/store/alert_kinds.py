"""Alert kinds as data: which come first, and the command that shows what an alert is about."""

from datetime import datetime
from pathlib import Path

TABLE = Path(__file__).with_name("alert_kinds.csv")
FILTERS = ("run_id", "ordinal", "state", "since_at", "until_at")


def every_alert(now: datetime) -> dict[str, object]:
    """Return the values with which ``listings/alerts`` shows all alerts, as they are at ``now``."""
    return {**dict.fromkeys(FILTERS), "now_at": now.replace(tzinfo=None), "alert_kinds": str(TABLE)}
