"""What is decided while its chunk file cannot be written is told as waiting, not as delivered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from commands import Row
from level1 import Merged
from sound import current_files, offences
from written import SMALL

from etl.simulator.faults import Delay, Lose
from etl.simulator.scenario import A, Scenario

WHOLE, LATE, LOSSY = 734_700_000, 734_706_000, 734_712_000
LATE_DATAGRAM = 12
STORY = Scenario(runs=tuple(replace(SMALL, run_id=run) for run in (WHOLE, LATE, LOSSY))).but(
    Delay(epu=A, datagrams=(LATE_DATAGRAM,), to=1, run=1),
    Delay(epu=A, datagrams=(9,), to=1, run=2),
    Lose(epu=A, datagrams=(7,), run=2),
)
WAITS = "stage write of 240414002"
QUESTIONS = ("runs", "ledger", "ledger --by run", "ledger --by delivery", "chunks --state current")
SUBJECT = f"{LATE}/956/{LATE_DATAGRAM}"
GEM = min(
    gem for *datagram, gem in STORY.known_after().tolist() if datagram == [LATE, 956, LATE_DATAGRAM]
)
SUBJECTS = (f"{LATE}", SUBJECT, f"{SUBJECT}/{GEM}", f"{WHOLE}/956/1")
Key = tuple[int, ...]


@dataclass(frozen=True)
class Stuck:
    """A home, what it said while the files of the second delivery could not be written, and after.

    ``written`` and ``to_write`` are the events in the files that count in the end, from before and
    of the second delivery.
    """

    halfpipe: Halfpipe
    said: dict[str, list[Row]]
    explained: dict[str, str]
    explained_after: dict[str, str]
    written: set[Key]
    to_write: set[Key]

    def lines(self, question: str, level: str) -> list[Row]:
        return [line for line in self.said[question] if line["level"] == level]


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Stuck:
    folder = tmp_path_factory.mktemp("unwritten")
    halfpipe = made(folder / "home")
    first, second = STORY.write(folder / "deliveries")
    halfpipe.take_in(first)
    in_the_way = halfpipe.home / "handoff" / second.name
    in_the_way.touch()
    halfpipe.done("receive", second)
    assert halfpipe.run("cycle").code == 3
    said = {question: halfpipe.json(*question.split()) for question in QUESTIONS}
    explained = explanations(halfpipe)
    in_the_way.unlink()
    halfpipe.done("cycle")
    files = [path for paths in current_files(halfpipe).values() for path in paths]
    new = {path for path in files if path.parts[-3] == second.name}
    return Stuck(
        halfpipe,
        said,
        explained,
        explanations(halfpipe),
        keys({*files} - new),
        keys(new),
    )


def explanations(halfpipe: Halfpipe) -> dict[str, str]:
    return {subject: halfpipe.done("explain", subject).out for subject in SUBJECTS}


def keys(files: Iterable[Path]) -> set[Key]:
    names = ("run_id", "apid", "datagram_sequence", "gem_sequence")
    return {tuple(event[name] for name in names) for file in files for event in Merged(file).events}


def by_run(events: set[Key]) -> Counter[int]:
    return Counter(run for run, *_ in events)


def test_runs_count_as_delivered_what_is_in_files_only(stuck: Stuck) -> None:
    due = by_run(stuck.written)
    assert due[WHOLE] > due[LATE]
    assert {run["run_id"]: run["delivered_count"] for run in stuck.said["runs"]} == due
    chunks = Counter(row["run_id"] for row in stuck.said["chunks --state current"] if row["path"])
    assert {run["run_id"]: run["chunk_count"] for run in stuck.said["runs"]} == {
        run: chunks[run] for run in (WHOLE, LATE, LOSSY)
    }


def test_the_ledger_has_the_rest_among_what_waits_and_balances(stuck: Stuck) -> None:
    written, waiting = by_run(stuck.written), by_run(stuck.to_write)
    assert set(waiting) == {LATE, LOSSY}
    for level in ("events", "chunks"):
        (total,) = stuck.lines("ledger", level)
        assert (total["delivered"], total["waiting"]) == (written.total(), waiting.total())
        for line in (total, *stuck.lines("ledger --by run", level)):
            assert line["residual"] == 0
            run = line.get("run_id")
            if run is not None:
                assert (line["delivered"], line["waiting"]) == (written[run], waiting[run])


def test_what_waits_is_told_apart_by_the_delivery_that_brought_it(stuck: Stuck) -> None:
    first = {*STORY.known_after(1).tolist()}
    for line in stuck.lines("ledger --by delivery", "events"):
        assert line["residual"] == 0
        for term, events in (("delivered", stuck.written), ("waiting", stuck.to_write)):
            came = events & first if line["ordinal"] == 1 else events - first
            assert line[term] == len(came), term


def test_explain_names_the_stage_that_is_waited_for(stuck: Stuck) -> None:
    run, datagram, event, delivered = (stuck.explained[subject] for subject in SUBJECTS)
    counts = by_run(stuck.written)[LATE], by_run(stuck.to_write)[LATE]
    assert f"{counts[0]} of {sum(counts)} events are delivered" in run
    assert f"{counts[1]} wait for {WAITS}." in run
    in_it = sum(key[:3] == (LATE, 956, LATE_DATAGRAM) for key in stuck.to_write)
    assert f"of its {in_it} events {in_it} wait for {WAITS}." in datagram
    assert f"is decided, and waits for {WAITS}." in event
    for text in (datagram, event):
        assert f"which waits for {WAITS}: halfpipe cycle" in text
        assert "delivered" not in text
    assert "wait" not in delivered


def test_once_the_files_are_written_all_of_it_is_delivered(stuck: Stuck) -> None:
    assert offences(stuck.halfpipe) == []
    for subject in SUBJECTS:
        assert "delivered" in stuck.explained_after[subject]
        assert WAITS not in stuck.explained_after[subject]
