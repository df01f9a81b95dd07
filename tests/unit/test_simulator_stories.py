from pathlib import Path

import numpy as np
import pytest
from written import (
    BARE,
    STORY,
    digests,
    keys_read,
)

from etl.formats.evt import HEADER_BYTES, read_chunk
from etl.simulator.account import account, keys
from etl.simulator.bench import bench_scenario
from etl.simulator.day import mission_day
from etl.simulator.original_losses import SCENARIOS, scenario
from etl.simulator.packing import Packing
from etl.simulator.scenario import B, C


def test_every_row_of_the_table_of_losses_has_its_scenario() -> None:
    assert len(SCENARIOS) == 44
    for name in SCENARIOS:
        assert scenario(name).deliveries, name


ARRIVED = {
    "01": 6000, "04b": 6000, "07a": 6000, "09": 6000, "12": 6002, "13": 12_000, "20": 6000,
    "22": 6000, "23": 3000, "28": 1001, "30": 60_000, "31": 6000,
}  # fmt: skip
"""Of the table's column "arrived", the rows that do not depend on what was drawn."""


@pytest.mark.parametrize("name", ARRIVED)
def test_as_many_events_arrive_as_in_the_table(name: str) -> None:
    assert len(scenario(name).known_after()) == ARRIVED[name]


@pytest.mark.parametrize("name", ["15", "20", "21", "23", "31"])
def test_the_account_of_a_scenario_is_what_can_be_read(name: str, tmp_path: Path) -> None:
    story = scenario(name)
    for delivery, folder in zip(story.deliveries, story.write(tmp_path, BARE), strict=True):
        due = account(story.truth, delivery)
        assert np.array_equal(keys_read(folder), due.readable)
        assert due.doubtful.size == 0


def test_a_third_epu_takes_its_share() -> None:
    assert len(scenario("09").numbers(C)) > 20


def test_the_mission_day_is_what_it_says(tmp_path: Path) -> None:
    day = mission_day(seed=3, rate=0.001)
    folders = day.write(tmp_path, Packing(index=False))
    ids = [delivery.downlink_id for delivery in day.deliveries]
    assert len(ids) == len(set(ids)) == 10
    assert len(day.truth.runs) == 15
    assert day.broken_runs
    by_id = dict(zip(ids, folders, strict=True))
    assert digests(by_id[day.duplicate[0]]) == digests(by_id[day.duplicate[1]])
    found = {number: keys_read(folder) for number, folder in by_id.items()}
    late = found[day.late.came_in]
    assert (
        day.late.datagram_sequence in late[late["run_id"] == day.late.run_id]["datagram_sequence"]
    )
    due = found[day.late.due_in]
    is_stream = (due["run_id"] == day.late.run_id) & (due["apid"] == day.late.apid)
    around = {day.late.datagram_sequence - 1, day.late.datagram_sequence + 1}
    assert around <= set(due["datagram_sequence"][is_stream])
    assert day.late.datagram_sequence not in due["datagram_sequence"][is_stream]
    cut = read_chunk((by_id[day.damaged.downlink_id] / day.damaged.file_name).read_bytes())
    assert cut.events["apid"].size == day.damaged.readable_events
    everything = np.unique(np.concatenate(list(found.values())))
    assert everything.size == day.event_count - day.damaged.lost_events
    assert len(day.lines()) == 6


def test_the_benchs_records_are_those_of_the_original_measurement(tmp_path: Path) -> None:
    story = bench_scenario(events=8000)
    assert len(story.deliveries[0].files) == 8
    (folder,) = story.write(tmp_path, BARE)
    sizes = [path.stat().st_size - HEADER_BYTES for path in folder.iterdir()]
    assert sum(sizes) == 8000 * 976


def test_keys_name_the_stream_and_the_datagram_of_each_event() -> None:
    named = keys(STORY.truth, STORY.deliveries[0].files[1])
    assert set(named["run_id"]) == {734_700_000}
    assert set(named["apid"]) == {957}
    assert set(named["datagram_sequence"]) == set(STORY.numbers(B))
