"""The merge rule of decide, against an oracle that shares no code and no SQL with it.

An example is a home with some 25 runs (at night 45), dealt, cut, lost, repeated, damaged and
decided on each its own way; so a profile of 10 000 examples is as many run histories here.
"""

from collections.abc import Iterator
from dataclasses import replace

from agreement import Play, played, playing
from decided import RECORD_BYTES, Row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.facts import Copy, Decision
from oracle.rule import EventId, Run
from strategies import RUNS_AN_EXAMPLE, History, flights, histories, sites

EVERY_ACTION = ("write-off", "write-off", "force", "accept", "hold", "ignore", "undo", "undo")
BITEMPORAL = ("datagrams", "streams", "holes", "withheld_ranges", "runs", "chunks")

search = settings(
    max_examples=max(1, settings().max_examples // RUNS_AN_EXAMPLE),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@search
@given(histories())
def test_after_every_delivery_all_stands_as_the_rule_says(history: History) -> None:
    with played(history):
        pass


@search
@given(histories(EVERY_ACTION))
def test_after_every_decision_all_stands_as_the_rule_says(history: History) -> None:
    with played(history):
        pass


@search
@given(histories(("write-off", "force")), st.booleans())
def test_when_all_is_given_up_all_that_arrived_is_delivered(
    history: History, is_forced: bool
) -> None:
    with played(history) as play:
        if is_forced:
            play.decree(list(forces(play)))
        else:
            play.decree(list(acceptances(play)))
            play.decree(list(write_offs(play)))
        for verdict in play.verdicts.values():
            assert verdict.delivered == verdict.current
            assert verdict.state in ("complete", "incomplete")


def forces(play: Play) -> Iterator[Decision]:
    for number, run in enumerate(play.runs.values(), len(play.bench.decisions) + 1):
        yield Decision(number, "force", run_id=run.run_id, epus=len(apids(run)))


def acceptances(play: Play) -> Iterator[Decision]:
    """Take the streams there are; a run of APIDs that do not belong together must be forced."""
    number = len(play.bench.decisions)
    for run_id, verdict in play.verdicts.items():
        if verdict.standing is not None and verdict.standing.held is not None:
            number += 1
            action = "accept" if verdict.standing.held == "epu_count" else "force"
            yield Decision(number, action, run_id=run_id, epus=len(apids(play.runs[run_id])))


def write_offs(play: Play) -> Iterator[Decision]:
    number = len(play.bench.decisions)
    for run_id, verdict in play.verdicts.items():
        for key, life in verdict.holes.items():
            if life.state == "open":
                number += 1
                yield Decision(number, "write-off", run_id=run_id, hole=key)


def apids(run: Run) -> set[int]:
    return {one.copy.apid for one in run.arrived}


@search
@given(st.data(), flights())
def test_any_order_of_the_deliveries_ends_in_the_same_current_events(
    data: st.DataObject, deliveries: list[tuple[Copy, ...]]
) -> None:
    site = data.draw(sites())
    ends = []
    for order in (deliveries, data.draw(st.permutations(deliveries))):
        with played(History(site, tuple(order))) as play:
            seen = [current(play), states(play)]
            play.decree(list(forces(play)))
            ends.append([*seen, delivered(play)])
    assert ends[0] == ends[1]


def current(play: Play) -> set[Copy]:
    """What counts, whichever file it came in."""
    return {
        replace(one.copy, altered=False)
        for run_id, run in play.runs.items()
        for one in run.arrived
        if play.verdicts[run_id].fates[one.arrival] == "current"
    }


def states(play: Play) -> dict[int, object]:
    return {
        run_id: (verdict.state, {key: life.state for key, life in verdict.holes.items()})
        for run_id, verdict in play.verdicts.items()
    }


def delivered(play: Play) -> dict[int, list[int]]:
    """What a reader of the chunks finds, run by run, in the order of the FITS files."""
    bench = play.bench
    return {
        run_id: [
            row["gem_sequence"]
            for row in bench.store.records(
                "fits/delivered_events", run_id=run_id, hand_off=bench.steps
            )
        ]
        for run_id in play.runs
    }


@search
@given(histories(EVERY_ACTION))
def test_the_state_as_of_a_step_is_what_a_home_held_that_saw_no_more(history: History) -> None:
    seen: list[dict[str, list[str]]] = []
    with playing(history.site) as play:
        for step in history.steps:
            play.take(step)
            seen.append({table: held_now(play, table) for table in BITEMPORAL})
        for number, then in enumerate(seen, 1):
            assert {table: held_at(play, table, number) for table in BITEMPORAL} == then


def held_now(play: Play, table: str) -> list[str]:
    return lines(
        play.bench.rows(
            f"select * exclude (until_hand_off) from core.{table} where until_hand_off is null"
        )
    )


def held_at(play: Play, table: str, number: int) -> list[str]:
    return lines(
        play.bench.rows(
            f"select * exclude (until_hand_off) from core.{table} where since_hand_off <= $1 "
            "and (until_hand_off is null or until_hand_off > $1)",
            number,
        )
    )


def lines(rows: list[Row]) -> list[str]:
    return sorted(map(repr, rows))


@search
@given(histories(("write-off", "force", "accept", "hold")))
def test_bringing_everything_again_changes_nothing(history: History) -> None:
    with played(history) as play:
        before = what_people_see(play)
        for ordinal in range(1, play.bench.ordinal + 1):
            play.deliver([one.copy for one in play.bench.arrived if one.ordinal == ordinal])
        assert what_people_see(play) == before


def what_people_see(play: Play) -> dict[str, list[str]]:
    return {table: held_now(play, table) for table in ("streams", "holes", "runs", "chunks")} | {
        "alerts": lines(play.bench.rows("select * from ops.alerts"))
    }


@search
@given(histories(EVERY_ACTION))
def test_the_records_of_every_chunk_ever_made_are_written_in_order(history: History) -> None:
    with played(history) as play:
        for run_id, run in play.runs.items():
            made = made_at(play, run_id)
            for hand_off, chunks in made.items():
                due = [place for chunk in chunks for place in places(play, run.contents[chunk])]
                assert written(play, run_id, hand_off) == due


def made_at(play: Play, run_id: int) -> dict[int, list[tuple[int, int]]]:
    """The chunks of a run that each hand-off made, in the order of their ranges."""
    made: dict[int, list[tuple[int, int]]] = {}
    for row in play.bench.rows(
        "select * from core.chunks where run_id = ? order by covers_first_gem_sequence", run_id
    ):
        chunk = row["chunk_number"], row["version"]
        made.setdefault(row["since_hand_off"], []).append(chunk)
    return made


def places(play: Play, events: set[EventId]) -> list[int]:
    """Which records the events are, in the order of the rule; numbered as they arrived."""
    found = []
    for arrival, gem in events:
        copy = play.bench.arrived[arrival].copy
        number = copy.gems.index(gem)
        record = play.bench.first_records[arrival] + number
        found.append(((gem, copy.apid, copy.number, number), record))
    return [record for _, record in sorted(found)]


def written(play: Play, run_id: int, hand_off: int) -> list[int]:
    values = {"run_id": run_id, "hand_off": hand_off, "again": True}
    rows = play.bench.store.records("write/chunk_records", **values)
    return [row["offset_bytes"] // RECORD_BYTES for row in rows]
