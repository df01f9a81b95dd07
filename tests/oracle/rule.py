"""The merge rule, one run at a time, worked out anew after every step."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from oracle.copies import fates
from oracle.decisions import Standing, ignored_deliveries, in_force, standing
from oracle.facts import Arrived, Chunk, Copy, Decision, Hole, HoleKey, Site
from oracle.holes import is_part_of, is_rest_of, missing, shadow
from oracle.numberline import Cell, cells, inside, stretches

EventId = tuple[int, int]
"""The arrival of the copy an event came in, and its GEM sequence."""


@dataclass(frozen=True)
class Life:
    """A hole, open or written off, with the step that saw it first and the one that changed it."""

    hole: Hole
    state: str
    seen: int
    changed: int


@dataclass(frozen=True)
class Release:
    """What becomes of the chunks: kept as they are, made again over a range, and new stretches.

    ``waiting`` are the single events that stay with the holes beside them.
    """

    kept: list[Chunk] = field(default_factory=list)
    remade: list[Chunk] = field(default_factory=list)
    stretches: list[Cell] = field(default_factory=list)
    waiting: list[tuple[Cell, set[HoleKey]]] = field(default_factory=list)

    @property
    def ranges(self) -> list[Cell]:
        chunks = [(chunk.first, chunk.last) for chunk in [*self.kept, *self.remade]]
        return chunks + self.stretches


@dataclass(frozen=True)
class Verdict:
    """What must be true of a run after a step."""

    standing: Standing | None
    state: str | None
    fates: dict[int, str]
    holes: dict[HoleKey, Life]
    closed: dict[HoleKey, str]
    release: Release
    current: set[EventId]
    delivered: set[EventId]
    withheld: dict[EventId, set[HoleKey]]

    @property
    def held(self) -> set[EventId]:
        return self.current - self.delivered - set(self.withheld)


@dataclass
class Run:
    """A run as the oracle remembers it: what arrived, its living holes, what each chunk holds."""

    run_id: int
    site: Site
    arrived: list[Arrived] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    holes: dict[HoleKey, Life] = field(default_factory=dict)
    given_up: list[tuple[int, HoleKey]] = field(default_factory=list)
    contents: dict[tuple[int, int], set[EventId]] = field(default_factory=dict)

    def step(
        self,
        number: int,
        arrived: Sequence[Arrived],
        decisions: Sequence[Decision],
        chunks: Sequence[Chunk],
    ) -> Verdict:
        """Take in what a step brought; ``chunks`` are those current before it."""
        self.arrived += [one for one in arrived if one.copy.run_id == self.run_id]
        self.decisions += decisions
        fate = fates(self.arrived, ignored_deliveries(self.decisions))
        currents = [one for one in self.arrived if fate[one.arrival] == "current"]
        stands = standing(self.run_id, currents, self.decisions, self.site) if currents else None
        before = self.holes
        self.holes = self._living(number, [one.copy for one in currents], decisions, stands)
        events = {(one.arrival, gem) for one in currents for gem in one.copy.gems}
        release, delivered, withheld = self._released(stands, events, chunks)
        return Verdict(
            stands,
            self._state(stands),
            fate,
            self.holes,
            {key: self._end(key, stands) for key in before if key not in self.holes},
            release,
            events,
            delivered,
            withheld,
        )

    def learn(self, chunks: Sequence[Chunk], events: set[EventId]) -> None:
        """Remember what the chunks that are new to it hold: ``events`` are those that count now."""
        for chunk in chunks:
            if (chunk.number, chunk.version) not in self.contents:
                self.contents[chunk.number, chunk.version] = within(
                    events, (chunk.first, chunk.last)
                )

    def _living(
        self,
        number: int,
        currents: list[Copy],
        decisions: Sequence[Decision],
        stands: Standing | None,
    ) -> dict[HoleKey, Life]:
        in_stream_order = sorted(currents, key=lambda copy: (copy.apid, copy.number))
        found = missing(in_stream_order, stands.expected_epus) if stands is not None else []
        for decision in decisions:
            if decision.run_id == self.run_id and decision.action == "force":
                self.given_up += [(decision.number, hole.key) for hole in found]
            elif decision.run_id == self.run_id and decision.hole is not None:
                self.given_up.append((decision.number, decision.hole))
        return {hole.key: self._life(number, hole) for hole in found}

    def _life(self, number: int, hole: Hole) -> Life:
        active = {decision.number for decision in in_force(self.decisions)}
        lost = any(n in active and is_rest_of(hole.key, key) for n, key in self.given_up)
        seen = [
            known.seen
            for key, known in self.holes.items()
            if hole.key == key
            or (is_rest_of(hole.key, key) and known.hole.kind in (hole.kind, "leading"))
        ]
        state = "written_off" if lost else "open"
        same = self.holes.get(hole.key)
        changed = same.changed if same is not None and same.state == state else number
        return Life(hole, state, min(seen, default=number), changed)

    def _end(self, key: HoleKey, stands: Standing | None) -> str:
        if stands is None:
            return "ignored"
        if any(is_rest_of(hole, key) for hole in self.holes):
            return "partly_filled"
        return "ignored" if any(is_part_of(key, hole) for hole in self.holes) else "filled"

    def _state(self, stands: Standing | None) -> str | None:
        if stands is None:
            return None
        if stands.held is not None:
            return "held"
        states = {life.state for life in self.holes.values()}
        if "open" in states:
            return "receiving"
        return "incomplete" if "written_off" in states or stands.is_forced else "complete"

    def _released(
        self, stands: Standing | None, events: set[EventId], chunks: Sequence[Chunk]
    ) -> tuple[Release, set[EventId], dict[EventId, set[HoleKey]]]:
        if stands is not None and stands.held is not None:
            stay = [self.contents[chunk.number, chunk.version] for chunk in chunks]
            return Release(kept=list(chunks)), events & set().union(*stay), {}
        shadows = {
            key: shadow(life.hole) for key, life in self.holes.items() if life.state == "open"
        }
        release = self._release(events, chunks, shadows)
        delivered = {event for cell in release.ranges for event in within(events, cell)}
        waiting = {event: keys for cell, keys in release.waiting for event in within(events, cell)}
        withheld = {
            event: {key for key, cell in shadows.items() if inside(event[1], cell)}
            for event in events - delivered
        }
        return release, delivered, withheld | waiting

    def _release(
        self, events: set[EventId], chunks: Sequence[Chunk], shadows: dict[HoleKey, Cell]
    ) -> Release:
        kept, changed = [], []
        for chunk in chunks:
            content = within(events, (chunk.first, chunk.last))
            if content == self.contents[chunk.number, chunk.version]:
                kept.append(chunk)
            elif len(content) > 1:
                changed.append(chunk)
        standing_chunks = [*kept, *changed]
        taken = [(chunk.first, chunk.last) for chunk in standing_chunks] + list(shadows.values())
        line = cells(gem for one in self.arrived for gem in one.copy.gems)
        free = stretches(line, lambda cell: not any(inside(cell[0], range_) for range_ in taken))
        return _with_singles(free, events, (kept, changed), shadows)


def within(events: set[EventId], cell: Cell) -> set[EventId]:
    return {event for event in events if inside(event[1], cell)}


def _with_singles(
    free: Sequence[Cell],
    events: set[EventId],
    chunks: tuple[list[Chunk], list[Chunk]],
    shadows: dict[HoleKey, Cell],
) -> Release:
    """Settle each free stretch: empty, of one event, or to be released."""
    kept, changed = chunks
    release = Release()
    grown = {chunk.number: chunk for chunk in changed}
    all_chunks = {chunk.number: chunk for chunk in [*kept, *changed]}
    for first, last in free:
        count = len(within(events, (first, last)))
        holes = {
            key
            for key, (low, high) in shadows.items()
            if low <= high and (inside(first - 1, (low, high)) or inside(last + 1, (low, high)))
        }
        neighbours = [c for c in all_chunks.values() if c.last == first - 1] + [
            c for c in all_chunks.values() if c.first == last + 1
        ]
        if count == 1 and neighbours:
            number = neighbours[0].number
            now = grown.get(number, neighbours[0])
            grown[number] = Chunk(
                number, now.version, min(first, now.first), max(last, now.last), now.since
            )
        elif count == 1 and holes:
            release.waiting.append(((first, last), holes))
        elif count > 0:
            release.stretches.append((first, last))
    release.remade.extend(grown.values())
    release.kept.extend(chunk for chunk in kept if chunk.number not in grown)
    return release
