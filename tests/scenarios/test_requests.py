"""What is missing is asked for exactly, once, never ahead of time, until it comes."""

import csv
import io
import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, copied, made
from commands import Row
from told import LONELY_RUN, LOSSY_RUN, LOST, ToldHome
from written import BARE, STORY, altered, read_files

from etl.clock import met_to_utc, utc_to_met
from etl.simulator.copies import Fractions
from etl.simulator.faults import Delay, Lose
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A

NOW = "2024-04-20T00:00:00Z"
RUN_ID = 734_700_000
RUN = f"r{RUN_ID:010d}"
TINY = RunPlan(run_id=RUN_ID, events=200, events_per_datagram=(5, 15))
RANGE = ("apid", "first_datagram", "last_datagram")
Range = tuple[int | None, ...]


def copy_of(told: ToldHome, folder: Path, now: str = NOW) -> Halfpipe:
    return copied(told.folder, folder / "home", HALFPIPE_NOW=now)


def sent_met(told: ToldHome, run_id: int, apid: int) -> dict[int, list[float]]:
    """When the events of each datagram happened, as the deliveries have them."""
    found: dict[int, list[float]] = {}
    for path in told.deliveries:
        for file in read_files(path):
            columns = [file.column(n) for n in ("run_id", "apid", "datagram_sequence", "event_met")]
            for run, stream, number, met in zip(*(c.tolist() for c in columns), strict=True):
                if (run, stream) == (run_id, apid):
                    found.setdefault(number, []).append(met)
    return found


def ranges(rows: list[Row]) -> list[Range]:
    return [tuple(row[name] for name in RANGE) for row in rows]


def outbox(home: Halfpipe) -> list[str]:
    return sorted(path.name for path in (home.home / "outbox").iterdir())


def test_what_is_missing_is_asked_for_exactly_and_once(told_home: ToldHome, tmp_path: Path) -> None:
    home = copy_of(told_home, tmp_path)
    hole, stream = home.json("requests")
    met = sent_met(told_home, LOSSY_RUN, 956)
    assert (hole["run_id"], *ranges([hole])) == (LOSSY_RUN, (956, LOST, LOST))
    assert (hole["start_met"], hole["stop_met"]) == (max(met[LOST - 1]), min(met[LOST + 1]))
    assert hole["start_utc"] == f"{met_to_utc(hole['start_met']):%Y-%m-%dT%H:%M:%S.%fZ}"
    assert (stream["run_id"], *ranges([stream])) == (LONELY_RUN, (None, None, None))
    assert (stream["received_apids"], stream["start_met"]) == ("956", LONELY_RUN)
    assert (stream["candidate_apids"], hole["candidate_apids"]) == ("955 957 958", None)
    assert stream["stop_met"] == max(max(sent_met(told_home, LONELY_RUN, 956).values(), key=max))

    assert outbox(home) == ["requests_000001.csv", "requests_000001.json"]
    sent = home.home / "outbox/requests_000001"
    assert json.loads(sent.with_suffix(".json").read_text()) == [hole, stream]
    in_csv = list(csv.DictReader(io.StringIO(sent.with_suffix(".csv").read_text())))
    assert [row["start_utc"] for row in in_csv] == [hole["start_utc"], stream["start_utc"]]
    assert [row["apid"] for row in in_csv] == ["956", ""]
    assert [row["candidate_apids"] for row in in_csv] == ["", "955 957 958"]

    assert home.json("requests") == []
    assert len(outbox(home)) == 2
    assert home.json("requests", "--all") == [hole, stream]
    requested = home.json("holes", "--state", "requested")
    assert {row["hole_id"] for row in requested} == {hole["hole_id"], stream["hole_id"]}
    assert {row["requested_at"] for row in requested} == {NOW}
    assert [row["hole_state"] for row in home.json("gaps", "--run", LOSSY_RUN)] == ["requested"]
    assert "; requested, first seen" in home.done("explain", f"{LOSSY_RUN}/956/{LOST}").out
    (state,) = home.sql(
        f"select distinct hole_state from core.holes where hole_id = {hole['hole_id']}"
    )
    assert state == {"hole_state": "open"}, "asking changes no hole"


def test_a_person_reads_requests_as_a_table(told_home: ToldHome, tmp_path: Path) -> None:
    home = copy_of(told_home, tmp_path)
    heading, hole, stream, count, where = home.done("requests").lines
    assert heading.split()[:3] == ["request", "run", "APID"]
    assert hole.split()[:5] == ["1", f"r{LOSSY_RUN:010d}", "956", "7", "7"]
    assert f"r{LONELY_RUN:010d}  one of 955 957 958  whole stream" in stream
    assert count == "2 requests: 2 outstanding"
    assert where.endswith("outbox/requests_000001.csv and .json")
    assert home.done("requests").lines == ["no new requests"]


TIME_TONES = (16, 44)
"""Where a record has the second of its current and of its previous time tone."""


@pytest.mark.parametrize(("faulty", "shift_s"), [(range(5, 99), -50), (range(4), 50)])
def test_where_times_around_a_hole_contradict_each_other_its_run_bounds_it(
    tmp_path: Path, faulty: range, shift_s: int
) -> None:
    def shift(data: bytearray, at: int) -> None:
        for place in TIME_TONES:
            (second,) = struct.unpack_from("<I", data, at + place)
            struct.pack_into("<I", data, at + place, second + shift_s)

    story = replace(STORY, runs=(TINY,))
    met = [
        time
        for file in read_files(*story.write(tmp_path / "true"))
        for apid, number, time in zip(
            *(file.column(n).tolist() for n in ("apid", "datagram_sequence", "event_met")),
            strict=True,
        )
        if (apid, number) == (956, 4)
    ]
    home = made(tmp_path / "home", now=NOW, checks="off")
    (sent,) = story.but(Lose(epu=A, datagrams=(4,))).write(tmp_path / "deliveries", BARE)
    altered(sent, 956, faulty, shift)
    home.take_in(sent)
    (request,) = home.json("requests")
    assert ranges([request]) == [(956, 4, 4)]
    assert request["start_met"] <= min(met) <= max(met) <= request["stop_met"]
    (gap,) = home.json("gaps")
    assert (gap["start_met"], gap["stop_met"], gap["duration_s"]) == (None, None, None)
    assert gap["first_gem_sequence"] < gap["last_gem_sequence"]


@pytest.mark.parametrize("part", [-0.1, 0.5])
def test_time_to_come_is_not_asked_for(told_home: ToldHome, tmp_path: Path, part: float) -> None:
    met = sent_met(told_home, LOSSY_RUN, 956)
    start, stop = max(met[LOST - 1]), min(met[LOST + 1])
    now = met_to_utc(start + part * (stop - start))
    home = copy_of(told_home, tmp_path, f"{now:%Y-%m-%dT%H:%M:%S.%fZ}")
    asked = [(row["start_met"], row["stop_met"]) for row in home.json("requests")]
    assert asked == ([] if part < 0 else [(start, utc_to_met(now))])


def test_the_end_of_a_stream_is_asked_for_once_its_run_is_over(tmp_path: Path) -> None:
    story = replace(STORY, runs=(TINY,), passes=Fractions(((0.5,),)))
    home = made(tmp_path / "home", now=NOW)
    first, second = story.but(Lose(epu=A, datagrams=(-1,))).write(tmp_path / "deliveries")
    home.take_in(first)
    assert home.json("requests") == []
    home.done("receive", second)
    refused = home.run("requests")
    assert (refused.code, "waits for a cycle" in refused.err) == (2, True)
    home.done("cycle")
    (request,) = home.json("requests")
    last = story.numbers(A)[-1]
    assert ranges([request]) == [(956, last, None)]
    (stream,) = home.sql("select * from core.streams where apid = 957 and until_hand_off is null")
    assert request["stop_met"] == stream["last_event_met"]


def test_of_an_ignored_run_nothing_is_asked_for(told_home: ToldHome, tmp_path: Path) -> None:
    home = copy_of(told_home, tmp_path)
    decide(home, "ignore", LOSSY_RUN)
    assert [row["run_id"] for row in home.json("requests")] == [LONELY_RUN]


def test_what_cannot_be_sent_is_not_on_record(told_home: ToldHome, tmp_path: Path) -> None:
    home = copy_of(told_home, tmp_path)
    in_the_way = home.home / "outbox/requests_000001.json"
    in_the_way.mkdir()
    refused = home.run("requests")
    assert (refused.code, "requests_000001.json" in refused.err) == (3, True)
    in_the_way.rmdir()
    assert [row["request_id"] for row in home.json("requests")] == [1, 2]
    assert len(outbox(home)) == 2


def asked(home: Halfpipe) -> list[Range]:
    """What is asked for newly."""
    return ranges(home.json("requests"))


def states(home: Halfpipe, *options: object) -> list[str]:
    return [row["request_state"] for row in home.json("requests", "--all", *options)]


def missing(home: Halfpipe) -> list[tuple[Range, str]]:
    """What is missing now, and whether it is asked for."""
    rows = [row for row in home.json("holes") if row["hole_state"] in ("open", "requested")]
    return list(zip(ranges(rows), (row["hole_state"] for row in rows), strict=True))


def decide(home: Halfpipe, *words: object) -> None:
    home.done(*words, "--why", "a test")
    home.done("cycle")


def test_a_request_stands_until_the_last_of_it_came(tmp_path: Path) -> None:
    story = replace(STORY, runs=(TINY,)).but(
        Delay(epu=A, datagrams=(4,), to=1),
        Delay(epu=A, datagrams=(3, 5), to=2),
        Delay(epu=A, datagrams=(6,), to=3),
    )
    home = made(tmp_path / "home", now=NOW)
    paths = iter(story.write(tmp_path / "deliveries"))
    home.take_in(next(paths))
    assert asked(home) == [(956, 3, 6)]
    home.take_in(next(paths))
    assert (asked(home), states(home)) == ([], ["partly_filled"])
    assert missing(home) == [((956, 3, 3), "requested"), ((956, 5, 6), "requested")]
    home.take_in(next(paths))
    decide(home, "write-off", f"{RUN}/956/6")
    assert (asked(home), states(home)) == ([], ["written_off"])
    decide(home, "release", "--decision", 1)
    assert (asked(home), states(home)) == ([], ["partly_filled"])
    home.take_in(next(paths))
    assert (asked(home), states(home), missing(home)) == ([], ["filled"], [])

    # What is missing anew is asked for anew; what still is on request is not.
    decide(home, "ignore", "--delivery", 4)
    assert missing(home) == [((956, 6, 6), "open")]
    assert asked(home) == [(956, 6, 6)]
    decide(home, "ignore", "--delivery", 3)
    assert missing(home) == [((956, 3, 3), "open"), ((956, 5, 6), "requested")]
    assert asked(home) == [(956, 3, 3), (956, 5, 5)]
    assert states(home) == ["filled", "outstanding", "outstanding", "outstanding"]

    assert [states(home, "--as-of", ordinal) for ordinal in (1, 2, 3)] == [
        ["outstanding"],
        ["partly_filled"],
        ["partly_filled"],
    ]
    assert home.json("holes", "--as-of", 1, "--state", "requested") != []
