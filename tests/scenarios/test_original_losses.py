"""Where the original loses events: each row of its table (original-losses.md), told to a home.

Here nothing is lost, twice or out of order, and the account is true after every delivery. In these
rows the spacecraft and the ground stations do it all; in those of the file beside, ``_decided``, an
operator or the machine has a part.
"""

from pathlib import Path

import pytest
from followed import digests_of, following

from etl.simulator.original_losses import SCENARIOS, scenario
from etl.simulator.scenario import A, B


def test_every_row_of_the_table_is_told_here_or_in_the_file_beside() -> None:
    folder = Path(__file__).parent
    texts = "".join(path.read_text() for path in folder.glob("test_original_losses*.py"))
    assert [name for name in SCENARIOS if f'"{name}"' not in texts] == []


def test_01_clean_in_one_delivery(tmp_path: Path) -> None:
    with following(scenario("01"), tmp_path) as row:
        row.take_in()


def test_02_clean_in_three_deliveries_cut_at_the_same_time(tmp_path: Path) -> None:
    with following(scenario("02"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(*row.rests(2))
        row.take_in()
        assert row.versions() == [1, 1, 1]


def test_03_an_epu_that_is_behind_the_other(tmp_path: Path) -> None:
    with following(scenario("03"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(*row.rests(2))
        row.take_in()
        assert row.versions() == [1, 1, 1]


def test_04a_a_late_datagram_while_the_run_goes_on(tmp_path: Path) -> None:
    with following(scenario("04a"), tmp_path) as row:
        after_a, after_b = row.rests(1)
        assert after_a == row.rest(A, 15), "nobody knows yet that it is late"
        row.take_in(after_a, after_b)
        row.take_in(row.missing(A, 15), *row.rests(2))
        row.take_in()
        assert row.versions() == [1, 1, 1, 1]


@pytest.mark.parametrize("name", ["04b", "04c"])
def test_04_a_datagram_that_comes_alone_after_its_run(name: str, tmp_path: Path) -> None:
    with following(scenario(name), tmp_path) as row:
        row.take_in(row.missing(A, 15))
        row.take_in()
        assert row.versions() == [1, 1, 1]


@pytest.mark.parametrize("name", ["04d", "04e"])
def test_04_a_block_of_both_epus_that_comes_after_its_run(name: str, tmp_path: Path) -> None:
    with following(scenario(name), tmp_path) as row:
        row.take_in(row.missing(A, 15, 19), row.missing(B, 16, 20))
        row.take_in()
        assert row.versions() == [1, 1, 1]


def test_05_a_run_whose_first_datagram_never_arrives(tmp_path: Path) -> None:
    with following(scenario("05"), tmp_path) as row:
        row.take_in(row.missing(A, 0), *row.rests(1))
        row.take_in(row.missing(A, 0))
        row.wait_until_patience_ends()


def test_06_a_run_whose_last_datagram_never_arrives(tmp_path: Path) -> None:
    with following(scenario("06"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(row.rest(A, row.story.numbers(A)[-1]))
        row.wait_until_patience_ends()


def test_07a_a_delivery_that_comes_twice(tmp_path: Path) -> None:
    with following(scenario("07a"), tmp_path) as row:
        row.take_in()
        before = digests_of(row)
        said = row.halfpipe.done("receive", row.paths[1])
        assert said.lines == ["The same bytes as delivery 240414001 (ordinal 1): nothing to do."]
        assert row.halfpipe.done("cycle").lines == ["Nothing new."]
        row.check()
        assert digests_of(row) == before


def test_07b_half_a_run_that_comes_again_with_the_other_half(tmp_path: Path) -> None:
    with following(scenario("07b"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in()
        assert row.versions() == [1, 1]
        assert row.raised == set()


def test_08a_an_epu_that_is_silent_in_the_first_delivery(tmp_path: Path) -> None:
    with following(scenario("08a"), tmp_path) as row:
        row.take_in(held=True, alerts=[("held_run", row.run)])
        assert "1 of 2 streams, APIDs 956" in row.words_of("held_run")
        row.take_in()


def test_08b_an_epu_that_is_silent_in_the_first_of_two_halves(tmp_path: Path) -> None:
    with following(scenario("08b"), tmp_path) as row:
        row.take_in(*row.rests(1), held=True, alerts=[("held_run", row.run)])
        row.take_in()


def test_10_the_second_half_before_the_first(tmp_path: Path) -> None:
    with following(scenario("10"), tmp_path) as row:
        before = [row.story.numbers(epu, delivery=0)[-1] for epu in (A, B)]
        row.take_in(row.missing(A, 0, before[A]), row.missing(B, 0, before[B]))
        row.take_in()
        assert row.versions() == [1, 1]


def test_11a_a_datagram_that_is_lost_for_good(tmp_path: Path) -> None:
    with following(scenario("11a"), tmp_path) as row:
        row.take_in(row.missing(A, 15))
        row.wait_until_patience_ends()
        assert row.versions() == [1, 1, 1]


def test_11b_ten_datagrams_that_are_lost_for_good(tmp_path: Path) -> None:
    with following(scenario("11b"), tmp_path) as row:
        of_a = [row.missing(A, number) for number in (7, 13, 19, 29, 37)]
        of_b = [row.missing(B, number) for number in (4, 10, 24, 33, 41)]
        row.take_in(*of_a, *of_b)
        row.wait_until_patience_ends()


def test_12_a_sweep_event_of_the_same_gem_sequence_on_both_epus(tmp_path: Path) -> None:
    with following(scenario("12"), tmp_path) as row:
        row.take_in()
        (_, one, *of_a), (_, other, *of_b) = [key for key, _ in row.delivered()[-2:]]
        assert one == other
        assert (of_a[0], of_b[0]) == (956, 957)


def test_13_two_runs_interleaved_in_both_deliveries(tmp_path: Path) -> None:
    with following(scenario("13"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in()
        assert row.versions() == [1, 1, 1, 1]


@pytest.mark.parametrize("name", ["14a", "14b", "14c"])
def test_14_a_run_closed_by_abort_or_pause_is_complete(name: str, tmp_path: Path) -> None:
    with following(scenario(name), tmp_path) as row:
        row.take_in()


def test_15_an_epu_that_goes_on_and_loses_a_datagram_after_the_other_stopped(
    tmp_path: Path,
) -> None:
    with following(scenario("15"), tmp_path) as row:
        lost = row.story.numbers(B)[-10]
        row.take_in(row.missing(B, lost))
        assert row.withheld_by(row.missing(B, lost)) == 0
        row.wait_until_patience_ends()


def test_16_the_apids_of_the_testbed(tmp_path: Path) -> None:
    with following(scenario("16"), tmp_path) as row:
        row.take_in()
        (run,) = row.halfpipe.json("runs")
        assert (run["run_type"], run["seen_epus"]) == ("LPA", 2)


def test_19_a_datagram_of_each_epu_lost_where_the_deliveries_are_cut(tmp_path: Path) -> None:
    with following(scenario("19"), tmp_path) as row:
        lost = [row.story.numbers(epu, delivery=0)[-1] for epu in (A, B)]
        row.take_in(row.rest(A, lost[A]), row.rest(B, lost[B]))
        row.take_in(row.missing(A, lost[A]), row.missing(B, lost[B]))
        row.wait_until_patience_ends()


def test_20_a_datagram_decoded_in_part_and_later_whole(tmp_path: Path) -> None:
    with following(scenario("20"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(alerts=[("conflict", f"{row.run}/956/15")])
        assert row.versions() == [2, 1]
        told_level1 = row.halfpipe.home / "handoff/240414002/replaced_chunks_240414002.txt"
        old, new = row.halfpipe.json("chunks")[:2]
        assert told_level1.read_text() == f"{row.run} {old['path']} {new['path']}\n"


def test_21_events_out_of_order_inside_their_datagrams(tmp_path: Path) -> None:
    with following(scenario("21"), tmp_path) as row:
        row.take_in(*row.rests(1))
        row.take_in(*row.rests(2))
        row.take_in()
        assert row.versions() == [1, 1, 1]


def test_22_a_calibration_run_of_one_stream_with_a_late_datagram(tmp_path: Path) -> None:
    with following(scenario("22"), tmp_path) as row:
        row.take_in(row.missing(A, 20), *row.rests(1))
        row.take_in()
        assert row.versions() == [1, 1, 1, 1]


def test_23_tiny_datagrams_some_of_them_late(tmp_path: Path) -> None:
    with following(scenario("23"), tmp_path) as row:
        (late,) = row.story.faults
        assert len(row.lacking(1)) > len(late.datagrams) / 2 > 10
        row.take_in(*row.lacking(1))
        row.take_in()


def test_24_a_run_that_began_before_july_2009(tmp_path: Path) -> None:
    with following(scenario("24"), tmp_path) as row:
        assert row.story.runs[0].run_id < 2**28
        row.take_in()


def test_27_epus_that_take_turns_and_a_late_turn(tmp_path: Path) -> None:
    with following(scenario("27"), tmp_path) as row:
        row.take_in(row.missing(A, 15), *row.rests(1))
        row.take_in()


def test_27b_a_late_datagram_while_the_other_epu_is_silent(tmp_path: Path) -> None:
    with following(scenario("27b"), tmp_path) as row:
        row.take_in(row.missing(A, 13), *row.rests(1))
        assert row.withheld_by(row.missing(A, 13)) == 0
        row.take_in()


def test_28_no_chunk_of_one_event_is_left_over(tmp_path: Path) -> None:
    with following(scenario("28"), tmp_path, max_events=1000) as row:
        row.take_in()
        sizes = [chunk["event_count"] for chunk in row.halfpipe.json("chunks")]
        assert len(sizes) == 2
        assert max(sizes) <= 1000


def test_29_a_long_run_with_datagrams_dead_at_random(tmp_path: Path) -> None:
    with following(scenario("29"), tmp_path) as row:
        for count in (1, 2, 3, 4):
            row.take_in(*row.lacking(count))
        row.wait_until_patience_ends()


def test_30_a_long_run_whose_dead_datagrams_come_in_a_fifth_delivery(tmp_path: Path) -> None:
    with following(scenario("30"), tmp_path) as row:
        for count in (1, 2, 3, 4):
            row.take_in(*row.lacking(count))
        row.take_in()


def test_31_an_empty_datagram_looks_like_a_hole_until_patience_ends(tmp_path: Path) -> None:
    with following(scenario("31"), tmp_path) as row:
        row.take_in(row.missing(A, 25))
        row.wait_until_patience_ends()
