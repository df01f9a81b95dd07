"""A story in one value: runs, how they are cut into deliveries, and what goes wrong on the way."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from etl.simulator.account import Keys, known
from etl.simulator.copies import Contacts, Copy, Fractions, sent_copies
from etl.simulator.deliveries import FIRST_DOWNLINK, Delivery, deliver
from etl.simulator.faults import Fault
from etl.simulator.mishaps import Mishap
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.truth import Truth, simulate
from etl.simulator.write import write_delivery

AT_ONCE = Fractions()
A, B, C = 0, 1, 2
"""The EPUs, as the stories call them."""


@dataclass(frozen=True)
class Scenario:
    """A spacecraft story that a test can read like a drawing.

    A run in two halves, of which datagram 15 of EPU A comes late, is told as
    ``Scenario(passes=Fractions(((0.5,),))).but(Delay(epu=A, datagrams=(15,), to=1))``.

    Parameters
    ----------
    runs
        The runs to fly, in order; EPU A, B, C of each are its first, second and third APID.
    passes
        Which delivery each datagram is due in: one for everything by default.
    seed
        Everything that is drawn is drawn from it.
    datagrams_per_file
        A new chunk file begins at each multiple of it; None means one file a stream and delivery.
    faults, mishaps
        What goes wrong, in order: faults with datagrams first, mishaps with deliveries after.
    first_downlink
        Id of the first delivery.
    """

    runs: tuple[RunPlan, ...] = (RunPlan(),)
    passes: Fractions | Contacts = AT_ONCE
    seed: int = 1
    datagrams_per_file: int | None = None
    faults: tuple[Fault, ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    first_downlink: int = FIRST_DOWNLINK

    def but(self, *troubles: Fault | Mishap) -> "Scenario":
        """Tell the same story with more trouble in it."""
        return replace(
            self,
            faults=self.faults + tuple(t for t in troubles if isinstance(t, Fault)),
            mishaps=self.mishaps + tuple(t for t in troubles if isinstance(t, Mishap)),
        )

    @cached_property
    def truth(self) -> Truth:
        """What truly happened on board."""
        return simulate(self.runs, self.seed)

    @cached_property
    def sent(self) -> tuple[Copy, ...]:
        """What would arrive if nothing went wrong."""
        return tuple(sent_copies(self.truth, self.passes))

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What arrives, in the order of arrival; a delivery left with nothing is not made."""
        copies = list(self.sent)
        for fault in self.faults:
            copies = fault.strike(copies)
        arriving = deliver(copies, self.first_downlink, self.datagrams_per_file)
        for mishap in self.mishaps:
            arriving = mishap.befall(arriving)
        return tuple(delivery for delivery in arriving if delivery.files)

    def numbers(self, epu: int, delivery: int | None = None, run: int = 0) -> tuple[int, ...]:
        """List the datagrams of one EPU that are due in one delivery, or in any."""
        return tuple(
            copy.datagram_sequence
            for copy in self.sent
            if (copy.run, copy.epu) == (run, epu) and delivery in (None, copy.delivery)
        )

    def some(self, epu: int, fraction: float, run: int = 0) -> tuple[int, ...]:
        """Pick at random a fraction of the datagrams one EPU sends."""
        numbers = self.numbers(epu, run=run)
        rng = np.random.default_rng([self.seed, run, epu])
        count = max(1, round(fraction * len(numbers)))
        return tuple(sorted(rng.choice(numbers, count, replace=False).tolist()))

    def known_after(self, count: int | None = None) -> Keys:
        """Name the events that must be known after the first so many deliveries, or after all."""
        return known(self.truth, self.deliveries[:count])

    def write(self, folder: Path, packing: Packing | None = None) -> tuple[Path, ...]:
        """Write all deliveries below a folder and say where each is."""
        return tuple(
            write_delivery(self.truth, delivery, folder, packing or Packing())
            for delivery in self.deliveries
        )
