"""What Level 1 accepts of all the chunks of a run (chunkTester.py of the L1 pipeline)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class ChunkFile:
    """The header of a chunk file, and the GEM sequence in its name."""

    name: str
    events: int
    first_gem: int
    last_gem: int
    first_s: float
    last_s: float


def refusals(chunks: Sequence[ChunkFile]) -> list[str]:
    """Why Level 1 would refuse the run; nothing if it takes it."""
    found = [reason for chunk in chunks for reason in refusals_of_one(chunk)]
    by_time = sorted(chunks, key=lambda chunk: chunk.first_s)
    by_gem = sorted(chunks, key=lambda chunk: chunk.first_gem)
    by_name = sorted(chunks, key=lambda chunk: chunk.name)
    seconds = [[c.first_s for c in chunks] for chunks in (by_gem, by_time)]
    if seconds[0] != seconds[1] or by_gem != by_name:
        found.append("the order by time, by GEM sequence and by name is not one order")
    for one, other in pairwise(by_gem):
        if other.first_gem <= one.last_gem:
            found.append(f"{other} overlaps {one}")
        if other.first_s < one.last_s:
            found.append(f"{other} begins before {one} ends")
    if len(chunks) > 1000:
        found.append(f"{len(chunks)} chunks")
    return found


def refusals_of_one(chunk: ChunkFile) -> list[str]:
    found = []
    if chunk.events <= 1:
        found.append(f"{chunk} has no two events")
    if chunk.events > chunk.last_gem - chunk.first_gem + 1 + 2:
        found.append(f"{chunk} has more events than GEM sequences")
    if chunk.first_s > chunk.last_s:
        found.append(f"{chunk} ends before it begins")
    return found
