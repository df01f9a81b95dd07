"""Runs cut over deliveries, at other places for each EPU: whole, in order, and once in the end."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from cli import Halfpipe, made
from commands import Row
from evt_oracle import read_events
from level1 import Merged, key
from sound import current_files, offences, text_lines
from written import SMALL

from etl.simulator.account import known
from etl.simulator.copies import Fractions
from etl.simulator.faults import Delay
from etl.simulator.scenario import A, B, Scenario

CUT, OTHER, HALF = 734_700_000, 734_700_002, 734_706_000
LATE = 12
STORY = Scenario(
    runs=(SMALL, *(replace(SMALL, run_id=run, events=200) for run in (OTHER, HALF))),
    passes=Fractions(((0.3, 0.6), (0.45, 0.8))),
).but(Delay(epu=A, datagrams=(LATE,), to=3), Delay(epu=B, run=2, to=2))
STEPS = ("first", "second", "third", "nothing new", "given up", "late")
Key = tuple[int, int, int]


@dataclass(frozen=True)
class Step:
    """What stood after a step: the current chunks by run and number, products, events, lines."""

    downlinks: tuple[int, ...]
    chunks: dict[tuple[int, int], Row]
    products: dict[int, int]
    states: dict[int, str]
    keys: dict[int, list[Key]]


@dataclass(frozen=True)
class Cut:
    """A home that saw the story, and what stood after each of its steps."""

    halfpipe: Halfpipe
    sent: tuple[Path, ...]
    steps: dict[str, Step]

    def lines(self, step: str, name: str) -> list[str]:
        """The lines of a text file in all hand-offs of a step."""
        folders = [
            self.halfpipe.home / f"handoff/{number}" for number in self.steps[step].downlinks
        ]
        return [line for folder in folders for line in text_lines(folder, name)]


def step(halfpipe: Halfpipe, seen: set[int]) -> Step:
    new = {int(path.name) for path in (halfpipe.home / "handoff").glob("[0-9]*")} - seen
    seen |= new
    files = current_files(halfpipe)
    return Step(
        tuple(sorted(new)),
        {
            (row["run_id"], row["chunk_number"]): row
            for row in halfpipe.json("chunks", "--state", "current")
        },
        {
            row["run_id"]: row["version"]
            for row in halfpipe.json("products", "--state", "latest")
            if row["dataset_group"] == "MERGED"
        },
        {row["run_id"]: row["run_state"] for row in halfpipe.json("runs")},
        {
            run: [key(event) for path in paths for event in Merged(path).events]
            for run, paths in files.items()
        },
    )


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    folder = tmp_path_factory.mktemp("cut")
    sent = STORY.write(folder / "sent")
    again = shutil.copytree(sent[0], folder / "240414050")
    (again / "note.txt").write_text("the same files, sent again with this note\n")
    halfpipe = made(folder / "home", max_events=100)
    impatient = replace(halfpipe, settings={**halfpipe.settings, "HALFPIPE_HOLE_PATIENCE": "PT0S"})
    seen: set[int] = set()
    steps = {}
    for name, path in zip(STEPS, (*sent[:3], again, None, sent[3]), strict=True):
        if path is None:
            impatient.done("cycle")
        else:
            halfpipe.take_in(path)
        steps[name] = step(halfpipe, seen)
    return Cut(halfpipe, sent, steps)


def records_sent(cut: Cut, run: int) -> dict[Key, bytes]:
    """Every record that was sent of a run, by its key, cut out of the files as they came."""
    found = {}
    for path in (evt for folder in cut.sent for evt in folder.glob("*.evt")):
        data = path.read_bytes()
        for event in read_events(data):
            if event["run_id"] == run:
                at = event["offset_bytes"]
                found[key(event)] = data[at : at + event["length_bytes"]]
    return found


def test_the_home_is_sound(cut: Cut) -> None:
    assert offences(cut.halfpipe) == []


@pytest.mark.parametrize("run", [CUT, OTHER, HALF])
def test_a_run_cut_at_other_places_for_each_epu_arrives_whole_in_order_and_unchanged(
    cut: Cut, run: int
) -> None:
    sent = records_sent(cut, run)
    assert len(sent) == (SMALL.events if run == CUT else 200)
    merged = [
        record for path in current_files(cut.halfpipe)[run] for record in Merged(path).records
    ]
    assert merged == [sent[name] for name in sorted(sent)]
    (row,) = cut.halfpipe.json("runs", "--run", run)
    assert row["run_state"] == "complete"


def test_what_is_out_is_in_the_order_of_the_whole_run_and_spares_the_hole(cut: Cut) -> None:
    final = cut.steps["late"].keys[CUT]
    missing = {name for name in final if name[1:] == (956, LATE)}
    known_counts = [
        int((known(STORY.truth, STORY.deliveries[:count])["run_id"] == CUT).sum())
        for count in (1, 2, 3)
    ]
    for name, count in zip(("first", "second", "third"), known_counts, strict=True):
        out = cut.steps[name].keys[CUT]
        assert out == [one for one in final if one in set(out)]
        assert not missing & set(out)
        assert 0 < len(out) <= count
    assert cut.steps["given up"].keys[CUT] == [one for one in final if one not in missing]


def test_the_state_of_a_run_follows_what_is_known_of_it(cut: Cut) -> None:
    states = [cut.steps[name].states for name in STEPS]
    assert [state[CUT] for state in states] == [
        *("receiving",) * 4,
        "incomplete",
        "complete",
    ]
    assert [state[OTHER] for state in states] == ["receiving", "receiving", *("complete",) * 4]
    assert [state[HALF] for state in states] == ["held", "held", *("complete",) * 4]


def test_the_lines_of_all_hand_offs_add_up_to_what_is_delivered(cut: Cut) -> None:
    delivered: Counter[str] = Counter()
    for name in STEPS:
        for line in cut.lines(name, "delivered_events"):
            run, newly, _, _ = line.split()
            delivered[run] += int(newly)
    runs = cut.halfpipe.json("runs")
    assert delivered == Counter({f"r{row['run_id']:010d}": row["delivered_count"] for row in runs})


def test_what_is_held_back_is_said_in_each_hand_off(cut: Cut) -> None:
    for count, name in enumerate(("first", "second", "third"), start=1):
        arrived = known(STORY.truth, STORY.deliveries[:count])
        for line in cut.lines(name, "delivered_events"):
            run, _, held_back, _ = line.split()
            number = int(run[1:])
            out = len(cut.steps[name].keys.get(number, []))
            assert int(held_back) == int((arrived["run_id"] == number).sum()) - out


def test_a_run_of_which_one_epu_is_silent_is_held_and_goes_on_when_it_is_heard(cut: Cut) -> None:
    for count, name in enumerate(("first", "second"), start=1):
        came = int((known(STORY.truth, STORY.deliveries[:count])["run_id"] == HALF).sum())
        assert f"r{HALF:010d} 0 {came} LPA" in cut.lines(name, "delivered_events")
        assert HALF not in cut.steps[name].keys
        assert HALF not in cut.steps[name].products
    assert f"r{HALF:010d} 200 0 LPA" in cut.lines("third", "delivered_events")
    cleared = cut.halfpipe.json("alerts", "--state", "cleared")
    assert ("held_run", f"r{HALF:010d}") in {(a["alert_kind"], a["subject"]) for a in cleared}


def test_a_run_is_retired_once_complete_and_again_when_late_data_change_it(cut: Cut) -> None:
    retired = {name: cut.lines(name, "retired_runs") for name in STEPS}
    assert retired == {
        "first": [],
        "second": [],
        "third": [f"r{OTHER:010d} COMPLETE", f"r{HALF:010d} COMPLETE"],
        "nothing new": [],
        "given up": [f"r{CUT:010d} INCOMPLETE"],
        "late": [f"r{CUT:010d} COMPLETE"],
    }


def test_a_delivery_that_brings_nothing_new_hands_off_nothing(cut: Cut) -> None:
    before, after = cut.steps["third"], cut.steps["nothing new"]
    assert after.downlinks == (240414050,)
    assert (after.chunks, after.products, after.states) == (
        before.chunks,
        before.products,
        before.states,
    )
    for name in ("delivered_events", "event_times", "moot_keys", "replaced_chunks", "event_gaps"):
        assert cut.lines("nothing new", name) == []
    fates = cut.halfpipe.sql(
        "select distinct datagram_fate from core.datagrams join raw.deliveries using (ordinal) "
        "where downlink = 240414050 and until_hand_off is null"
    )
    assert fates == [{"datagram_fate": "duplicate"}]


def test_a_chunk_that_was_handed_off_stays_or_has_a_next_version(cut: Cut) -> None:
    every = {
        (row["run_id"], row["chunk_number"], row["version"]) for row in cut.halfpipe.json("chunks")
    }
    for earlier, later in pairwise(STEPS):
        for place, row in cut.steps[earlier].chunks.items():
            now = cut.steps[later].chunks[place]
            assert now == row or now["version"] == row["version"] + 1
            assert (*place, now["version"]) in every


def test_a_late_datagram_replaces_exactly_the_chunks_that_it_lies_in(cut: Cut) -> None:
    before, after = cut.steps["given up"].chunks, cut.steps["late"].chunks
    late = [name[0] for name in cut.steps["late"].keys[CUT] if name[1:] == (956, LATE)]
    covers = cut.halfpipe.sql(
        "select run_id, chunk_number, covers_first_gem_sequence as first, "
        "covers_last_gem_sequence as last from core.chunks where until_hand_off is null"
    )
    touched = {
        (row["run_id"], row["chunk_number"])
        for row in covers
        if row["run_id"] == CUT and any(row["first"] <= gem <= row["last"] for gem in late)
    }
    changed = {place for place in before if after[place] != before[place]}
    assert changed == touched & set(before)
    assert changed
    assert {after[place]["version"] for place in changed} == {2}
    assert cut.lines("late", "replaced_chunks") == [
        f"r{CUT:010d} {before[place]['path']} {after[place]['path']}"
        for place in sorted(changed, key=lambda place: before[place]["first_gem_sequence"])
    ]
    for place in changed:
        assert (cut.halfpipe.home / before[place]["path"]).is_file()


def test_a_fits_file_has_a_next_version_whenever_its_run_changed_and_only_then(cut: Cut) -> None:
    versions = {name: cut.steps[name].products for name in STEPS}
    assert [versions[name].get(CUT) for name in STEPS] == [1, 2, 3, 3, 4, 5]
    assert [versions[name].get(OTHER) for name in STEPS] == [1, 2, 3, 3, 3, 3]
    folder = cut.halfpipe.home / f"products/r{CUT:010d}"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"r{CUT:010d}_v{version:03d}_merged.fit" for version in range(1, 6)
    ]
