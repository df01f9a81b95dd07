"""What arrives on the ground: deliveries of chunk files, as a plan still without bytes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

import numpy as np

from etl.simulator.copies import Copy
from etl.simulator.damage import Damage
from etl.simulator.dealing import Rows

FIRST_DOWNLINK = 240_414_001


@dataclass(frozen=True)
class ChunkFile:
    """One chunk file: datagram copies of one stream, in the order they stand in it.

    Parameters
    ----------
    run, epu
        The stream.
    chunk_number
        The decoder's count of files, never used twice, so that no two files share a name.
    downlink_id
        The delivery it was written for; a repetition does not change it.
    copies
        What it holds, in file order.
    """

    run: int
    epu: int
    chunk_number: int
    downlink_id: int
    copies: tuple[Copy, ...]

    @property
    def events(self) -> Rows:
        """The events it holds, in file order: rows of the run's sent events."""
        rows = [np.arange(copy.start_event, copy.stop_event) for copy in self.copies]
        return np.concatenate([np.zeros(0, np.int64), *rows])


@dataclass(frozen=True)
class Delivery:
    """What one downlink brings.

    Parameters
    ----------
    downlink_id
        Its name, ``yymmddNNN``.
    files
        Its chunk files.
    damage
        What happens to the files once they are written.
    """

    downlink_id: int
    files: tuple[ChunkFile, ...]
    damage: tuple[Damage, ...] = ()


def deliver(
    copies: Iterable[Copy],
    first_downlink: int = FIRST_DOWNLINK,
    datagrams_per_file: int | None = None,
) -> tuple[Delivery, ...]:
    """Sort the copies on their way into deliveries and chunk files.

    Parameters
    ----------
    copies
        What is on its way.
    first_downlink
        Id of delivery 0; the others count on from it.
    datagrams_per_file
        A new file begins at each multiple of so many datagram numbers; None means one file for
        each stream in each delivery. A second copy of a datagram goes into a file of its own.

    Returns
    -------
    tuple of Delivery
        From the first to the last that is named by a copy, those without a copy included.
    """
    files: dict[int, list[list[Copy]]] = defaultdict(list)
    for key, held in sorted(_by_file(copies, datagrams_per_file or 1 << 62).items()):
        files[key[0]].append(held)
    numbers = count(1)
    return tuple(
        Delivery(
            first_downlink + delivery,
            tuple(
                ChunkFile(
                    held[0].run, held[0].epu, next(numbers), first_downlink + delivery, tuple(held)
                )
                for held in files[delivery]
            ),
        )
        for delivery in range(max(files, default=-1) + 1)
    )


def _by_file(copies: Iterable[Copy], per_file: int) -> dict[tuple[int, ...], list[Copy]]:
    files: dict[tuple[int, ...], list[Copy]] = defaultdict(list)
    seen: Counter[tuple[int, ...]] = Counter()
    for copy in sorted(copies, key=lambda copy: copy.datagram_sequence):
        datagram = (copy.delivery, copy.run, copy.epu, copy.datagram_sequence)
        files[(*datagram[:3], seen[datagram], copy.datagram_sequence // per_file)].append(copy)
        seen[datagram] += 1
    return files
