"""Hand-offs: the steps in which the state moves, one per delivery or batch of decisions.

They are numbered in the order in which they happened; everything derived says from which
hand-off it holds.
"""

from dataclasses import dataclass
from datetime import datetime

from etl.store.store import Store

FIRST_NUMBER_WITHOUT_DELIVERY = 900


@dataclass(frozen=True)
class HandOff:
    """One step: what brought it, and the downlink id under which its products go out."""

    hand_off_number: int
    ordinal: int
    downlink: int
    brought_by: str
    opened_at: datetime

    @property
    def is_delivery(self) -> bool:
        """Whether a delivery, not a decision, brought it."""
        return self.brought_by == "delivery"

    @property
    def cause(self) -> str:
        """The words a person reads for what brought it."""
        return f"{self.brought_by} {self.downlink:09d}"


def open_hand_off(store: Store, *, downlink: int, brought_by: str, at: datetime) -> HandOff:
    """Record the next hand-off, as of the newest delivery."""
    (number, ordinal) = store.row("next_hand_off")
    hand_off = HandOff(number, ordinal, downlink, brought_by, at)
    store.run(
        "insert_hand_off",
        hand_off_number=number,
        ordinal=ordinal,
        downlink=downlink,
        brought_by=brought_by,
        opened_at=at,
    )
    return hand_off


def early_hand_off(store: Store, at: datetime, *, brought_by: str) -> HandOff:
    """Return the hand-off with which something counts at once, opening one if need be.

    It is the oldest that nothing was decided on yet: what a delivery brought that waits for its
    cycle is judged by it, too.
    """
    waiting = store.rows("decisions/early_hand_off")
    if waiting:
        return HandOff(*waiting[0])
    downlink = free_downlink(store, at, of_delivery=False)
    return open_hand_off(store, downlink=downlink, brought_by=brought_by, at=at)


def pending_hand_offs(store: Store, last_stage: str) -> list[HandOff]:
    """Return the hand-offs that did not get through ``last_stage`` yet, oldest first."""
    return [HandOff(*row) for row in store.rows("pending_hand_offs", last_stage=last_stage)]


def unannounced_hand_offs(store: Store) -> list[HandOff]:
    """Return the complete hand-offs that Level 1 was not told of yet, oldest first."""
    return [HandOff(*row) for row in store.rows("unannounced_hand_offs")]


def free_downlink(store: Store, at: datetime, *, of_delivery: bool) -> int:
    """Return the next free downlink id yymmddNNN of the day; NNN from 900 when nothing came."""
    day = int(f"{at:%y%m%d}") * 1000
    first, last = (
        (1, FIRST_NUMBER_WITHOUT_DELIVERY - 1)
        if of_delivery
        else (FIRST_NUMBER_WITHOUT_DELIVERY, 999)
    )
    (free,) = store.row("free_downlink", first=day + first, last=day + last)
    return int(free)
