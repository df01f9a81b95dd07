"""Keep what checks found: their offenders, what came of each, and the alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa

from checks.definitions import Check, checks
from etl.store.alerts import Alert, clear_alert, raise_alert
from etl.store.outcomes import Outcome, end_attempt, instant
from etl.store.store import Store

KEPT_OFFENDERS = 100
SHOWN_OFFENDERS = 3
SHOWN_CHARACTERS = 1000
NO_MARTS = "the marts do not stand as of now; build them with: halfpipe models"


@dataclass(frozen=True)
class Done:
    """A check that was run, and on how many rows; or was not, and why."""

    check: Check
    examined_count: int = 0
    not_run_reason: str | None = None


def record(store: Store, stage: str, done: Sequence[Done]) -> None:
    """Keep what was found, and what came of each check."""
    now = instant()
    for name in ("check/done_checks", "check/told_checks"):
        store.make(name)
    store.append("told_checks", _columns([one.check for one in done]))
    store.append(
        "done_checks",
        {
            "check_name": [one.check.check_name for one in done],
            "is_by_run": [one.check.is_by_run for one in done],
            "examined_count": [one.examined_count for one in done],
            "not_run_reason": pa.array([one.not_run_reason for one in done], pa.string()),
        },
    )
    store.make("check/numbered_offenders", most=KEPT_OFFENDERS)
    known = [one.check_name for one in checks()]
    store.run("check/forget_checks", check_names=known)
    for name in ("add_checks", "retire_unknown", "retire_offenders", "add_offenders"):
        store.run(f"check/{name}", now=now)
    store.make("check/standing_counts")
    store.run("check/add_results", now=now, stage=stage)


def _columns(told: Sequence[Check]) -> dict[str, list[object]]:
    columns = {field.name: [getattr(one, field.name) for one in told] for field in fields(Check)}
    return columns | {"codes": [", ".join(one.codes) for one in told]}


def settle(store: Store, stage: str, newest: int | None, done: Sequence[Done]) -> Outcome:
    """End the attempt and bring the alerts up to date; a check that could not be asked fails it."""
    counts: dict[str, int] = dict(store.rows("check/state_counts", stage=stage))
    broken = [one for one in done if one.not_run_reason not in (None, NO_MARTS)]
    told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items())
    if broken:
        first = broken[0]
        told += f"; {first.check.check_name} did not run: {first.not_run_reason}"
    outcome = Outcome(stage, newest, instant(), not broken, told[:SHOWN_CHARACTERS])
    end_attempt(store, outcome)
    _alert(store, outcome)
    return outcome


def _alert(store: Store, outcome: Outcome) -> None:
    """Raise what is wrong, and clear what is not any more."""
    at = instant()
    failures = store.records("check/failures", shown=SHOWN_OFFENDERS)
    for failure in failures:
        raise_alert(store, _failed(failure), at)
    gone = {name for (name,) in store.rows("check/standing_alerts")}
    for name in gone - {failure["check_name"] for failure in failures}:
        clear_alert(store, "failed_check", name, at)
    if outcome.is_success:
        clear_alert(store, "checks_failed", outcome.stage, at)
    else:
        message = (
            f"Not everything was checked: {outcome.detail}. What offended before stands. It is "
            "checked again with the next cycle, or by: halfpipe check"
        )
        raise_alert(store, Alert("checks_failed", outcome.stage, message), at)


def _failed(failure: Mapping[str, Any]) -> Alert:
    name, count = failure["check_name"], failure["offender_count"]
    message = (
        f"{failure['title']} Not so for {count}: {failure['shown']}"
        f"{'; …' if count > SHOWN_OFFENDERS else ''}. To see to by: {failure['owner']}. All: "
        f"halfpipe sql \"from ops.check_offenders where check_name = '{name}' and gone_at is null\""
    )
    return Alert("failed_check", name, message, failure["severity"], failure["run_id"])
