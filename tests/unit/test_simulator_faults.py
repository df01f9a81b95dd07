from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from written import (
    BARE,
    HALVES,
    SMALL,
    STORY,
    digests,
    payload_of,
    read_files,
)

from etl.simulator.copies import Contacts, Copy, Fractions
from etl.simulator.faults import Conflict, Delay, Lose, Partial, Repeat, Silence
from etl.simulator.mishaps import Reorder, RepeatDelivery, RepeatFiles
from etl.simulator.original_losses import scenario
from etl.simulator.scenario import A, B, Scenario


def arrived(story: Scenario) -> list[set[Copy]]:
    return [{copy for file in d.files for copy in file.copies} for d in story.deliveries]


def test_a_run_is_cut_at_a_different_place_for_each_epu() -> None:
    story = replace(STORY, passes=Fractions(((0.3, 0.6), (0.5, 0.8))))
    counts = [[len(story.numbers(epu, number)) for number in range(3)] for epu in (A, B)]
    assert [sum(count) for count in counts] == [len(story.numbers(A)), len(story.numbers(B))]
    assert np.cumsum(counts[A])[0] / sum(counts[A]) == pytest.approx(0.3, abs=0.1)
    assert np.cumsum(counts[B])[1] / sum(counts[B]) == pytest.approx(0.8, abs=0.1)


def test_two_runs_share_each_delivery() -> None:
    story = scenario("13")
    for delivery in story.deliveries:
        assert {file.run for file in delivery.files} == {0, 1}


def test_a_contact_brings_what_is_complete_and_leaves_the_rest_on_board() -> None:
    run = STORY.truth.runs[0]
    middle = float(np.median(run.event_met))
    story = replace(STORY, passes=Contacts((middle,)))
    known = story.known_after()["gem_sequence"]
    complete = run.sent.datagrams.packet_met <= middle
    assert set(known) == set(run.gem_sequence[complete[run.sent.datagram]])


def test_files_begin_at_multiples_of_the_datagram_number() -> None:
    story = replace(STORY, datagrams_per_file=8).but(Lose(epu=A, datagrams=(3,)))
    held = [[copy.datagram_sequence for copy in file.copies] for file in story.deliveries[0].files]
    assert held[0] == [0, 1, 2, 4, 5, 6, 7]
    assert held[1][0] == 8
    assert [file.chunk_number for file in story.deliveries[0].files] == [*range(1, len(held) + 1)]


def copies(story: Scenario, epu: int, *numbers: int) -> set[Copy]:
    return {c for c in story.sent if c.epu == epu and c.datagram_sequence in numbers}


def test_lost_datagrams_are_missing_and_nothing_else() -> None:
    quiet, last = arrived(STORY), STORY.numbers(A)[-1]
    struck = arrived(STORY.but(Lose(epu=A, datagrams=(3, -1)), Lose(epu=B, datagrams=(5,))))
    assert struck == [quiet[0] - copies(STORY, A, 3, last) - copies(STORY, B, 5)]


def test_a_fault_of_one_run_spares_the_other() -> None:
    story = replace(STORY, runs=(SMALL, replace(SMALL, run_id=SMALL.run_id + 9000)))
    struck = arrived(story.but(Lose(epu=A, datagrams=(3,), run=1)))
    assert struck == [set(story.sent) - {c for c in copies(story, A, 3) if c.run == 1}]


def test_a_late_datagram_changes_its_delivery_only() -> None:
    first, second = arrived(HALVES)
    (late,) = copies(HALVES, A, 3)
    moved = replace(late, delivery=1)
    assert arrived(HALVES.but(Delay(epu=A, datagrams=(3,), to=1))) == [
        first - {late},
        second | {moved},
    ]
    alone = arrived(HALVES.but(Delay(epu=A, datagrams=(3,), to=2)))
    assert alone == [first - {late}, second, {replace(late, delivery=2)}]


def test_a_repeated_datagram_comes_twice() -> None:
    first, second = arrived(HALVES)
    (again,) = copies(HALVES, B, 2)
    struck = arrived(HALVES.but(Repeat(epu=B, datagrams=(2,), again_in=1)))
    assert struck == [first, second | {replace(again, delivery=1)}]


def test_a_second_copy_in_one_delivery_has_a_file_of_its_own() -> None:
    story = STORY.but(Repeat(epu=B, datagrams=(2,), again_in=0))
    (extra,) = (file for file in story.deliveries[0].files if len(file.copies) == 1)
    assert set(extra.copies) == copies(STORY, B, 2)


def test_a_datagram_decoded_in_part_comes_whole_later() -> None:
    (whole,) = copies(HALVES, A, 3)
    half = whole.start_event + round((whole.stop_event - whole.start_event) / 2)
    first, second = arrived(HALVES)
    struck = arrived(HALVES.but(Partial(epu=A, datagrams=(3,), whole_in=1)))
    assert struck == [
        first - {whole} | {replace(whole, stop_event=half)},
        second | {replace(whole, delivery=1)},
    ]


def test_conflicting_copies_have_equal_keys_and_other_payloads(tmp_path: Path) -> None:
    story = HALVES.but(Conflict(epu=A, datagrams=(3,), other_in=2, kept=(0.0, 1.0)))
    folders = story.write(tmp_path, BARE)
    true, other = read_files(folders[0])[0], read_files(folders[2])[0]
    mine = np.flatnonzero(true.column("datagram_sequence") == 3)
    assert np.array_equal(true.column("gem_sequence")[mine], other.column("gem_sequence"))
    for row, altered in zip(mine, other.records(), strict=True):
        record = true.records()[row]
        assert payload_of(record) != payload_of(altered)
        assert record[:308] == altered[:308]
        stop = 308 + len(payload_of(record))
        assert record[stop:] == altered[stop:]


def test_a_silent_epu_is_heard_later_or_never() -> None:
    first, second = arrived(HALVES)
    silenced = {copy for copy in first if copy.epu == B}
    assert arrived(HALVES.but(Silence(epu=B, deliveries=(0,)))) == [first - silenced, second]
    assert arrived(HALVES.but(Silence(epu=B, deliveries=(0,), until=1))) == [
        first - silenced,
        second | {replace(copy, delivery=1) for copy in silenced},
    ]


def test_a_repeated_delivery_has_the_same_bytes_under_another_name(tmp_path: Path) -> None:
    first, second = STORY.but(RepeatDelivery(delivery=0)).write(tmp_path)
    assert (first.name, second.name) == ("240414001", "240414002")
    assert digests(first) == digests(second)


def test_repeated_files_join_another_delivery(tmp_path: Path) -> None:
    story = HALVES.but(RepeatFiles(delivery=0, again_in=1, files=(1,)))
    first, second = (digests(folder) for folder in story.write(tmp_path, BARE))
    assert len(second) == 3
    assert len(first.items() & second.items()) == 1


def test_deliveries_arrive_in_another_order() -> None:
    story = HALVES.but(Reorder(order=(1, 0)))
    assert [d.downlink_id for d in story.deliveries] == [240_414_002, 240_414_001]
    with pytest.raises(ValueError, match="not an order of 2 deliveries"):
        HALVES.but(Reorder(order=(0, 0))).deliveries  # noqa: B018


def test_a_delivery_left_with_nothing_is_not_made() -> None:
    story = HALVES.but(*(Silence(epu=epu, deliveries=(0,), until=1) for epu in (A, B)))
    assert [d.downlink_id for d in story.deliveries] == [240_414_002]
