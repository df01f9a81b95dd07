from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from written import (
    BARE,
    HALVES,
    SMALL,
    STORY,
    digests,
    flown,
    read_files,
)

from etl.simulator.facts import RUNS
from etl.simulator.scenario import A, B
from etl.vocabulary import TimetoneFlag


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        replace(HALVES, seed=seed).write(tmp_path / name)
    assert digests(tmp_path / "one") == digests(tmp_path / "again")
    assert set(digests(tmp_path / "one").values()).isdisjoint(digests(tmp_path / "other").values())


def test_a_run_is_the_same_whatever_runs_come_after_it() -> None:
    later = replace(SMALL, run_id=SMALL.run_id + 5730)
    alone, followed = STORY.truth.runs[0], replace(STORY, runs=(SMALL, later)).truth.runs[0]
    assert np.array_equal(alone.event_met, followed.event_met)
    assert np.array_equal(alone.payload_start, followed.payload_start)


@pytest.mark.parametrize("run_id", [0x0EE6B280, 734_700_000, 2**31 + 77])
def test_the_event_time_formula_gives_the_true_times_back(run_id: int, tmp_path: Path) -> None:
    story = flown(run_id=run_id, events=20_000, event_rate_hz=20.0)
    run = story.truth.runs[0]
    chunks = read_files(story.write(tmp_path, BARE)[0])
    found = np.concatenate([chunk.column("event_met") for chunk in chunks])
    flags = np.concatenate([chunk.column("timetone_flags") for chunk in chunks])
    assert np.abs(found - run.event_met).max() < 1e-6
    assert set(np.unique(flags).tolist()) == {
        TimetoneFlag.SOURCE_GPS.code,
        TimetoneFlag.SOURCE_GPS.code | TimetoneFlag.MISSING_LAT.code,
    }


def test_the_clock_drifts_and_its_counter_wraps() -> None:
    run = flown(events=10_000, event_rate_hz=100.0).truth.runs[0]
    seconds = np.diff(run.tones.ticks)
    assert len(np.unique(seconds)) > 3
    assert np.abs(seconds - 20_000_000).max() <= 5
    assert np.abs(np.diff(seconds)).max() <= 1
    assert run.triggers.elapsed_ticks[-1] > 2**25


def test_counters_and_times_only_grow() -> None:
    taken = STORY.truth.runs[0].triggers
    assert (np.diff(taken.gem_sequence.astype(np.int64)) >= 1).all()
    assert set(np.diff(taken.gem_sequence.astype(np.int64)).tolist()) == set(range(1, 10))
    assert (np.diff(taken.event_met) > 0).all()
    for name in ("elapsed", "livetime"):
        assert (np.diff(getattr(taken, f"{name}_ticks")) >= 0).all()
    for name in ("prescaled", "discarded", "deadzone"):
        assert (np.diff(getattr(taken, f"{name}_count")) >= 0).all()
        assert getattr(taken, f"{name}_count")[-1] > 0
    assert (taken.livetime_ticks <= taken.elapsed_ticks).all()


def test_no_event_is_taken_in_a_break() -> None:
    start = SMALL.run_id + 4.25
    taken = flown(breaks=((start, start + 0.5),)).truth.runs[0].triggers.event_met
    is_inside = (taken > start + 1e-3) & (taken < start + 0.5)
    assert not is_inside.any()
    assert taken[0] < start < taken[-1]


def test_the_rate_is_the_one_asked_for() -> None:
    taken = flown(events=20_000, event_rate_hz=250.0).truth.runs[0].triggers.event_met
    assert 20_000 / (taken[-1] - taken[0]) == pytest.approx(250.0, rel=0.01)


def test_real_runs_begin_before_their_data_and_end_before_the_next_begins() -> None:
    for (run_id, stop_met), (next_id, _) in pairwise(RUNS):
        assert run_id < stop_met < next_id


def test_blocks_go_to_the_epus_in_turn() -> None:
    run = flown(block=1).truth.runs[0]
    epu = run.sent.datagrams.epu[run.sent.datagram]
    assert np.array_equal(run.sent.trigger % 2, epu)
    blocks = flown(block=40, events_per_datagram=(40, 40)).truth.runs[0].sent
    assert np.array_equal(blocks.trigger // 40 % 2, blocks.datagrams.epu[blocks.datagram])
    assert len(np.unique(blocks.trigger // 40)) == blocks.datagrams.epu.size


@pytest.mark.parametrize("epus", [1, 2, 3])
def test_every_event_is_dealt_to_one_epu(epus: int) -> None:
    sent = flown(apids=(956, 957, 958)[:epus]).truth.runs[0].sent
    assert np.array_equal(np.sort(sent.trigger), np.arange(600))
    counts = np.bincount(sent.datagrams.epu[sent.datagram])
    assert counts.size == epus
    assert counts.min() > 600 / epus * 0.8


def test_an_epu_that_stops_early_leaves_the_rest_to_the_other() -> None:
    sent = flown(epu_stops=(0.5, 1.0)).truth.runs[0].sent
    epu = sent.datagrams.epu[sent.datagram]
    assert sent.trigger[epu == A].max() < 300
    assert (sent.trigger >= 300).sum() == (epu[sent.trigger >= 300] == B).sum() == 300


def test_a_sweep_event_ends_the_run_on_every_epu() -> None:
    run = flown(sweep=True).truth.runs[0]
    last = run.gem_sequence[run.sent.datagrams.stop_event[run.sent.datagrams.is_last] - 1]
    assert last.tolist() == [int(run.gem_sequence.max())] * 2
    assert run.sent.trigger.size == 602


def test_datagrams_close_by_size_and_at_the_run_end() -> None:
    sent = STORY.truth.runs[0].sent.datagrams
    sizes = sent.stop_event - sent.start_event
    assert sizes[~sent.is_last].min() >= 10
    assert sizes.max() <= 30
    assert sizes.sum() == 600
    for epu in (A, B):
        numbers = sent.datagram_sequence[sent.epu == epu]
        assert np.array_equal(numbers, np.arange(numbers.size))


def test_a_skipped_number_leaves_no_event_out() -> None:
    sent = flown(empty_datagrams=((A, 3), (A, 4))).truth.runs[0].sent
    numbers = sent.datagrams.datagram_sequence[sent.datagrams.epu == A]
    assert numbers[:5].tolist() == [0, 1, 2, 5, 6]
    assert sent.datagrams.datagram_sequence[sent.datagrams.epu == B][3] == 3
    assert sent.trigger.size == 600


def test_shuffled_events_stay_in_their_datagram() -> None:
    straight, shuffled = STORY.truth.runs[0].sent, flown(shuffled=True).truth.runs[0].sent
    for first, stop in zip(
        straight.datagrams.start_event, straight.datagrams.stop_event, strict=True
    ):
        assert set(straight.trigger[first:stop]) == set(shuffled.trigger[first:stop])
    assert not np.array_equal(straight.trigger, shuffled.trigger)
