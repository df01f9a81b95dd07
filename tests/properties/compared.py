"""Compare what the database holds of a run with what the oracle says of it, level by level."""

from collections import defaultdict
from dataclasses import dataclass

from decided import Bench, Row, downlink_of, instant_of, is_alive, key_of, met_of
from oracle.facts import Chunk
from oracle.level1 import ChunkFile, refusals
from oracle.rule import EventId, Run, Verdict, within


@dataclass(frozen=True)
class Found:
    """What the database holds after a step, by run."""

    chunks: dict[int, list[Chunk]]
    chunk_rows: dict[int, list[Row]]
    runs: dict[int, list[Row]]
    holes: dict[int, list[Row]]
    datagrams: dict[int, list[Row]]
    withheld: dict[int, list[Row]]
    streams: dict[int, list[Row]]
    alerts: dict[int, list[Row]]

    @classmethod
    def of(cls, bench: Bench) -> "Found":
        return cls(
            bench.chunks(),
            bench.standing("chunks"),
            bench.standing("runs"),
            bench.standing("holes"),
            bench.standing("datagrams"),
            bench.standing("withheld_ranges"),
            bench.standing("streams"),
            standing_alerts(bench),
        )


def standing_alerts(bench: Bench) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in bench.rows("select * from ops.alerts where cleared_at is null"):
        found[row["run_id"]].append(row)
    return found


def check_run(verdict: Verdict, run: Run, found: Found, step: int) -> None:
    """Compare one run, level by level."""
    run_id = run.run_id
    chunks = found.chunks.get(run_id, [])
    check_state(verdict, found.runs.get(run_id, []))
    check_holes(verdict, found.holes.get(run_id, []), step)
    check_chunks(verdict, run, chunks)
    check_contents(verdict, found.chunk_rows.get(run_id, []), run)
    check_datagrams(verdict, run, found.datagrams.get(run_id, []))
    check_streams(verdict, run, found.streams.get(run_id, []))
    chunk_rows = found.chunk_rows.get(run_id, [])
    check_alerts(verdict, run, found.alerts.get(run_id, []), chunk_rows)
    check_level1(chunk_rows)
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
        assert row["changed_at"] == instant_of(life.changed)
        for side in ("after", "before"):
            gem = getattr(life.hole, side)
            assert row[f"{side}_gem_sequence"] == gem
            assert row[f"{side}_met"] == (None if gem is None else met_of(row["run_id"], gem))
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
        times = met_of(run.run_id, min(gems)), met_of(run.run_id, max(gems))
        assert (row["first_event_met"], row["last_event_met"]) == times
        assert row["downlink"] == downlink_of(row["since_hand_off"])
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


def check_streams(verdict: Verdict, run: Run, rows: list[Row]) -> None:
    currents = [one.copy for one in run.arrived if verdict.fates[one.arrival] == "current"]
    assert {row["apid"] for row in rows} == {copy.apid for copy in currents}
    for row in rows:
        stream = [copy for copy in currents if copy.apid == row["apid"]]
        numbers = [copy.number for copy in stream]
        gems = [gem for copy in stream for gem in copy.gems]
        holes = [hole for hole in verdict.holes if hole[1] == row["apid"]]
        missing = sum(
            last - first + 1
            for _, _, first, last in holes
            if first is not None and last is not None
        )
        assert (row["datagram_count"], row["event_count"]) == (len(numbers), len(gems))
        assert (row["first_datagram"], row["last_datagram"]) == (min(numbers), max(numbers))
        assert (row["first_gem_sequence"], row["last_gem_sequence"]) == (min(gems), max(gems))
        assert (row["is_whole"], row["missing_count"]) == (not holes, missing)


def check_alerts(verdict: Verdict, run: Run, rows: list[Row], chunks: list[Row]) -> None:
    """One alert stands for each thing that is wrong, no more and no less."""
    name = f"r{run.run_id:010d}"
    due = {
        ("hole", f"{name}/{apid}/{first}")
        for (kind, apid, first, _), life in verdict.holes.items()
        if kind in ("inner", "leading") and life.state == "open"
    }
    due |= {
        ("conflict", f"{name}/{one.copy.apid}/{one.copy.number}")
        for one in run.arrived
        if verdict.fates[one.arrival] == "conflict"
    }
    if verdict.state == "held":
        due.add(("held_run", name))
    if any(row["event_count"] == 1 for row in chunks):
        due.add(("single_event", name))
    assert sorted((row["alert_kind"], row["subject"]) for row in rows) == sorted(due)


def check_level1(rows: list[Row]) -> None:
    """Level 1 takes the chunks of the run, but one of a single event, which has its alert."""
    found = refusals(
        [
            ChunkFile(
                f"e{row['first_gem_sequence']:020d}",
                row["event_count"],
                row["first_gem_sequence"],
                row["last_gem_sequence"],
                int(row["first_event_met"]),
                int(row["last_event_met"]),
            )
            for row in rows
        ]
    )
    assert [reason for reason in found if "no two events" not in reason] == []
