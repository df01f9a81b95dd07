"""Check what must be true of the data; what offends is rows, and an alert for each failed check.

Queries come first, then the suites of Great Expectations. Each is an attempt, recorded as failed
before it begins: one that is killed stays so, and the next cycle does it again. What is looked at
run by run is looked at in the runs that changed since the last attempt that succeeded.
"""

import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from pathlib import Path

from checks.definitions import MARTS, Check, expectations, sql_checks
from checks.recording import NO_MARTS, SHOWN_CHARACTERS, Done, record, settle
from etl.clock import leap_seconds_met
from etl.limits import limit_rows
from etl.settings import Settings
from etl.store.kept_out import let_in
from etl.store.outcomes import Outcome, begin_attempt
from etl.store.store import Store

QUERIES = "check"
SUITES = "suites"
FOUND = "found_offenders"
BATCH_EVENTS = 2_000_000
LEFT_OUT = 'checks = "sql" leaves the suites to: halfpipe check'


@dataclass(frozen=True)
class Order:
    """What is to be checked.

    Parameters
    ----------
    checks
        The checks to run.
    checked_to
        Runs that changed after this hand-off are looked at; all runs at 0.
    newest
        The hand-off up to which all is checked then; None if only some checks run.
    docs
        Where the pages of the suites go, if they are wanted.
    """

    checks: Sequence[Check]
    checked_to: int = 0
    newest: int | None = None
    docs: Path | None = None


def check_what_changed(
    store: Store, settings: Settings, *, is_stopped: bool = False
) -> Iterator[Outcome]:
    """Run the checks that are due; yields how each attempt ended.

    In a cycle that was stopped they are due again when its hand-off goes on.
    """
    if settings.checks == "off":
        return
    order = _due(store, QUERIES, sql_checks())
    if order is not None:
        yield _attempt(store, QUERIES, replace(order, newest=None) if is_stopped else order)
        if settings.checks == "sql":
            with store.transaction():
                record(store, QUERIES, [Done(one, 0, LEFT_OUT) for one in expectations()])
    order = _due(store, SUITES, expectations())
    if order is not None and settings.checks == "on" and not is_stopped:
        yield _attempt(store, SUITES, order)


def check_by_hand(store: Store, names: Collection[str], docs: Path | None) -> list[Outcome]:
    """Run the checks of these names, or all if there are none, on everything that is held."""
    newest, _ = store.row("check/due", stage=QUERIES)
    outcomes = []
    for stage, found in ((QUERIES, sql_checks()), (SUITES, expectations())):
        asked = [check for check in found if not names or check.check_name in names]
        if asked and newest:
            order = Order(asked, newest=None if names else newest, docs=docs)
            outcomes.append(_attempt(store, stage, order))
    return outcomes


def _due(store: Store, stage: str, found: Sequence[Check]) -> Order | None:
    newest, checked_to = store.row("check/due", stage=stage)
    known: dict[str, str] = dict(store.rows("check/definitions"))
    if any(known.get(check.check_name) != check.definition for check in found):
        checked_to = 0
    return Order(found, checked_to, newest) if newest > checked_to else None


def _attempt(store: Store, stage: str, order: Order) -> Outcome:
    begin_attempt(store, stage, order.newest)
    done = (ask_queries if stage == QUERIES else ask_suites)(store, order)
    with store.transaction():
        record(store, stage, done)
        return settle(store, stage, order.newest, done)


def ask_queries(store: Store, order: Order) -> list[Done]:
    """Ask queries; their offenders are the rows of ``found_offenders`` then."""
    store.make("check/found_offenders")
    runs = _changed_runs(store, order)
    return [*_by_run(store, order, runs), *_at_once(store, order, runs)]


def _changed_runs(store: Store, order: Order) -> list[tuple[int, int]]:
    return store.rows("check/changed_runs", checked_to=order.checked_to)


def _by_run(store: Store, order: Order, runs: Sequence[tuple[int, int]]) -> Iterator[Done]:
    """Ask what is asked of each run, in batches that fit into memory."""
    asked = [check for check in order.checks if check.is_by_run]
    looked_at: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    for batch in _batches(runs) if asked else []:
        _choose(store, batch)
        store.make("check/checked_datagrams")
        store.make("check/event_steps")
        looked_at.update(_examined(store))
        for check in asked:
            reason = _gathered(store, check)
            if reason is not None:
                wrong[check.check_name] = reason
    for check in asked:
        yield Done(check, looked_at[check.looks_at], wrong.get(check.check_name))


def _at_once(store: Store, order: Order, runs: Sequence[tuple[int, int]]) -> Iterator[Done]:
    """Ask what is asked of everything."""
    _choose(store, [run_id for run_id, _ in runs])
    looked_at = _examined(store)
    lacking = _lacking_marts(store)
    _know_limits(store)
    if lacking is None:
        store.make("check/judged_metrics")
        looked_at |= store.records("check/judged")[0]
    for check in order.checks:
        if not check.is_by_run:
            reason = lacking if check.looks_at in MARTS else None
            reason = reason or _gathered(store, check)
            yield Done(check, looked_at.get(check.looks_at, 0), reason)


def _know_limits(store: Store) -> None:
    """Bring in the limits of metrics, those of the home before the usual ones."""
    store.make("check/known_limits")
    rows = limit_rows(store.home.limits)
    store.append("known_limits", {name: [row[name] or None for row in rows] for name in rows[0]})


def _batches(runs: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Cut runs into batches of some million events."""
    totals = accumulate(count for _, count in runs)
    numbered = zip((total // BATCH_EVENTS for total in totals), runs, strict=True)
    for _, batch in groupby(numbered, key=lambda one: one[0]):
        yield [run_id for _, (run_id, _) in batch]


def _choose(store: Store, run_ids: Sequence[int]) -> None:
    store.make("check/checked_runs", run_ids=list(run_ids))


def _gathered(store: Store, check: Check) -> str | None:
    """Ask a check; returns why it could not be asked, if it could not."""
    try:
        store.gather(f"sql/{check.check_name}", FOUND, leap_seconds_met=leap_seconds_met())
    except Exception as error:  # a check that cannot be asked must not keep the others from it
        return str(error).partition("\n")[0]
    return None


def _examined(store: Store) -> dict[str, int]:
    return store.records("check/examined")[0]


def _lacking_marts(store: Store) -> str | None:
    newest, _ = store.row("check/due", stage=QUERIES)
    (built_to,) = store.row("check/marts_age")
    if built_to == newest:
        return None
    return NO_MARTS


def ask_suites(store: Store, order: Order) -> list[Done]:
    """Ask expectations, by Great Expectations; their offenders are ``found_offenders`` then."""
    store.make("check/found_offenders")
    runs = _changed_runs(store, order)
    _choose(store, [run_id for run_id, _ in runs])
    looked_at = _examined(store)
    lacking = _lacking_marts(store)
    done = [
        Done(one, 0, lacking)
        for one in order.checks
        if one.looks_at in MARTS and lacking is not None
    ]
    asked = [one for one in order.checks if one not in [not_run.check for not_run in done]]
    try:
        let_in()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from checks.gx import run_suites
        with store.beside() as second:
            _choose(second, [run_id for run_id, _ in runs])
            found = run_suites(second, asked, order.docs)
    except Exception as error:  # whatever befalls Great Expectations, the cycle goes on
        reason = f"{type(error).__name__}: {error}"[:SHOWN_CHARACTERS]
        return [*done, *(Done(one, 0, reason) for one in asked)]
    store.append(FOUND, found.offenders)
    return [
        *done,
        *(Done(one, looked_at[one.looks_at], found.not_run.get(one.check_name)) for one in asked),
    ]
