"""What befalls a copy of a datagram on its way: lost, late, repeated, in part, in conflict."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from oracle.facts import Copy


@dataclass(frozen=True)
class Fault:
    """Something that befalls one datagram copy; places are taken modulo what there is."""

    kind: str
    epu: int
    place: int
    delivery: int
    seed: int


def copy_of(
    key: tuple[int, int, int], gems: list[int], actions: tuple[str, str], salt: int = 0
) -> Copy:
    """A copy of the datagram (run, APID, number) whose digest is of what it holds."""
    content = repr((*key, gems, actions, salt)).encode()
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Copy(*key, tuple(gems), *actions, digest)


def strike(parts: list[list[Copy]], fault: Fault, apid: int) -> None:
    """Let a fault befall one of the copies."""
    places = [(part, copy) for part in parts for copy in part if copy.apid == apid]
    if places:
        part, copy = places[fault.place % len(places)]
        STRIKES[fault.kind](parts, part, copy, fault)


def _lose(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    part.remove(copy)


def _late(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    part.remove(copy)
    parts[fault.delivery % len(parts)].append(copy)


def _repeat(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    parts[fault.delivery % len(parts)].append(copy)


def _partial(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    part[part.index(copy)] = _some_of(copy, fault)


def _partial_then_whole(
    parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault
) -> None:
    _partial(parts, part, copy, fault)
    parts[fault.delivery % len(parts)].append(copy)


def _conflict(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    part[part.index(copy)] = _some_of(copy, fault)
    other = _some_of(copy, replace(fault, seed=fault.seed + 1))
    parts[fault.delivery % len(parts)].append(other)


def _other_bytes(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    actions = copy.opens, copy.closes
    key = (copy.run_id, copy.apid, copy.number)
    other = copy_of(key, list(copy.gems), actions, salt=fault.seed + 1)
    parts[fault.delivery % len(parts)].append(other)


def _altered(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    kept = _some_of(copy, fault) if fault.seed % 2 else copy
    part[part.index(copy)] = replace(kept, altered=True)


def _altered_then_good(parts: list[list[Copy]], part: list[Copy], copy: Copy, fault: Fault) -> None:
    _altered(parts, part, copy, fault)
    good = _some_of(copy, replace(fault, seed=fault.seed + 1)) if fault.seed % 3 else copy
    parts[fault.delivery % len(parts)].append(good)


def _some_of(copy: Copy, fault: Fault) -> Copy:
    rng = random.Random(fault.seed)
    kept = [gem for gem in copy.gems if rng.random() < 0.6] or [copy.gems[0]]
    return copy_of((copy.run_id, copy.apid, copy.number), kept, (copy.opens, copy.closes))


Strike = Callable[[list[list[Copy]], list[Copy], Copy, Fault], None]
STRIKES: dict[str, Strike] = {
    "lose": _lose,
    "late": _late,
    "repeat": _repeat,
    "partial": _partial,
    "partial then whole": _partial_then_whole,
    "conflict": _conflict,
    "other bytes": _other_bytes,
    "altered": _altered,
    "altered then good": _altered_then_good,
}
