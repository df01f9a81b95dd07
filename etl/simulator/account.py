"""What should be known after each delivery, by the truth and not by any reader."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.simulator.damage import Fate
from etl.simulator.deliveries import ChunkFile, Delivery
from etl.simulator.truth import Truth

EVENT_KEY = np.dtype(
    [("run_id", "<i8"), ("apid", "<i8"), ("datagram_sequence", "<i8"), ("gem_sequence", "<u8")]
)
"""What names an event of a datagram, in columns."""

Keys = NDArray[np.void]


@dataclass(frozen=True)
class Account:
    """The event records of a delivery, repeated ones included, in file order.

    Parameters
    ----------
    readable
        Keys of those that are whole: a reader must find them, behind damage too.
    doubtful
        Keys of those with a damaged record: a reader may or may not get at them.
    """

    readable: Keys
    doubtful: Keys


def keys(truth: Truth, file: ChunkFile) -> Keys:
    """Name every event of a chunk file, in file order."""
    run = truth.runs[file.run]
    rows = file.events
    named = np.empty(rows.size, EVENT_KEY)
    named["run_id"] = run.plan.run_id
    named["apid"] = run.plan.apids[file.epu]
    named["datagram_sequence"] = np.repeat(
        [copy.datagram_sequence for copy in file.copies],
        [copy.stop_event - copy.start_event for copy in file.copies],
    )
    named["gem_sequence"] = run.gem_sequence[rows]
    return named


def account(truth: Truth, delivery: Delivery) -> Account:
    """Tell what of a delivery can be read for certain, and what perhaps."""
    named = [np.empty(0, EVENT_KEY), *(keys(truth, file) for file in delivery.files)]
    fates = np.concatenate(
        [_fates(delivery, place, held.size) for place, held in enumerate(named, -1)]
    )
    every = np.concatenate(named)
    return Account(every[fates == Fate.READABLE], every[fates == Fate.DOUBTFUL])


def _fates(delivery: Delivery, place: int, count: int) -> NDArray[np.int8]:
    """Where a file is damaged twice, the worse counts."""
    fates = np.zeros(count, np.int8)
    for damage in delivery.damage:
        if damage.file == place:
            fates = np.maximum(fates, damage.fates(count))
    return fates


def known(truth: Truth, deliveries: Iterable[Delivery]) -> Keys:
    """Name the events that must be known after these deliveries, each once, sorted by key."""
    arrived = [account(truth, delivery).readable for delivery in deliveries]
    return np.unique(np.concatenate([np.empty(0, EVENT_KEY), *arrived]))
