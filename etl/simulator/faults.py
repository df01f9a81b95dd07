"""What goes wrong between the spacecraft and us, each kind a plain value.

A fault acts on the copies that are on their way and touches no other than it names. Datagrams are
named by run, EPU and number; -1 is the last of the stream that is still on its way, and so on back.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from etl.simulator.copies import Copy

WHOLE = (0.0, 1.0)


class Fault(ABC):
    """Something that changes which copies arrive, when, or with which content."""

    @abstractmethod
    def strike(self, copies: Sequence[Copy]) -> list[Copy]:
        """Return the copies as they are after the fault."""


@dataclass(frozen=True, kw_only=True)
class DatagramFault(Fault):
    """A fault of some datagrams of one stream.

    Parameters
    ----------
    epu
        The EPU that sent them.
    datagrams
        Their numbers, counted by the spacecraft; None means all.
    run
        The run, by its place in the truth.
    """

    epu: int
    datagrams: tuple[int, ...] | None = None
    run: int = 0

    def strike(self, copies: Sequence[Copy]) -> list[Copy]:
        """Change the copies of the named datagrams, leave all others."""
        stream = {c.datagram_sequence for c in copies if (c.run, c.epu) == (self.run, self.epu)}
        named = stream if self.datagrams is None else set(self._counted(stream))
        return [
            changed
            for copy in copies
            for changed in (self._change(copy) if self._names(copy, named) else (copy,))
        ]

    def _counted(self, stream: set[int]) -> Iterable[int]:
        stop = max(stream, default=-1) + 1
        return (number if number >= 0 else stop + number for number in self.datagrams or ())

    def _names(self, copy: Copy, named: set[int]) -> bool:
        return (copy.run, copy.epu) == (self.run, self.epu) and copy.datagram_sequence in named

    @abstractmethod
    def _change(self, copy: Copy) -> Iterable[Copy]: ...


@dataclass(frozen=True, kw_only=True)
class Lose(DatagramFault):
    """The datagrams never arrive."""

    def _change(self, copy: Copy) -> Iterable[Copy]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Delay(DatagramFault):
    """The datagrams arrive in delivery `to`, be it one of the others or one after them."""

    to: int

    def _change(self, copy: Copy) -> Iterable[Copy]:
        return (replace(copy, delivery=self.to),)


@dataclass(frozen=True, kw_only=True)
class Repeat(DatagramFault):
    """The datagrams arrive as they should, and once more in delivery `again_in`."""

    again_in: int

    def _change(self, copy: Copy) -> Iterable[Copy]:
        return copy, replace(copy, delivery=self.again_in)


@dataclass(frozen=True, kw_only=True)
class Partial(DatagramFault):
    """Only a stretch of the events of each datagram was decoded; the whole may come later.

    Parameters
    ----------
    kept
        The stretch, as fractions of the datagram's events.
    whole_in
        Number of the delivery that brings the whole datagram; None means that none does.
    """

    kept: tuple[float, float] = (0.0, 0.5)
    whole_in: int | None = None

    def _change(self, copy: Copy) -> Iterable[Copy]:
        whole = () if self.whole_in is None else (replace(copy, delivery=self.whole_in),)
        return (*_stretch(copy, self.kept), *whole)


@dataclass(frozen=True, kw_only=True)
class Conflict(DatagramFault):
    """The datagrams arrive as they should, and under the same keys with other bytes besides.

    Parameters
    ----------
    other_in
        Number of the delivery that brings the other bytes.
    kept
        The stretch of events the other copy holds, as fractions of the datagram's events.
    alteration
        Which other bytes: each number above zero gives its own.
    """

    other_in: int
    kept: tuple[float, float] = WHOLE
    alteration: int = 1

    def _change(self, copy: Copy) -> Iterable[Copy]:
        other = replace(copy, delivery=self.other_in, alteration=self.alteration)
        return (copy, *_stretch(other, self.kept))


@dataclass(frozen=True, kw_only=True)
class Silence(Fault):
    """One EPU is not heard in some deliveries, in any run.

    Parameters
    ----------
    epu
        The silent EPU.
    deliveries
        The deliveries that have nothing from it.
    until
        Number of the delivery that brings it all; None means that none does.
    """

    epu: int
    deliveries: tuple[int, ...]
    until: int | None = None

    def strike(self, copies: Sequence[Copy]) -> list[Copy]:
        """Move the EPU's copies out of the silent deliveries."""
        heard = []
        for copy in copies:
            if copy.epu != self.epu or copy.delivery not in self.deliveries:
                heard.append(copy)
            elif self.until is not None:
                heard.append(replace(copy, delivery=self.until))
        return heard


def _stretch(copy: Copy, kept: tuple[float, float]) -> tuple[Copy, ...]:
    """Cut a stretch out of a copy; none, if no event is in it."""
    count = copy.stop_event - copy.start_event
    start, stop = (copy.start_event + round(fraction * count) for fraction in kept)
    return (replace(copy, start_event=start, stop_event=stop),) if start < stop else ()
