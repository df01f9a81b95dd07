"""What the decisions in force make of a run: what holds it, and how many streams it is due."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.facts import LCI, LPA, Arrived, Decision, Site


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that no later one undid."""
    undone = {decision.undoes for decision in decisions}
    return [d for d in decisions if d.undoes is None and d.number not in undone]


def ignored_deliveries(decisions: Sequence[Decision]) -> frozenset[int]:
    return frozenset(
        d.ordinal for d in in_force(decisions) if d.action == "ignore" and d.ordinal is not None
    )


@dataclass(frozen=True)
class Standing:
    """How a run stands: what holds it if anything does, its due streams, whether it was forced."""

    held: str | None
    expected_epus: int
    is_forced: bool


def standing(
    run_id: int, currents: Sequence[Arrived], decisions: Sequence[Decision], site: Site
) -> Standing:
    """How a run of which these copies count stands under these decisions."""
    active = in_force(decisions)
    spoken = [d for d in active if d.run_id == run_id]
    seen = {one.copy.apid for one in currents}
    expected = _expected(seen, spoken, site)
    is_forced = any(d.action == "force" for d in spoken)
    return Standing(
        _held_by_decision(spoken, active, currents)
        or (None if is_forced else _held_by_apids(seen))
        or (None if _count_is_fine(len(seen), expected, spoken) else "epu_count"),
        expected,
        is_forced,
    )


def _held_by_decision(
    spoken: Sequence[Decision], active: Sequence[Decision], currents: Sequence[Arrived]
) -> str | None:
    everywhere = [d for d in active if d.run_id is None and d.ordinal is None]
    actions = {d.action for d in [*spoken, *everywhere]}
    held_deliveries = {d.ordinal for d in active if d.action == "hold" and d.ordinal is not None}
    if "ignore" in actions:
        return "ignored"
    if "hold" in actions or any(one.ordinal in held_deliveries for one in currents):
        return "operator"
    return None


def _held_by_apids(seen: set[int]) -> str | None:
    if seen <= LPA or seen <= LCI:
        return None
    return "mixed_apids" if seen & (LPA | LCI) else "unknown_apid"


def _expected(seen: set[int], spoken: Sequence[Decision], site: Site) -> int:
    accepted = [d.epus for d in spoken if d.action == "accept" and d.epus is not None]
    if accepted and len(seen) <= accepted[-1]:
        return accepted[-1]
    if seen <= LPA:
        return site.expected_epus
    return 1 if seen <= LCI else len(seen)


def _count_is_fine(seen: int, expected: int, spoken: Sequence[Decision]) -> bool:
    forced = [d.epus for d in spoken if d.action == "force" and d.epus is not None]
    is_absence_accepted = any(
        d.action == "write-off" and d.hole is not None and d.hole[0] == "stream" for d in spoken
    )
    return (
        seen == expected
        or (is_absence_accepted and seen < expected)
        or (bool(forced) and min(forced[-1], expected) <= seen <= max(forced[-1], expected))
    )
