"""What leaves the spacecraft: copies of datagrams, each on its way in one delivery."""

from dataclasses import dataclass

import numpy as np

from etl.simulator.dealing import Rows
from etl.simulator.truth import Run, Truth


@dataclass(frozen=True)
class Copy:
    """One copy of a datagram, or of a part of it.

    Parameters
    ----------
    run, epu, datagram_sequence
        Which datagram it is.
    delivery
        Number of the delivery it comes in, from 0.
    start_event, stop_event
        The events it holds: rows of the run's sent events, half-open.
    alteration
        0 for the true payloads; other numbers give other bytes under the same keys.
    """

    run: int
    epu: int
    datagram_sequence: int
    delivery: int
    start_event: int
    stop_event: int
    alteration: int = 0


@dataclass(frozen=True)
class Fractions:
    """Deliveries cut where a fraction of a run's time has passed.

    Parameters
    ----------
    cuts
        For each EPU the ascending fractions at which the next delivery begins; one tuple alone
        serves all EPUs. With n cuts a run comes in n + 1 deliveries.
    """

    cuts: tuple[tuple[float, ...], ...] = ((),)

    @property
    def count(self) -> int:
        """How many deliveries there are."""
        return max(map(len, self.cuts)) + 1

    def delivery_of(self, run: Run) -> Rows:
        """Say which delivery each datagram of a run comes in, by number."""
        plan, datagrams = run.plan, run.sent.datagrams
        length_s = max(plan.last_data_met - plan.first_data_met, 1e-9)
        place = np.clip((datagrams.packet_met - plan.first_data_met) / length_s, 0.0, 1.0)
        deliveries = np.zeros(place.size, np.int64)
        for epu in range(len(plan.apids)):
            cuts = self.cuts[epu] if len(self.cuts) > 1 else self.cuts[0]
            mine = datagrams.epu == epu
            deliveries[mine] = np.searchsorted(cuts, place[mine])
        return deliveries


@dataclass(frozen=True)
class Contacts:
    """Deliveries that bring down what was complete by the time of a ground contact.

    Parameters
    ----------
    at_met
        The ascending times of the contacts; what is complete after the last stays on board.
    """

    at_met: tuple[float, ...]

    @property
    def count(self) -> int:
        """How many deliveries there are."""
        return len(self.at_met)

    def delivery_of(self, run: Run) -> Rows:
        """Say which delivery each datagram of a run comes in, by number."""
        return np.searchsorted(self.at_met, run.sent.datagrams.packet_met)


def sent_copies(truth: Truth, passes: Fractions | Contacts) -> list[Copy]:
    """Send every datagram once, whole, in the delivery it is due in."""
    return [
        Copy(number, *row)
        for number, run in enumerate(truth.runs)
        for row in _rows(run, passes.delivery_of(run))
        if row[2] < passes.count
    ]


def _rows(run: Run, delivery: Rows) -> list[tuple[int, int, int, int, int]]:
    sent = run.sent.datagrams
    columns = (sent.epu, sent.datagram_sequence, delivery, sent.start_event, sent.stop_event)
    return list(zip(*(column.tolist() for column in columns), strict=True))
