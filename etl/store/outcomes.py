"""Every attempt of a stage is a row, so that what happened to a delivery is one SELECT."""

from dataclasses import dataclass
from datetime import datetime

from etl import clock
from etl.store.store import Store


@dataclass(frozen=True)
class Outcome:
    """How one attempt of a stage ended; ``hand_off_number`` is None for work of a whole cycle."""

    stage: str
    hand_off_number: int | None
    started_at: datetime
    is_success: bool
    detail: str


def instant() -> datetime:
    """Return now as the database keeps instants: UTC without a zone."""
    return clock.now().replace(tzinfo=None)


def stages_done(store: Store, hand_off_number: int) -> set[str]:
    """Return the names of the stages that a hand-off has behind it."""
    rows = store.rows("stages_done", hand_off_number=hand_off_number)
    return {stage for (stage,) in rows}


def record_outcome(store: Store, outcome: Outcome) -> None:
    """Add ``outcome`` to ``ops.outcomes``."""
    store.run("insert_outcome", ended_at=instant(), **vars(outcome))


def begin_attempt(store: Store, stage: str, hand_off_number: int | None) -> None:
    """Record an attempt as failed before it begins: one that is killed stays so."""
    with store.transaction():
        record_outcome(store, Outcome(stage, hand_off_number, instant(), False, "it did not end"))


def end_attempt(store: Store, outcome: Outcome) -> None:
    """Say how the attempt ended that began last in this stage."""
    store.run(
        "end_outcome",
        stage=outcome.stage,
        ended_at=instant(),
        is_success=outcome.is_success,
        detail=outcome.detail,
    )
