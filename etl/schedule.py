"""Run cycles: every stage on what is new, each attempt recorded, then the snapshot."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from etl import clock
from etl.errors import HalfPipeError, PublicationStopped
from etl.limits import limits_on
from etl.settings import Settings
from etl.stages import STAGES, Stage
from etl.stages.check import check_what_changed
from etl.stages.expire import expire_holes
from etl.stages.models import STAGE as MODELS
from etl.stages.models import build_models
from etl.stages.notify import notify
from etl.stages.send_alerts import check_channels, send_alerts
from etl.stages.watch import settle_files, watch
from etl.store.durable import remove_parts
from etl.store.hand_offs import HandOff, pending_hand_offs, unannounced_hand_offs
from etl.store.outcomes import Outcome, instant, record_outcome, stages_done
from etl.store.publish import publish
from etl.store.store import Store

LAST_STAGE = list(STAGES)[-1]


@dataclass(frozen=True)
class StageLine:
    """One line of a cycle's story."""

    downlink: int | None
    stage: str
    seconds: float
    detail: str


Teller = Callable[[StageLine], None]


def cycle(store: Store, settings: Settings, tell: Teller) -> int:
    """Run every stage on what is new, then publish; returns how many hand-offs were completed.

    A cycle that was killed is finished by the next one: each hand-off goes on at the first stage
    that did not succeed.
    """
    check_channels(settings.channels)
    limits = limits_on(clock.now().date(), store.home.limits)
    with store.transaction():
        store.run("begin_cycle", started_at=instant())
    for folder in set(store.home.folders) - {store.home.inbox}:  # others write there
        remove_parts(folder)
    verdict = "failed"
    try:
        count = _all_hand_offs(store, settings, tell)
        _announce(store, settings, tell)
        settle_files(store)
        _build_models(store, settings, tell)
        _check(store, settings, tell)
        verdict = "done"
    except PublicationStopped:
        _check(store, settings, tell, is_stopped=True)
        raise
    finally:
        with store.transaction():
            store.run("end_cycle", ended_at=instant(), verdict=verdict)
        watch(store, settings, limits)
        _send(store, settings, tell)
        began = time.perf_counter()
        published = publish(store)
        tell(StageLine(None, "publish", time.perf_counter() - began, published))
    return count


def _all_hand_offs(store: Store, settings: Settings, tell: Teller) -> int:
    count = _pending(store, settings, tell)
    while expire_holes(store, settings):
        count += _pending(store, settings, tell)
    return count


def _pending(store: Store, settings: Settings, tell: Teller) -> int:
    hand_offs = pending_hand_offs(store, LAST_STAGE)
    for hand_off in hand_offs:
        done = stages_done(store, hand_off.hand_off_number)
        for name, stage in STAGES.items():
            if name not in done:
                tell(_attempt(store, hand_off, settings, name, stage))
    return len(hand_offs)


def _attempt(
    store: Store, hand_off: HandOff, settings: Settings, name: str, stage: Stage
) -> StageLine:
    started_at, began = instant(), time.perf_counter()
    number = hand_off.hand_off_number
    try:
        with store.transaction():
            detail = stage(store, hand_off, settings)
            record_outcome(store, Outcome(name, number, started_at, True, detail))
    except Exception as error:
        with store.transaction():
            record_outcome(store, Outcome(name, number, started_at, False, str(error)))
        if not isinstance(error, HalfPipeError):
            error.add_note(f"in stage {name} of {hand_off.cause}")
        raise
    return StageLine(hand_off.downlink, name, time.perf_counter() - began, detail)


def _announce(store: Store, settings: Settings, tell: Teller) -> None:
    if not settings.on_ready:
        return
    for hand_off in unannounced_hand_offs(store):
        began = time.perf_counter()
        is_success = notify(store, hand_off, settings)
        detail = "done" if is_success else "failed; it runs again with the next cycle"
        tell(StageLine(hand_off.downlink, "on_ready", time.perf_counter() - began, detail))


def _check(store: Store, settings: Settings, tell: Teller, *, is_stopped: bool = False) -> None:
    began = time.perf_counter()
    for outcome in check_what_changed(store, settings, is_stopped=is_stopped):
        detail = outcome.detail if outcome.is_success else f"failed: {outcome.detail}"
        tell(StageLine(None, outcome.stage, time.perf_counter() - began, detail))
        began = time.perf_counter()


def _build_models(store: Store, settings: Settings, tell: Teller) -> None:
    if settings.models == "off":
        return
    began = time.perf_counter()
    outcome = build_models(store)
    if outcome is not None:
        detail = outcome.detail if outcome.is_success else f"failed: {outcome.detail}"
        tell(StageLine(None, MODELS, time.perf_counter() - began, detail))


def _send(store: Store, settings: Settings, tell: Teller) -> None:
    began = time.perf_counter()
    for line in send_alerts(store, settings.channels):
        tell(StageLine(None, "alerts", time.perf_counter() - began, line))
