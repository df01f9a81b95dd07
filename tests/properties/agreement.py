"""Play a history in the database and in the oracle, and compare them after every step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from decided import Bench, Row, instant_of, is_alive, key_of
from oracle.decisions import in_force
from oracle.facts import Arrived, Chunk, Copy, Decision
from oracle.rule import EventId, Run, Verdict, within
from strategies import History, Wish, is_delivery


@dataclass
class Play:
    """A bench and the oracle's runs, side by side."""

    bench: Bench
    runs: dict[int, Run] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)

    def deliver(self, copies: Sequence[Copy]) -> None:
        before = self.bench.chunks()
        self._compare(before, self.bench.deliver(copies), ())

    def decree(self, wishes: Sequence[Wish]) -> None:
        decisions = self.resolved(wishes)
        before = self.bench.chunks()
        self.bench.decree(decisions)
        self._compare(before, (), decisions)

    def _compare(
        self,
        before: dict[int, list[Chunk]],
        arrived: Sequence[Arrived],
        decisions: Sequence[Decision],
    ) -> None:
        for one in arrived:
            self.runs.setdefault(one.copy.run_id, self._new_run(one.copy.run_id))
        after = Found.of(self.bench)
        for run_id, run in self.runs.items():
            verdict = run.step(self.bench.steps, arrived, decisions, before.get(run_id, []))
            self.verdicts[run_id] = verdict
            chunks = after.chunks.get(run_id, [])
            check_run(verdict, run, after, self.bench.steps)
            run.learn(chunks, verdict.current)

    def _new_run(self, run_id: int) -> Run:
        return Run(run_id, self.bench.site, decisions=list(self.bench.decisions))

    def resolved(self, wishes: Sequence[Wish]) -> list[Decision]:
        """Make decisions of wishes, about what there is now."""
        decisions: list[Decision] = []
        for wish in wishes:
            number = len(self.bench.decisions) + len(decisions) + 1
            choices = CHOICES[wish.action](self, number)
            decisions += [choices[wish.pick % len(choices)]] if choices else []
        return decisions


def _write_offs(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "write-off", run_id=run_id, hole=key)
        for run_id, verdict in sorted(play.verdicts.items())
        for key, life in verdict.holes.items()
        if life.state == "open"
    ]


def _forces(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "force", run_id=run_id, epus=_epus(play.runs[run_id]))
        for run_id in sorted(play.verdicts)
    ]


def _accepts(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "accept", run_id=run_id, epus=_epus(play.runs[run_id]))
        for run_id, verdict in sorted(play.verdicts.items())
        if verdict.standing is not None and verdict.standing.held == "epu_count"
    ]


def _epus(run: Run) -> int:
    return len({one.copy.apid for one in run.arrived})


def _about(action: str) -> Callable[[Play, int], list[Decision]]:
    def choices(play: Play, number: int) -> list[Decision]:
        runs = [Decision(number, action, run_id=run_id) for run_id in sorted(play.runs)]
        deliveries = range(1, play.bench.ordinal + 1)
        few = [Decision(number, action, ordinal=ordinal) for ordinal in deliveries]
        return [*runs, *few, Decision(number, action)]

    return choices


def _undos(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "undo", undoes=active.number, run_id=active.run_id)
        for active in in_force(play.bench.decisions)
    ]


CHOICES: dict[str, Callable[[Play, int], list[Decision]]] = {
    "write-off": _write_offs,
    "force": _forces,
    "accept": _accepts,
    "hold": _about("hold"),
    "ignore": _about("ignore"),
    "undo": _undos,
}


@dataclass(frozen=True)
class Found:
    """What the database holds after a step, by run."""

    chunks: dict[int, list[Chunk]]
    chunk_rows: dict[int, list[Row]]
    runs: dict[int, list[Row]]
    holes: dict[int, list[Row]]
    datagrams: dict[int, list[Row]]
    withheld: dict[int, list[Row]]

    @classmethod
    def of(cls, bench: Bench) -> "Found":
        return cls(
            bench.chunks(),
            bench.standing("chunks"),
            bench.standing("runs"),
            bench.standing("holes"),
            bench.standing("datagrams"),
            bench.standing("withheld_ranges"),
        )


def check_run(verdict: Verdict, run: Run, found: Found, step: int) -> None:
    """Compare one run, level by level."""
    run_id = run.run_id
    chunks = found.chunks.get(run_id, [])
    check_state(verdict, found.runs.get(run_id, []))
    check_holes(verdict, found.holes.get(run_id, []), step)
    check_chunks(verdict, run, chunks)
    check_contents(verdict, found.chunk_rows.get(run_id, []), run)
    check_datagrams(verdict, run, found.datagrams.get(run_id, []))
    check_withheld(verdict, found.withheld.get(run_id, []), found.holes.get(run_id, []))


def check_state(verdict: Verdict, rows: list[Row]) -> None:
    if verdict.standing is None:
        assert rows == []
        return
    (row,) = rows
    assert row["run_state"] == verdict.state
    assert row["held_reason"] == verdict.standing.held
    assert row["is_forced"] == verdict.standing.is_forced
    assert row["expected_epus"] == verdict.standing.expected_epus
    counts = [row[f"{name}_count"] for name in ("event", "delivered", "withheld", "held")]
    due = [verdict.current, verdict.delivered, verdict.withheld, verdict.held]
    assert counts == [len(events) for events in due]
    states = [life.state for life in verdict.holes.values()]
    assert row["open_hole_count"] == states.count("open")
    assert row["written_off_count"] == states.count("written_off")


def check_holes(verdict: Verdict, rows: list[Row], step: int) -> None:
    alive = {key_of(row): row for row in rows if is_alive(row)}
    assert {key: row["hole_state"] for key, row in alive.items()} == {
        key: life.state for key, life in verdict.holes.items()
    }
    changed = [row for row in rows if row["since_hand_off"] == step and not is_alive(row)]
    ended = {key_of(row): row["hole_state"] for row in changed}
    for key, state in verdict.closed.items():
        # Accepting fewer streams ends an absent one without filling it; the word for it is open.
        assert key[0] == "stream" or ended[key] == state
    for key, life in verdict.holes.items():
        row = alive[key]
        assert row["first_seen_at"] == instant_of(life.seen)
        assert (row["after_gem_sequence"], row["before_gem_sequence"]) == (
            life.hole.after,
            life.hole.before,
        )
    assert len({row["hole_id"] for row in rows}) == len(rows)


def check_chunks(verdict: Verdict, run: Run, chunks: list[Chunk]) -> None:
    """The chunks that kept their content are untouched, the others tile what the rule releases."""
    found = sorted(chunks, key=lambda chunk: chunk.first)
    kept = set(verdict.release.kept)
    assert kept <= set(found)
    fresh = [chunk for chunk in found if chunk not in kept]
    old_numbers = {number for number, _ in run.contents}
    for remade in verdict.release.remade:
        part = [c for c in fresh if remade.first <= c.first and c.last <= remade.last]
        assert_tiles(part, (remade.first, remade.last))
        assert (part[0].number, part[0].version) == (remade.number, remade.version + 1)
        assert all(chunk.version == 1 for chunk in part[1:])
        assert not old_numbers & {chunk.number for chunk in part[1:]}
        fresh = [chunk for chunk in fresh if chunk not in part]
    for stretch in verdict.release.stretches:
        part = [c for c in fresh if stretch[0] <= c.first and c.last <= stretch[1]]
        assert_tiles(part, stretch)
        assert all(chunk.version == 1 for chunk in part)
        assert not old_numbers & {chunk.number for chunk in part}
        fresh = [chunk for chunk in fresh if chunk not in part]
    assert fresh == []


def assert_tiles(chunks: list[Chunk], stretch: tuple[int, int]) -> None:
    assert chunks, f"nothing covers {stretch}"
    starts = [stretch[0]] + [chunk.last + 1 for chunk in chunks]
    assert starts == [chunk.first for chunk in chunks] + [stretch[1] + 1]


def check_contents(verdict: Verdict, rows: list[Row], run: Run) -> None:
    is_held = verdict.standing is not None and verdict.standing.held is not None
    for row in rows:
        cell = row["covers_first_gem_sequence"], row["covers_last_gem_sequence"]
        known = run.contents.get((row["chunk_number"], row["version"]))
        events = known if is_held and known is not None else within(verdict.current, cell)
        gems = [gem for _, gem in events]
        assert row["event_count"] == len(gems) <= run.site.max_events
        assert (row["first_gem_sequence"], row["last_gem_sequence"]) == (min(gems), max(gems))
        assert len(gems) > 1 or is_held or len(verdict.delivered) == 1


def check_datagrams(verdict: Verdict, run: Run, rows: list[Row]) -> None:
    assert {row["datagram_id"]: row["datagram_fate"] for row in rows} == verdict.fates
    held = verdict.held
    for row in rows:
        events: list[EventId] = [
            event for event in verdict.current if event[0] == row["datagram_id"]
        ]
        counts = [row[f"{name}_count"] for name in ("delivered", "withheld", "held")]
        parts = verdict.delivered, set(verdict.withheld), held
        assert counts == [sum(event in part for event in events) for part in parts]


def check_withheld(verdict: Verdict, ranges: list[Row], holes: list[Row]) -> None:
    """Every withheld event is in one range, which answers for a hole it may wait for."""
    keys = {row["hole_id"]: key_of(row) for row in holes if is_alive(row)}
    waiting = dict.fromkeys(keys, 0)
    for event, due in verdict.withheld.items():
        (at,) = [
            row
            for row in ranges
            if row["first_gem_sequence"] <= event[1] <= row["last_gem_sequence"]
        ]
        assert keys[at["hole_id"]] in due
        waiting[at["hole_id"]] += 1
    for row in holes:
        assert row["withheld_count"] == waiting.get(row["hole_id"], 0)


def play(history: History) -> Play:
    """Live through a history."""
    played = Play(Bench(history.site))
    try:
        for step in history.steps:
            if is_delivery(step):
                played.deliver([part for part in step if isinstance(part, Copy)])
            else:
                played.decree([part for part in step if isinstance(part, Wish)])
    finally:
        played.bench.close()
    return played
