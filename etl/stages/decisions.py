"""Operators' decisions: each a row with who, when and why, taken up by the next cycle."""

from dataclasses import dataclass, field
from datetime import datetime

from etl.errors import BadRequest
from etl.store.hand_offs import HandOff, early_hand_off, free_downlink, open_hand_off
from etl.store.outcomes import instant
from etl.store.store import Store, Value


@dataclass(frozen=True)
class Signature:
    """Who decided, and why."""

    decided_by: str
    why: str


@dataclass(frozen=True)
class Target:
    """What a decision is about: a run, a delivery, or everything when both are None."""

    run_id: int | None = None
    downlink: int | None = None

    def __str__(self) -> str:
        if self.run_id is not None:
            return f"r{self.run_id:010d}"
        return "everything" if self.downlink is None else f"delivery {self.downlink:09d}"


@dataclass(frozen=True)
class Holes:
    """Which open holes of a run are meant: all, those of a stream, or one by a datagram in it."""

    run_id: int
    apid: int | None = None
    datagram_sequence: int | None = None

    def __str__(self) -> str:
        parts = (f"r{self.run_id:010d}", self.apid, self.datagram_sequence)
        return "/".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True)
class _Decision:
    action: str
    target: Target = field(default_factory=Target)
    hole_id: int | None = None
    epus: int | None = None
    undoes_decision_id: int | None = None

    @property
    def values(self) -> dict[str, Value]:
        """What it says, as statements have it."""
        return {
            "action": self.action,
            "run_id": self.target.run_id,
            "downlink": self.target.downlink,
            "hole_id": self.hole_id,
            "epus": self.epus,
            "undoes_decision_id": self.undoes_decision_id,
        }


def write_off(store: Store, holes: Holes, signature: Signature) -> list[int]:
    """Give the open holes meant by ``holes`` up as lost.

    Like every decision it returns the numbers of decisions that stand and say so already; what
    they say is not recorded again.

    Raises
    ------
    BadRequest
        No open hole is meant.
    """
    found = store.rows("decisions/open_holes", **vars(holes))
    if not found:
        raise BadRequest(
            f"{holes}: no open hole there. See what is open with: halfpipe holes --state open"
        )
    target = Target(run_id=holes.run_id)
    given_up = [_Decision("write-off", target, hole_id) for (hole_id,) in found]
    return _record(store, given_up, signature)


def force(store: Store, run_id: int, signature: Signature) -> list[int]:
    """Accept the streams a run has and write off every open hole of it, absent streams included."""
    (seen_epus,) = _known_run(store, run_id)
    return _record(store, [_Decision("force", Target(run_id), epus=seen_epus)], signature)


def accept(store: Store, run_id: int, epus: int, signature: Signature) -> list[int]:
    """Expect ``epus`` streams of this run, whatever the settings expect of all."""
    _known_run(store, run_id)
    return _record(store, [_Decision("accept", Target(run_id), epus=epus)], signature)


def hold(store: Store, target: Target, signature: Signature) -> list[int]:
    """Deliver nothing more of ``target`` until it is released; what was delivered stays so."""
    _check(store, target)
    return _record(store, [_Decision("hold", target)], signature, at_once=True)


def ignore(store: Store, target: Target, signature: Signature) -> list[int]:
    """Leave ``target`` out: a run is kept back, a delivery's datagrams no longer count."""
    _check(store, target)
    return _record(store, [_Decision("ignore", target)], signature, at_once=True)


def release(store: Store, target: Target, signature: Signature) -> list[int]:
    """Undo every hold and ignore of ``target``, or let a run go on that its keys hold.

    Raises
    ------
    BadRequest
        Nothing holds it.
    """
    found = store.rows("decisions/standing_holds", **vars(target))
    if not found and store.rows("decisions/held_for_keys", run_id=target.run_id):
        found = [(None,)]
    if not found:
        raise BadRequest(
            f"{target}: no hold and no ignore stands. See decisions with: halfpipe decisions"
        )
    undone = [_Decision("release", target, undoes_decision_id=number) for (number,) in found]
    return _record(store, undone, signature, at_once=True)


def undo(store: Store, decision_id: int, signature: Signature) -> list[int]:
    """Undo any one decision.

    Raises
    ------
    BadRequest
        There is no such decision, or it is undone already.
    """
    found = store.rows("decisions/standing_decision", decision_id=decision_id)
    if not found:
        raise BadRequest(
            f"decision {decision_id}: not one that stands. See them with: halfpipe decisions"
        )
    target = Target(*found[0])
    undoing = _Decision("release", target, undoes_decision_id=decision_id)
    return _record(store, [undoing], signature, at_once=True)


def _known_run(store: Store, run_id: int) -> tuple[int]:
    found = store.rows("decisions/known_run", run_id=run_id)
    if not found:
        raise BadRequest(f"r{run_id:010d}: no such run is known yet; see: halfpipe runs")
    return (int(found[0][0]),)


def _check(store: Store, target: Target) -> None:
    if target.run_id is not None:
        _known_run(store, target.run_id)
    elif target.downlink is not None and not store.rows("find_downlink", downlink=target.downlink):
        raise BadRequest(f"{target}: no such delivery; see: halfpipe deliveries")


def _record(
    store: Store, decisions: list[_Decision], signature: Signature, *, at_once: bool = False
) -> list[int]:
    said = [store.rows("decisions/said_already", **decision.values) for decision in decisions]
    new = [decision for decision, found in zip(decisions, said, strict=True) if not found]
    if new:
        _insert(store, new, signature, at_once=at_once)
    return [int(decision_id) for found in said for (decision_id,) in found]


def _insert(
    store: Store, decisions: list[_Decision], signature: Signature, *, at_once: bool
) -> None:
    now = instant()
    with store.transaction():
        hand_off = _hand_off(store, now, at_once=at_once)
        for decision in decisions:
            store.run(
                "decisions/insert_decision",
                decided_at=now,
                ordinal=hand_off.ordinal,
                hand_off=hand_off.hand_off_number,
                **decision.values,
                **vars(signature),
            )


def _hand_off(store: Store, now: datetime, *, at_once: bool) -> HandOff:
    """Return the hand-off with which decisions come into force, opening one if need be.

    What is held, ignored or released counts at once: also for a delivery that is received and
    waits for its cycle. Other decisions are about what is known by then, so they come after it.
    """
    if at_once:
        return early_hand_off(store, now, brought_by="decision")
    waiting = store.rows("decisions/waiting_hand_off")
    if waiting:
        return HandOff(*waiting[0])
    downlink = free_downlink(store, now, of_delivery=False)
    return open_hand_off(store, downlink=downlink, brought_by="decision", at=now)
