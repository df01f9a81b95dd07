from pathlib import Path

import numpy as np
import pytest
from written import (
    BARE,
    STORY,
    disagreements,
    flown,
    keys_read,
    payload_of,
    read_files,
)

from etl.formats import idx
from etl.formats.evt import read_chunk
from etl.simulator.account import account
from etl.simulator.damage import (
    WrongIndex,
)
from etl.simulator.faults import Partial
from etl.simulator.mishaps import Damaged
from etl.simulator.scenario import A
from etl.vocabulary import CloseAction, InfoType

PLANS: dict[str, dict[str, object]] = {
    "physics": {},
    "few filters": {"handlers": (), "sweep": True},
    "ACD": {"info_type": InfoType.LCI_ACD, "apids": (965,)},
    "CAL": {"info_type": InfoType.LCI_CAL, "apids": (965,)},
    "TKR": {"info_type": InfoType.LCI_TKR, "apids": (965,)},
    "three": {"apids": (955, 956, 958), "first_gem_sequence": 2**33, "shuffled": True},
}


@pytest.mark.parametrize("name", PLANS)
def test_what_is_written_is_the_truth(name: str, tmp_path: Path) -> None:
    story = flown(**PLANS[name])
    run, block = story.truth.runs[0], story.truth.payload_block
    (folder,) = story.write(tmp_path, BARE)
    chunks = read_files(folder)
    for file, chunk in zip(story.deliveries[0].files, chunks, strict=True):
        rows, header = file.events, chunk.chunk.header
        taken = run.sent.trigger[rows]
        assert chunk.chunk.skipped == ()
        for column in ("gem_sequence", "elapsed_ticks", "livetime_ticks", "prescaled_count"):
            assert np.array_equal(chunk.column(column), getattr(run.triggers, column)[taken])
        for place, handler in enumerate(run.plan.handlers if name == "physics" else ()):
            assert np.array_equal(chunk.column(f"{handler}_state"), run.handler_states[rows, place])
        for row, record in zip(rows, chunk.records(), strict=True):
            start, count = run.payload_start[row], run.payload_bytes[row]
            due = block[np.arange(start, start + count) % block.size].tobytes()
            assert payload_of(record) == due
        assert header is not None
        assert (header.downlink, header.event_count) == (240_414_001, rows.size)
    assert np.array_equal(keys_read(folder), account(story.truth, story.deliveries[0]).readable)


def disagreements_of_index(evt: Path) -> list[str]:
    index = idx.parse(evt.with_suffix(".idx").read_text())
    return idx.compare(index, read_chunk(evt.read_bytes()))


@pytest.mark.parametrize("name", PLANS)
def test_an_index_agrees_with_its_events(name: str, tmp_path: Path) -> None:
    story = flown(**PLANS[name]).but(Partial(epu=A, datagrams=(3,), kept=(0.3, 0.7)))
    (folder,) = story.write(tmp_path)
    for evt in folder.glob("*.evt"):
        assert disagreements_of_index(evt) == []
        index = idx.parse(evt.with_suffix(".idx").read_text())
        assert index.events["run_id"].size == read_chunk(evt.read_bytes()).events["apid"].size


def test_an_index_can_lack_the_line_of_the_last_event(tmp_path: Path) -> None:
    story = STORY.but(Damaged(delivery=0, damage=WrongIndex(file=0)))
    (folder,) = story.write(tmp_path)
    first, second = sorted(folder.glob("*.evt"))
    assert disagreements_of_index(first) != []
    assert disagreements_of_index(second) == []
    due = account(story.truth, story.deliveries[0]).readable
    assert np.array_equal(keys_read(folder), due)
    assert disagreements(folder) == [first.with_suffix(".idx").name]


def test_a_file_is_named_by_ground_id_run_apid_and_chunk(tmp_path: Path) -> None:
    story = flown(run_id=0x2BCAA1E0, ground_id=0x00660001)
    (folder,) = story.write(tmp_path)
    assert folder.name == "240414001"
    assert sorted(path.name for path in folder.glob("*.evt")) == [
        "00660001-2bcaa1e0-0956-00001.evt",
        "00660001-2bcaa1e0-0957-00002.evt",
    ]


def test_datagrams_say_how_they_open_and_close(tmp_path: Path) -> None:
    story = flown(close_actions=(CloseAction.ABORT, CloseAction.PAUSE))
    for chunk, last in zip(
        read_files(story.write(tmp_path, BARE)[0]), ("abort", "pause"), strict=True
    ):
        words = [
            [record[at : at + 16].rstrip(b"\0").decode() for at in (192, 208, 264)]
            for record in chunk.records()
        ]
        numbers = chunk.column("datagram_sequence")
        for number in np.unique(numbers):
            said = {tuple(word) for word, own in zip(words, numbers == number, strict=True) if own}
            opened = ("start", "unknown") if number == 0 else ("continue", "full")
            closed = last if number == numbers.max() else "continue"
            assert said == {(*opened, closed)}


def test_a_file_of_many_events_is_written_in_order(tmp_path: Path) -> None:
    story = flown(events=70_000, apids=(956,), payload_bytes=(3, 5), handlers=())
    (folder,) = story.write(tmp_path, BARE)
    assert np.array_equal(keys_read(folder), account(story.truth, story.deliveries[0]).readable)
