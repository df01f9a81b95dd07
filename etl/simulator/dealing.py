"""How the EPUs share the events and pack them into datagrams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.simulator.plan import RunPlan
from etl.simulator.triggers import Triggers

Rows = NDArray[np.int64]

PACKING_S = 0.002  # from a datagram's last event to its first packet


@dataclass(frozen=True)
class Datagrams:
    """The datagrams of a run, one row each, by EPU and number.

    Parameters
    ----------
    epu
        Which EPU sent it.
    datagram_sequence
        Its number among that EPU's datagrams.
    start_event, stop_event
        Its events: rows of the sent events, half-open.
    packet_met
        When it was complete and went into packets.
    is_first, is_last
        Whether it opens or closes its stream.
    """

    epu: Rows
    datagram_sequence: Rows
    start_event: Rows
    stop_event: Rows
    packet_met: NDArray[np.float64]
    is_first: NDArray[np.bool_]
    is_last: NDArray[np.bool_]


@dataclass(frozen=True)
class Sent:
    """The events of a run as sent down: by EPU, datagram and place in the datagram.

    Parameters
    ----------
    trigger
        Row of the event among the triggers; a sweep event's row comes once from each EPU.
    datagram
        Row of its datagram.
    datagrams
        The datagrams.
    """

    trigger: Rows
    datagram: Rows
    datagrams: Datagrams


def deal(plan: RunPlan, taken: Triggers, rng: np.random.Generator) -> Sent:
    """Share the events of a run among its EPUs and close their datagrams by size."""
    epu, trigger = _shared(plan, rng)
    by_epu = np.argsort(epu, kind="stable")
    trigger = trigger[by_epu]
    counts = np.bincount(epu, minlength=len(plan.apids))
    sizes = [_sizes(int(count), plan, rng) for count in counts]
    datagram = np.repeat(np.arange(sum(map(len, sizes))), np.concatenate(sizes))
    if plan.shuffled:
        trigger = trigger[np.lexsort([rng.random(trigger.size), datagram])]
    return Sent(trigger, datagram, _numbered(plan, sizes, taken.event_met[trigger]))


def _shared(plan: RunPlan, rng: np.random.Generator) -> tuple[Rows, Rows]:
    """Name the EPU and the trigger of each sent event."""
    epus = len(plan.apids)
    position = np.arange(plan.events)
    if plan.block is None:
        epu = rng.integers(0, epus, plan.events)
    else:
        epu = position // plan.block % epus
    for number, stop in enumerate(plan.epu_stops):
        is_after = (epu == number) & (position >= stop * plan.events)
        epu = np.where(is_after, (epu + 1) % epus, epu)
    if not plan.sweep:
        return epu, position
    return (
        np.concatenate([epu, np.arange(epus)]),
        np.concatenate([position, np.full(epus, plan.events)]),
    )


def _sizes(count: int, plan: RunPlan, rng: np.random.Generator) -> Rows:
    """Draw how many events each of one EPU's datagrams holds."""
    least, greatest = plan.events_per_datagram
    stops = np.cumsum(rng.integers(least, greatest + 1, -(-count // least)))
    stops = np.append(stops[stops < count], count)[: count or 0]
    return np.diff(stops, prepend=0)


def _numbered(plan: RunPlan, sizes: list[Rows], event_met: NDArray[np.float64]) -> Datagrams:
    epu = np.repeat(np.arange(len(sizes)), [len(drawn) for drawn in sizes])
    stop = np.cumsum(np.concatenate(sizes))
    start = stop - np.concatenate(sizes)
    latest = np.maximum.reduceat(event_met, start) if start.size else event_met[:0]
    return Datagrams(
        epu=epu,
        datagram_sequence=np.concatenate(
            [_counted(len(drawn), _skipped(plan, number)) for number, drawn in enumerate(sizes)]
        ),
        start_event=start,
        stop_event=stop,
        packet_met=latest + PACKING_S,
        is_first=np.diff(epu, prepend=-1) != 0,
        is_last=np.diff(epu, append=-1) != 0,
    )


def _skipped(plan: RunPlan, epu: int) -> list[int]:
    return sorted(number for of, number in plan.empty_datagrams if of == epu)


def _counted(count: int, skipped: list[int]) -> Rows:
    """Count datagrams from 0, leaving out the numbers spent on empty ones."""
    sequence = np.arange(count)
    for number in skipped:
        sequence[sequence >= number] += 1
    return sequence
