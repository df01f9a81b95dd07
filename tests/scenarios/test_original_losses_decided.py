"""The rows of the table of losses in which an operator decides, or the machine races or fails."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from cli import Halfpipe
from commands import Said
from followed import Followed, digests_of, following

from etl.simulator.original_losses import scenario
from etl.simulator.scenario import A
from etl.stages import STAGES

WAIT_S = 100
DECISIONS = [(("accept", "--epus"), "complete"), (("force",), "incomplete")]


def at_once(halfpipe: Halfpipe, *commands: tuple[object, ...]) -> list[Said]:
    """What processes that were started at one moment said; all must succeed."""
    with ExitStack() as stack:
        running = [
            stack.enter_context(halfpipe.started(*words, "--wait", WAIT_S)) for words in commands
        ]
        ended = [(*process.communicate(timeout=WAIT_S), process.returncode) for process in running]
    said = [Said(*words) for words in ended]
    assert [each.err for each in said if each.code != 0] == []
    return said


def attempts(row: Followed) -> list[tuple[int, str, int, bool]]:
    """Each attempt of a stage on a hand-off."""
    query = (
        "select hand_off_number, stage, attempt, is_success from ops.outcomes "
        "where stage <> 'receive' order by outcome_id"
    )
    return [tuple(found.values()) for found in row.halfpipe.sql(query)]


@pytest.mark.parametrize(("decision", "state"), DECISIONS)
def test_08c_an_epu_that_never_sends(decision: tuple[str, ...], state: str, tmp_path: Path) -> None:
    with following(scenario("08c"), tmp_path) as row:
        alerts = [("held_run", row.run)]
        row.take_in(held=True, alerts=alerts)
        assert "1 of 2 streams, APIDs 956; 2987 events wait" in row.words_of("held_run")
        row.wait_until_patience_ends(held=True, state="held", alerts=alerts)
        row.decide(*decision, *(["1"] if state == "complete" else []), row.run)
        row.check(state=state)


@pytest.mark.parametrize(("decision", "state"), DECISIONS)
def test_09_a_third_epu(decision: tuple[str, ...], state: str, tmp_path: Path) -> None:
    with following(scenario("09"), tmp_path) as row:
        row.take_in(held=True, alerts=[("held_run", row.run)])
        assert "3 of 2 streams, APIDs 956, 957, 958" in row.words_of("held_run")
        row.decide(*decision, *(["3"] if state == "complete" else []), row.run)
        row.check(state=state)


def test_17a_both_halves_taken_in_at_one_moment_by_two_processes_each(tmp_path: Path) -> None:
    with following(scenario("17a"), tmp_path) as row:
        at_once(row.halfpipe, *(("receive", row.arrive()) for _ in range(2)))
        at_once(row.halfpipe, ("cycle",), ("cycle",))
        if row.halfpipe.json("deliveries")[0]["downlink"] == 240414002:
            row.raised = {("hole", f"{row.run}/{apid}/0") for apid in (956, 957)}
        row.check()
        done = [attempt for attempt in attempts(row) if attempt[3]]
        assert len(done) == len({attempt[:2] for attempt in done}) == 2 * len(STAGES), (
            "each stage once"
        )
        assert [attempt for attempt in attempts(row) if not attempt[3]] == []


def test_17b_the_second_half_comes_while_the_first_is_being_merged(tmp_path: Path) -> None:
    with following(scenario("17b"), tmp_path) as row:
        row.receive()
        at_once(row.halfpipe, ("cycle",), ("receive", row.arrive()), ("cycle",))
        row.cycle()
        done = [attempt for attempt in attempts(row) if attempt[3]]
        assert len(done) == len({attempt[:2] for attempt in done}) == 2 * len(STAGES), (
            "each stage once"
        )


def said_by_a_failing_cycle(halfpipe: Halfpipe) -> str:
    with halfpipe.started("cycle") as process:
        _, err = process.communicate(timeout=WAIT_S)
    assert process.returncode != 0
    return err


def test_18_chunks_that_cannot_be_written_until_the_disk_is_well(tmp_path: Path) -> None:
    with following(scenario("18"), tmp_path) as row:
        row.receive()
        in_the_way = row.halfpipe.home / "handoff/240414001"
        in_the_way.touch()
        assert "write of delivery 240414001" in said_by_a_failing_cycle(row.halfpipe)
        row.raised.add(("failed_stage", "240414001/write"))
        in_the_way.unlink()
        (kept, *_) = row.halfpipe.sql("select sha256 from raw.files where file_kind = 'evt'")
        place = row.halfpipe.home / "raw" / kept["sha256"][:2] / kept["sha256"]
        place.rename(tmp_path / "unreadable")
        row.receive()
        assert place.name in said_by_a_failing_cycle(row.halfpipe)
        first, second = row.halfpipe.json("deliveries")
        assert (first["delivery_state"], second["delivery_state"]) == ("failed", "received")
        assert place.name in first["failure"]
        assert list((row.halfpipe.home / "handoff").iterdir()) == []
        (tmp_path / "unreadable").rename(place)
        row.cycle()
        written = [
            (number, tried, well)
            for number, stage, tried, well in attempts(row)
            if stage == "write"
        ]
        assert written == [(1, 1, False), (1, 2, False), (1, 3, True), (2, 1, True)]


def test_25_a_run_forced_before_its_second_half_arrives(tmp_path: Path) -> None:
    with following(scenario("25"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.decide("force", row.run)
        row.check(state="incomplete")
        row.take_in(state="incomplete")
        assert row.versions() == [1, 2]


def test_26_a_delivery_merged_again_after_the_next(tmp_path: Path) -> None:
    with following(scenario("26"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(*row.rests(2))
        row.take_in()
        before = digests_of(row)
        assert "nothing to do" in row.halfpipe.done("receive", row.paths[1]).out
        assert row.halfpipe.done("cycle").lines == ["Nothing new."]
        shutil.rmtree(row.halfpipe.home / f"handoff/240414002/{row.run}")
        again = row.halfpipe.done("repipe", "--delivery", "240414002", "--as-of", 2).lines
        assert [path.split("/")[1] for path in again] == ["240414001", "240414002", row.run]
        assert digests_of(row) == before
        row.check()


def test_32_the_last_datagram_comes_after_the_run_was_forced(tmp_path: Path) -> None:
    with following(scenario("32"), tmp_path) as row:
        row.take_in(row.rest(A, row.story.numbers(A)[-1]))
        row.decide("force", row.run)
        row.check(state="incomplete")
        row.take_in(state="incomplete")
        assert row.versions() == [1, 2]
