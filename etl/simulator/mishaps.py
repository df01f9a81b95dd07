"""What goes wrong with whole deliveries, each kind a plain value.

Mishaps befall the deliveries one after the other; a delivery is named by its place at that moment.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from etl.simulator.damage import Damage
from etl.simulator.deliveries import Delivery

Deliveries = tuple[Delivery, ...]


class Mishap(ABC):
    """Something that changes which deliveries arrive, in which order, or in what shape."""

    @abstractmethod
    def befall(self, deliveries: Deliveries) -> Deliveries:
        """Return the deliveries as they are after the mishap."""


@dataclass(frozen=True, kw_only=True)
class RepeatDelivery(Mishap):
    """A delivery comes once more, the same bytes under a new downlink id, after all others."""

    delivery: int

    def befall(self, deliveries: Deliveries) -> Deliveries:
        """Append the repetition."""
        latest = max(delivery.downlink_id for delivery in deliveries)
        return (*deliveries, replace(deliveries[self.delivery], downlink_id=latest + 1))


@dataclass(frozen=True, kw_only=True)
class RepeatFiles(Mishap):
    """Chunk files of one delivery come once more among those of another.

    Parameters
    ----------
    delivery
        The delivery that brought them first.
    again_in
        The one that brings them again.
    files
        Their places in the first; None means all.
    """

    delivery: int
    again_in: int
    files: tuple[int, ...] | None = None

    def befall(self, deliveries: Deliveries) -> Deliveries:
        """Put the files in front of the other delivery's own."""
        source = deliveries[self.delivery].files
        chosen = source if self.files is None else tuple(source[place] for place in self.files)
        target = deliveries[self.again_in]
        return _with(deliveries, self.again_in, replace(target, files=chosen + target.files))


@dataclass(frozen=True, kw_only=True)
class Reorder(Mishap):
    """The deliveries arrive in another order; each place of the old order is named once."""

    order: tuple[int, ...]

    def befall(self, deliveries: Deliveries) -> Deliveries:
        """Put them in the new order."""
        if sorted(self.order) != list(range(len(deliveries))):
            raise ValueError(f"{self.order} is not an order of {len(deliveries)} deliveries.")
        return tuple(deliveries[place] for place in self.order)


@dataclass(frozen=True, kw_only=True)
class Damaged(Mishap):
    """A file of a delivery is damaged."""

    delivery: int
    damage: Damage

    def befall(self, deliveries: Deliveries) -> Deliveries:
        """Mark the delivery."""
        struck = deliveries[self.delivery]
        return _with(
            deliveries, self.delivery, replace(struck, damage=(*struck.damage, self.damage))
        )


def _with(deliveries: Deliveries, place: int, delivery: Delivery) -> Deliveries:
    return (*deliveries[:place], delivery, *deliveries[place + 1 :])
