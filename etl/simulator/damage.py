"""What goes wrong with a delivery's files once they are written."""

from abc import ABC
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from etl.simulator.dealing import Rows


class Fate(IntEnum):
    """What becomes of an event record in a damaged file."""

    READABLE = 0
    DOUBTFUL = 1
    GONE = 2


@dataclass(frozen=True, kw_only=True)
class Damage(ABC):
    """Harm to one chunk file.

    Parameters
    ----------
    file
        Place of the chunk file in its delivery.
    before_manifest
        Whether the manifest was made after the harm, so that it agrees with what is there.
    """

    file: int
    before_manifest: bool = False

    def fates(self, count: int) -> NDArray[np.int8]:
        """Say of each of the file's events what becomes of it, as a `Fate`."""
        return np.full(count, Fate.READABLE, np.int8)

    def harm(self, data: bytes, starts: Rows) -> bytes | None:
        """Return the bytes of the ``.evt`` file after the harm; None when it is gone.

        Parameters
        ----------
        data
            The bytes as they should be.
        starts
            Offset of each event record, and of the end of the last.
        """
        return data


@dataclass(frozen=True, kw_only=True)
class Truncate(Damage):
    """The file ends `byte` bytes into the record of event number `event`."""

    event: int
    byte: int = 0

    def fates(self, count: int) -> NDArray[np.int8]:
        """Those before the cut are left."""
        return np.where(np.arange(count) < self.event, Fate.READABLE, Fate.GONE).astype(np.int8)

    def harm(self, data: bytes, starts: Rows) -> bytes:
        """Cut."""
        return data[: int(starts[self.event]) + self.byte]


@dataclass(frozen=True, kw_only=True)
class FlipBytes(Damage):
    """Some bytes inside the record of event number `event` have all their bits turned over."""

    event: int
    byte: int = 0
    count: int = 1

    def fates(self, count: int) -> NDArray[np.int8]:
        """Which byte it is decides whether the event itself can be read; all others can."""
        return np.where(np.arange(count) == self.event, Fate.DOUBTFUL, Fate.READABLE).astype(
            np.int8
        )

    def harm(self, data: bytes, starts: Rows) -> bytes:
        """Flip."""
        harmed = np.frombuffer(data, np.uint8).copy()
        first = int(starts[self.event]) + self.byte
        harmed[first : first + self.count] ^= 0xFF
        return harmed.tobytes()


@dataclass(frozen=True, kw_only=True)
class Garbage(Damage):
    """Bytes that mean nothing stand in front of event number `event`."""

    event: int
    count: int = 100

    def harm(self, data: bytes, starts: Rows) -> bytes:
        """Insert."""
        at = int(starts[self.event])
        noise = np.random.default_rng([self.event, self.count]).bytes(self.count)
        return data[:at] + noise + data[at:]


@dataclass(frozen=True, kw_only=True)
class Empty(Damage):
    """The file has no bytes, as one that its writer closed without an event."""

    def fates(self, count: int) -> NDArray[np.int8]:
        """Nothing is left."""
        return np.full(count, Fate.GONE, np.int8)

    def harm(self, data: bytes, starts: Rows) -> bytes:
        """Drop all bytes."""
        return b""


@dataclass(frozen=True, kw_only=True)
class Missing(Damage):
    """The file stands in the manifest but is not there."""

    def fates(self, count: int) -> NDArray[np.int8]:
        """Nothing is left."""
        return np.full(count, Fate.GONE, np.int8)

    def harm(self, data: bytes, starts: Rows) -> None:
        """Drop the file."""


@dataclass(frozen=True, kw_only=True)
class WrongDigest(Damage):
    """The file is as it should be, but the manifest has another digest for it."""


@dataclass(frozen=True, kw_only=True)
class WrongIndex(Damage):
    """The ``.idx`` lacks the line of the file's last event."""


@dataclass(frozen=True, kw_only=True)
class Extra(Damage):
    """A file that the manifest does not know lies beside the chunk file."""

    name: str = "README.txt"
    data: bytes = b"left behind\n"
