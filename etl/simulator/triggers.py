"""The events the instrument takes: when, under which GEM sequence, with which counters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.simulator.facts import DEAD_TICKS, ORBIT_S
from etl.simulator.plan import RunPlan
from etl.simulator.timetones import TimeTones

RATE_SWING = 0.25  # the rate follows the geomagnetic latitude, twice an orbit


@dataclass(frozen=True)
class Triggers:
    """The events sent down from a run, one row each, in GEM order.

    The scalers are the GEM's 64-bit counters since the run start: two of 50-ns ticks and three of
    triggers that left no event. All of them only grow.
    """

    event_met: NDArray[np.float64]
    gem_sequence: NDArray[np.uint64]
    elapsed_ticks: NDArray[np.int64]
    livetime_ticks: NDArray[np.int64]
    prescaled_count: NDArray[np.int64]
    discarded_count: NDArray[np.int64]
    deadzone_count: NDArray[np.int64]


def triggers(plan: RunPlan, tones: TimeTones, rng: np.random.Generator) -> Triggers:
    """Take the events of a run; a sweep event is the last row."""
    count = plan.events + int(plan.sweep)
    least, greatest = plan.gem_steps
    steps = rng.integers(least, greatest + 1, count)
    steps[:1] = 0
    elapsed = _spaced(tones.ticks_at(_moments(plan, count, rng)))
    passed = np.diff(elapsed, prepend=0)
    dead = np.minimum(DEAD_TICKS * np.maximum(steps, 1), passed)
    return Triggers(
        event_met=tones.met_at(elapsed),
        gem_sequence=plan.first_gem_sequence + np.cumsum(steps).astype(np.uint64),
        elapsed_ticks=elapsed,
        livetime_ticks=np.cumsum(passed - dead),
        prescaled_count=np.cumsum(rng.integers(0, 1 + 3 * steps)),
        discarded_count=np.cumsum(rng.integers(0, 1 + steps)),
        deadzone_count=np.cumsum(rng.integers(0, 2, count)),
    )


def _moments(plan: RunPlan, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the moments of a Poisson process whose rate swings and is zero in the breaks."""
    first, last = plan.first_data_met, plan.last_data_met
    breaks = [edge for pair in plan.breaks for edge in pair]
    edges = np.unique(np.concatenate([np.arange(first, last), [last], breaks]))
    middle = (edges[1:] + edges[:-1]) / 2
    rate = 1 + RATE_SWING * np.sin(4 * np.pi * (middle - first) / ORBIT_S)
    for start, stop in plan.breaks:
        rate[(middle > start) & (middle < stop)] = 0.0
    expected = np.concatenate([[0.0], np.cumsum(rate * np.diff(edges))])
    waits = np.cumsum(rng.exponential(size=count + 1))
    moments: NDArray[np.float64] = np.interp(waits[:-1] / waits[-1] * expected[-1], expected, edges)
    return moments


def _spaced(ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put events that fall into the readout of the one before at its end."""
    readout = DEAD_TICKS * np.arange(ticks.size)
    return np.maximum.accumulate(ticks - readout) + readout
