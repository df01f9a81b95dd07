"""Look at the home as a whole: which alerts ended, and what is wrong that no single stage sees."""

from collections.abc import Mapping

from etl.limits import NO_LIMIT, Limit
from etl.settings import Settings
from etl.store.alerts import settle_kinds
from etl.store.outcomes import instant
from etl.store.store import Store

RELATIONS = ("file_alerts", "counting_deliveries", "good_copies", "ended")
WATCHED = {
    "delivery_lateness_s": "late",
    "stream_silence_s": "silent",
    "reception_silence_s": "nothing",
}
"""The limits that are watched, and what the statements call their bounds."""

FOUND = {
    "failed_stages": ("failed_stage", "unbalanced_ledger"),
    "late_deliveries": ("late_delivery",),
    "silent_streams": ("silent_stream",),
    "nothing_received": ("nothing_received",),
}
"""Which statement finds which kinds of alert."""


def watch(store: Store, settings: Settings, limits: Mapping[str, Limit]) -> None:
    """Settle the alerts of files, and those of the home as a whole."""
    settle_files(store)
    at = instant()
    with store.transaction():
        values = {"at": at, "expected_epus": settings.expected_epus, **_bounds(limits)}
        for name, kinds in FOUND.items():
            settle_kinds(store, kinds, store.records(f"alerts/{name}", **values), at)


def settle_files(store: Store) -> None:
    """Clear alerts of files whose cause is gone, and let them stand again if it is back."""
    at = instant()
    with store.transaction():
        for name in RELATIONS:
            store.make(f"alerts/{name}")
        store.run("alerts/clear_ended", at=at)
        store.run("alerts/raise_again", at=at)


def _bounds(limits: Mapping[str, Limit]) -> dict[str, float]:
    return {
        f"{name}_{bound}": getattr(limits.get(metric, NO_LIMIT), bound)
        for metric, name in WATCHED.items()
        for bound in ("warn_high", "error_high")
    }
