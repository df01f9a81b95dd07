"""What truly happened on board: every run, every event, every datagram, whatever arrives of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.simulator.dealing import Sent, deal
from etl.simulator.plan import RunPlan
from etl.simulator.timetones import TimeTones, time_tones
from etl.simulator.triggers import Triggers, triggers

PAYLOAD_BLOCK_BYTES = 1 << 20

STATE_BY_DRAW = np.repeat(np.array([0, 1, 2, 3, 4, -1], np.int8), [150, 20, 60, 18, 6, 2])
"""A filter's state for each of 256 equally likely draws: mostly passed, seldom invalid."""


@dataclass(frozen=True)
class Run:
    """The truth of one run.

    Parameters
    ----------
    plan
        What was asked for.
    tones
        Its time tones.
    triggers
        Its events as the instrument took them, in GEM order.
    sent
        The same events as the EPUs sent them, in datagrams; rows of `triggers` by number.
    handler_states
        State of each of the plan's filters (columns) for each sent event (rows).
    payload_bytes
        Length of the payload of each sent event.
    payload_start
        Where it begins in the endless repetition of the payload block.
    """

    plan: RunPlan
    tones: TimeTones
    triggers: Triggers
    sent: Sent
    handler_states: NDArray[np.int8]
    payload_bytes: NDArray[np.int64]
    payload_start: NDArray[np.int64]

    @property
    def gem_sequence(self) -> NDArray[np.uint64]:
        """GEM sequence of each sent event."""
        return self.triggers.gem_sequence[self.sent.trigger]

    @property
    def event_met(self) -> NDArray[np.float64]:
        """True time of each sent event, in mission elapsed seconds."""
        return self.triggers.event_met[self.sent.trigger]

    def datagrams_of(self, epu: int) -> NDArray[np.int64]:
        """Rows of the datagrams that one EPU sent, in the order of their numbers."""
        return np.flatnonzero(self.sent.datagrams.epu == epu)


@dataclass(frozen=True)
class Truth:
    """The truth of a mission span: its runs, and the block of bytes all payloads are cut from."""

    runs: tuple[Run, ...]
    payload_block: NDArray[np.uint8]


def simulate(plans: tuple[RunPlan, ...], seed: int) -> Truth:
    """Fly the plans; the same plans and seed give the same truth, to the byte."""
    block = np.random.default_rng(seed).integers(0, 256, PAYLOAD_BLOCK_BYTES, np.uint8)
    runs = tuple(
        _run(plan, np.random.default_rng([seed, number])) for number, plan in enumerate(plans)
    )
    return Truth(runs, block)


def _run(plan: RunPlan, rng: np.random.Generator) -> Run:
    tones = time_tones(plan.run_id, plan.last_data_met, rng)
    taken = triggers(plan, tones, rng)
    sent = deal(plan, taken, rng)
    count = sent.trigger.size
    shortest, longest = plan.payload_bytes
    lengths = rng.integers(shortest, longest + 1, count)
    draws = rng.integers(0, 256, (count, len(plan.handlers)), np.uint8)
    start = rng.integers(0, PAYLOAD_BLOCK_BYTES) + np.cumsum(lengths) - lengths
    return Run(plan, tones, taken, sent, STATE_BY_DRAW[draws], lengths, start)
