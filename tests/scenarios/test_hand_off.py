"""What Level 1 is handed: names that hold 64 bits, lines with today's columns, right counts."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from cli import Halfpipe, made
from evt_oracle import as_file, read_events, some_records
from level1 import Merged, key
from sound import current_files, offences, text_lines
from written import SMALL

from etl.simulator.copies import Fractions
from etl.simulator.faults import Lose, Partial
from etl.simulator.scenario import A, B, Scenario

LATE_RUN, FIRST_GEM = 2_514_881_269, 2**33 + 5
NAME = f"r{LATE_RUN}"
FIRST, SECOND, THIRD = "240414001", "240414002", "240414003"
MOST = 60
LEAP_SECONDS = 5
HALVES = Scenario(
    runs=(
        replace(
            SMALL,
            run_id=LATE_RUN,
            first_gem_sequence=FIRST_GEM,
            sweep=True,
            moot_key=4711,
            moot_alias="grbMode_alias",
        ),
    ),
    passes=Fractions(((0.5,),)),
)
LOST = ((A, 3, 0), (B, 5, 0), (A, 11, 1))
PART = 1
STORY = HALVES.but(
    *(Lose(epu=epu, datagrams=(number,)) for epu, number, _ in LOST),
    Partial(epu=B, datagrams=(PART,), whole_in=1),
)
MIXED_RUN = 734_700_000


@dataclass(frozen=True)
class Handed:
    """A home that handed off three deliveries, and what was sent in the third."""

    halfpipe: Halfpipe
    mixed: tuple[Path, ...]

    def folder(self, downlink: str) -> Path:
        return self.halfpipe.home / "handoff" / downlink

    def events(self, downlink: str, run: str = NAME) -> list[dict[str, int]]:
        """The events in the chunk files of a hand-off, in the order of their names."""
        paths = sorted((self.folder(downlink) / run).glob("*.evt"))
        return [event for path in paths for event in Merged(path).events]


def mixed_file(target: Path, apid: int) -> Path:
    """A whole stream of one datagram, whose events have 0, 1 or 2 handlers in turn."""
    count = 90
    records = some_records([(0, 40 + n % 7, n % 3) for n in range(count)], seed=apid)
    context = records.context
    context["apid"], context["started_at"], context["datagrams"] = apid, MIXED_RUN, 0
    context["sequence"] = 2 * np.arange(count, dtype=np.uint64) + np.uint64(apid % 2)
    context["current"]["time_s"] = context["previous"]["time_s"] = MIXED_RUN + 2
    for action, (code, text) in {"open": (0, b"start"), "close": (0, b"stop")}.items():
        context[f"{action}_action"], context[f"{action}_action_text"] = code, text
    target.write_bytes(as_file(records))
    return target


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    folder = tmp_path_factory.mktemp("handed")
    halfpipe = made(folder / "home")
    with (halfpipe.home / "halfpipe.toml").open("a") as settings:
        settings.write(f"max_events = {MOST}\n")
    (folder / THIRD).mkdir()
    mixed = tuple(mixed_file(folder / THIRD / f"{apid}.evt", apid) for apid in (956, 957))
    for path in (*STORY.write(folder), folder / THIRD):
        halfpipe.take_in(path)
    return Handed(halfpipe, mixed)


def gems(epu: int, number: int) -> list[int]:
    """The GEM sequences of a datagram, in truth."""
    run = STORY.truth.runs[0]
    sent = run.sent.datagrams
    (row,) = np.flatnonzero((sent.epu == epu) & (sent.datagram_sequence == number))
    return [int(gem) for gem in run.gem_sequence[sent.start_event[row] : sent.stop_event[row]]]


def known_after(count: int) -> int:
    """How many events came with the first so many deliveries."""
    return int(STORY.known_after(count).size)


def test_the_home_is_sound(handed: Handed) -> None:
    assert offences(handed.halfpipe) == []


def test_names_hold_numbers_beyond_32_bits(handed: Handed) -> None:
    names = sorted(path.name for path in (handed.folder(FIRST) / NAME).iterdir())
    assert names[0] == f"r2514881269-e{FIRST_GEM:020d}.evt"
    assert names == [f"{NAME}-e{first:020d}.evt" for first in first_gems(handed, FIRST)]
    tokens = handed.halfpipe.home / "handoff/chunktokens" / NAME
    assert {path.name for path in tokens.iterdir()} == {
        path.stem
        for downlink in (FIRST, SECOND)
        for path in (handed.folder(downlink) / NAME).iterdir()
    }


def first_gems(handed: Handed, downlink: str) -> list[int]:
    paths = (handed.folder(downlink) / NAME).glob("*.evt")
    return sorted(Merged(path).header.first_gem for path in paths)


def test_the_lines_of_a_hand_off_count_all_stretches_of_a_run(handed: Handed) -> None:
    """Two holes in the first half leave three stretches; the original counted the last one."""
    events = handed.events(FIRST)
    shadows = [hole_of(epu, number) for epu, number, came in LOST if came == 0]
    stretches = {sum(event["gem_sequence"] > before for before, _ in shadows) for event in events}
    assert stretches == {0, 1, 2}
    held_back = known_after(1) - len(events)
    assert held_back > 0
    assert text_lines(handed.folder(FIRST), "delivered_events") == [
        f"{NAME} {len(events)} {held_back} LPA"
    ]


def test_a_second_hand_off_counts_what_is_new_in_it(handed: Handed) -> None:
    first, second = ({key(event) for event in handed.events(one)} for one in (FIRST, SECOND))
    held_back = known_after(2) - len(first | second)
    assert text_lines(handed.folder(SECOND), "delivered_events") == [
        f"{NAME} {len(second - first)} {held_back} LPA"
    ]


def hole_of(epu: int, number: int) -> tuple[int, int]:
    """The GEM sequences between which the events of a lost datagram must lie."""
    return max(gems(epu, number - 1)), min(gems(epu, number + 1))


@pytest.mark.parametrize(("downlink", "came"), [(FIRST, (0,)), (SECOND, (0, 1))])
def test_a_gap_is_the_last_event_before_a_hole_and_the_first_after_it(
    handed: Handed, downlink: str, came: tuple[int, ...]
) -> None:
    due = sorted(hole_of(epu, number) for epu, number, delivery in LOST if delivery in came)
    assert text_lines(handed.folder(downlink), "event_gaps") == [
        f"{NAME} {before} {after}" for before, after in due
    ]


@pytest.mark.parametrize("epu", [A, B])
@pytest.mark.parametrize("lost", [(0,), (0, 1), None])
def test_all_that_is_lost_from_the_beginning_of_a_stream_lies_in_its_gap(
    epu: int, lost: tuple[int, ...] | None, tmp_path: Path
) -> None:
    """But event 0, before which the file has no number.

    Both units send the last event of the run, so that the end of a whole stream is known too.
    """
    sent = Scenario(runs=(replace(SMALL, sweep=True),))
    story = sent.but(Lose(epu=epu, datagrams=lost))
    halfpipe = made(tmp_path / "home")
    halfpipe.take_in(*story.write(tmp_path))
    if lost is None:
        halfpipe.done("force", SMALL.run_id, "--why", "the unit is off")
        halfpipe.done("cycle")
    came = {tuple(event) for event in story.known_after().tolist()}
    gems = {event[-1] for event in sent.known_after().tolist() if tuple(event) not in came}
    apid = SMALL.apids[epu]
    after = min((gem for _, of, _, gem in came if of == apid), default=1 + max(gems))
    *_, folder = sorted((halfpipe.home / "handoff").glob("[0-9]*"))
    assert text_lines(folder, "event_gaps") == [f"r{SMALL.run_id:010d} 0 {after}"]
    assert gems - {0} <= {*range(1, after)}
    assert offences(halfpipe) == []


@pytest.mark.parametrize(("downlink", "count"), [(FIRST, 1), (SECOND, 2)])
def test_the_times_are_those_of_the_first_and_last_event_that_came(
    handed: Handed, downlink: str, count: int
) -> None:
    run = STORY.truth.runs[0]
    came = np.isin(run.gem_sequence, STORY.known_after(count)["gem_sequence"])
    met = run.event_met[came]
    ((name, *stamps),) = (
        line.split() for line in text_lines(handed.folder(downlink), "event_times")
    )
    due = [met.min() + 978_307_200 - LEAP_SECONDS, met.max() + 978_307_200 - LEAP_SECONDS]
    assert name == NAME
    np.testing.assert_allclose([float(stamp) for stamp in stamps], due, rtol=0, atol=2e-6)


def test_the_configuration_is_that_of_the_chunk_files(handed: Handed) -> None:
    for downlink in (FIRST, SECOND):
        assert text_lines(handed.folder(downlink), "moot_keys") == [f"{NAME} 4711 grbMode_alias"]
        for path in (handed.folder(downlink) / NAME).iterdir():
            header = Merged(path).header
            assert (header.moot_key, header.moot_alias) == (4711, "grbMode_alias")
            assert (header.runid, header.counters) == (int(downlink), (0,) * 16)


def test_a_run_with_open_holes_is_not_retired(handed: Handed) -> None:
    assert text_lines(handed.folder(SECOND), "retired_runs") == []
    assert text_lines(handed.folder(THIRD), "retired_runs") == [f"r{MIXED_RUN:010d} COMPLETE"]


def test_a_datagram_that_comes_whole_replaces_the_chunks_of_its_part(handed: Handed) -> None:
    after, before = hole_of(*LOST[0][:2])
    whole = {gem for gem in gems(B, PART) if not after < gem < before}
    part = {event["gem_sequence"] for event in handed.events(FIRST)} & whole
    assert len(part) == round(0.5 * len(gems(B, PART)))
    again = handed.events(SECOND)
    assert whole <= {event["gem_sequence"] for event in again}
    lines = [line.split() for line in text_lines(handed.folder(SECOND), "replaced_chunks")]
    assert lines
    for name, old, new in lines:
        replaced, replacing = (Merged(handed.halfpipe.home / path) for path in (old, new))
        assert name == NAME
        assert (replaced.path.parts[-3], replacing.path.parts[-3]) == (FIRST, SECOND)
        added = {key(event) for event in replacing.events} - {key(e) for e in replaced.events}
        assert {gem for gem, _, _ in added} <= whole - part
    assert {subject for kind, subject in handed.halfpipe.standing() if kind == "conflict"} == {
        f"{NAME}/957/{PART}"
    }


def test_the_manifest_lists_runs_chunks_and_what_they_replace(handed: Handed) -> None:
    content = json.loads((handed.folder(SECOND) / "manifest.json").read_text())
    ((name, newly, _, kind),) = (
        line.split() for line in text_lines(handed.folder(SECOND), "delivered_events")
    )
    assert content["downlink"] == int(SECOND)
    assert content["runs"] == [
        {
            "run_id": int(name[1:]),
            "run_type": kind,
            "run_state": "receiving",
            "newly_delivered_count": int(newly),
        }
    ]
    assert [
        f"{NAME} {line['old_path']} {line['new_path']}" for line in content["replaced_chunks"]
    ] == text_lines(handed.folder(SECOND), "replaced_chunks")
    for chunk in content["chunks"]:
        header = Merged(handed.halfpipe.home / chunk["path"]).header
        assert (chunk["event_count"], chunk["first_gem_sequence"], chunk["last_gem_sequence"]) == (
            header.event_count,
            header.first_gem,
            header.last_gem,
        )


def test_chunks_hold_at_most_what_the_settings_of_the_home_say_and_never_one_event(
    handed: Handed,
) -> None:
    counts = [row["event_count"] for row in handed.halfpipe.json("chunks")]
    assert max(counts) <= MOST
    assert min(counts) > 1
    assert max(counts) > MOST / 2


def test_the_sweep_event_of_both_epus_stays_together_at_the_end(handed: Handed) -> None:
    last = Merged(current_files(handed.halfpipe)[LATE_RUN][-1]).events[-2:]
    sweep = int(STORY.truth.runs[0].gem_sequence.max())
    assert [(event["gem_sequence"], event["apid"]) for event in last] == [
        (sweep, 956),
        (sweep, 957),
    ]


def test_an_event_without_handlers_behind_one_with_handlers_is_unchanged(handed: Handed) -> None:
    """The original gave it the handlers of the event before."""
    sent = {}
    for path in handed.mixed:
        data = path.read_bytes()
        for event in read_events(data):
            at = event["offset_bytes"]
            sent[event["gem_sequence"]] = data[at : at + event["length_bytes"]]
    merged = [
        record
        for path in current_files(handed.halfpipe)[MIXED_RUN]
        for record in Merged(path).records
    ]
    assert merged == [sent[gem] for gem in range(180)]
