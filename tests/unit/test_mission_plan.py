"""A mission plan is read whole or not at all, and every fault is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.mission_plan import MOOT_STATES, PlannedRun, read
from etl.simulator.day import mission_day
from etl.simulator.mission_plan import SLACK_S, mission_plan

KEYS = st.none() | st.integers(0, 2**32 - 1)
WORDS = st.none() | st.text("abc XYZ,\"'ü", min_size=1).map(str.strip).filter(bool)
NAMES = ("run", "start", "stop", "moot_key", "moot_alias", "hardware_key", "software_key")
NAMES += ("moot_state", "title")


def line(**given: object) -> PlannedRun:
    found = dict.fromkeys(PlannedRun.__dataclass_fields__) | {"line_number": 2, "names_run": False}
    return PlannedRun(**{**found, **given})  # type: ignore[arg-type]


def cell(value: object) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if set(text) & {'"', ","} else text


def test_each_way_to_write_a_line_is_read() -> None:
    content = (
        b"\xef\xbb\xbfstart, stop, run, hardware_key, moot_state, title\r\n"
        b'2014-08-08T01:02:02, 429158400,, 0xC8, created, "sky, survey"\r\n'
        b"\r\n"
        b",, r0429158424, 201,,\r\n"
        b",, 0x199467D8,,,\r\n"
    )
    planned, faults = read(content)
    assert faults == []
    named = {"start_met": 429158424.0, "stop_met": 429158425.0, "names_run": True}
    assert planned == [
        line(
            start_met=429152525.0,
            stop_met=429158400.0,
            expected_hardware_key=200,
            moot_state="CREATED",
            title="sky, survey",
        ),
        line(line_number=4, **named, expected_hardware_key=201),
        line(line_number=5, **{**named, "start_met": 429156312.0, "stop_met": 429156313.0}),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "line 1: neither run nor start and stop are columns"),
        ("run,colour\n1,red", "line 1: 'colour' is no column; due are run, start"),
        ("run,run\n1,2", "line 1: 'run' is there 2 times"),
        ("start,moot_key\n1,2", "line 1: neither run nor start and stop are columns"),
        ("run\n", "line 2: nothing is there, due is a run"),
        ("run,title\n1", "line 2: it has 1 cells, line 1 has 2"),
        ("run\nr12x", "line 2: run: '12x' is no number"),
        ("run\n4294967296", "line 2: run: 4294967296 is not from 0 to 4294967295"),
        ("run,hardware_key\n1,-2", "line 2: hardware_key: -2 is not from 0"),
        ("run,moot_state\n1,READY", "line 2: moot_state: 'READY' is none of STARTED"),
        ("start,stop\n5,5", "line 2: stop: it is not after start"),
        ("start,stop\nsoon,5", "line 2: start: 'soon' is not a time"),
        ("start,stop\n5,", "line 2: due is either run, or start and stop"),
        ("run,start,stop\n1,2,3", "line 2: due is either run, or start and stop"),
        ("run\n1\n\nx\n2\ny", "line 4: run: 'x'"),
        ("start,stop\n2000-01-01,5", "line 2: start: 2000-01-01 is not from 0 to 4294967295"),
        (f"start,stop\n5,{'9' * 400}", "line 2: stop: "),
        (f"run,title\n1,{'long' * 40_000}", "line 2: it is no line of CSV: field larger"),
    ],
)
def test_a_fault_is_told_with_its_line_what_was_found_and_what_was_due(
    content: str, fault: str
) -> None:
    _, faults = read(content.encode())
    assert faults[0].startswith(fault)


def test_every_fault_of_a_file_is_told() -> None:
    _, faults = read(b"run\n1\nx\n2\ny\n")
    assert [fault.partition(":")[0] for fault in faults] == ["line 3", "line 5"]


@given(
    start=st.integers(0, 2**31),
    length=st.integers(1, 2**20),
    keys=st.tuples(KEYS, KEYS, KEYS),
    words=st.tuples(WORDS, WORDS),
    state=st.sampled_from((None, *MOOT_STATES)),
)
def test_what_is_written_is_read(
    start: int,
    length: int,
    keys: tuple[int | None, ...],
    words: tuple[str | None, str | None],
    state: str | None,
) -> None:
    alias, title = words
    given_cells = (None, start, start + length, keys[0], alias, keys[1], keys[2], state, title)
    content = "\n".join((",".join(NAMES), ",".join(map(cell, given_cells)))).encode()
    due = line(
        start_met=float(start),
        stop_met=float(start + length),
        expected_moot_key=keys[0],
        expected_moot_alias=alias,
        expected_hardware_key=keys[1],
        expected_software_key=keys[2],
        moot_state=state,
        title=title,
    )
    assert read(content) == ([due], [])


@given(st.binary() | st.text().map(lambda text: f"run,title\n{text}".encode()))
def test_whatever_bytes_come_are_lines_or_faults(content: bytes) -> None:
    planned, faults = read(content)
    assert planned or faults


def test_the_plan_of_simulated_runs_is_read_as_they_were_flown() -> None:
    plans = [run.plan for run in mission_day(rate=0.0005).truth.runs]
    planned, faults = read(mission_plan(plans, {plans[3].run_id: 9}).encode())
    assert faults == []
    for run, found in zip(plans, planned, strict=True):
        assert (found.start_met, found.stop_met) == (run.run_id - SLACK_S, run.run_id + SLACK_S)
        assert found.expected_hardware_key == (9 if run is plans[3] else run.hardware_key)
        assert (found.expected_moot_key, found.moot_state) == (run.moot_key, "CREATED")
