"""What the oracle is told: datagram copies that arrived, chunks that were cut, decisions."""

from dataclasses import dataclass

TOP = 2**64 - 1
LPA = frozenset({955, 956, 957, 958})
LCI = frozenset({965, 966, 967, 968})


@dataclass(frozen=True, repr=False)
class Copy:
    """One copy of a datagram, its events in the order of the file; ``digest`` is of its bytes.

    ``altered`` if it came in a file that is not as the delivery's manifest has it. The MOOT key is
    that of its file.
    """

    run_id: int
    apid: int
    number: int
    gems: tuple[int, ...]
    opens: str
    closes: str
    digest: str
    altered: bool = False
    hardware_key: int = 1
    software_key: int = 2
    moot_key: int | None = None

    def __repr__(self) -> str:
        ends = f"{self.opens}-{self.closes}{' altered' if self.altered else ''}"
        return f"{self.run_id}/{self.apid}/{self.number} {ends} {self.digest[:4]} {self.gems}"


@dataclass(frozen=True)
class Arrived:
    """A copy with its place among all that arrived, and the delivery that brought it."""

    arrival: int
    ordinal: int
    copy: Copy


@dataclass(frozen=True)
class Hole:
    """A missing range of datagram numbers; an absent stream has neither APID nor range.

    ``after`` and ``before`` are the GEM sequences between which its events must lie.
    """

    kind: str
    apid: int | None = None
    first: int | None = None
    last: int | None = None
    after: int | None = None
    before: int | None = None

    @property
    def key(self) -> tuple[str, int | None, int | None, int | None]:
        return self.kind, self.apid, self.first, self.last


HoleKey = tuple[str, int | None, int | None, int | None]


@dataclass(frozen=True)
class Decision:
    """What an operator decided; ``hole`` for a write-off, ``ordinal`` for one delivery."""

    number: int
    action: str
    run_id: int | None = None
    hole: HoleKey | None = None
    ordinal: int | None = None
    epus: int | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class Chunk:
    """A chunk that is current: where the cuts fall inside a released stretch is not the rule's."""

    number: int
    version: int
    first: int
    last: int
    since: int


@dataclass(frozen=True)
class Site:
    """What a site may choose."""

    expected_epus: int = 2
    max_events: int = 10
