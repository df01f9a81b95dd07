"""Time: the leap seconds, the text people write, and the clock of the instrument."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from astropy.time import Time
from astropy.utils import iers
from evt_oracle import met as met_by_hand
from evt_oracle import read_events, uses_measured_clock
from hypothesis import example, given
from hypothesis import strategies as st

from etl.clock import (
    LEAP_SECOND_DATES,
    Timetones,
    event_met,
    format_utc,
    met_to_unix,
    met_to_utc,
    now,
    parse_time,
    unix_to_met,
    utc_to_met,
)
from etl.errors import BadRequest
from etl.formats.evt import read_chunk

# UTC of the first second behind each leap second, and its MET: the table of the mission's metrics
LEAPS = {
    "2006-01-01": 157766401,
    "2009-01-01": 252460802,
    "2012-07-01": 362793603,
    "2015-07-01": 457401604,
    "2017-01-01": 504921605,
}
MISSION_WEEKS = {
    "2008-05-29": 233712001,
    "2008-12-25": 251856001,
    "2010-07-08": 300240002,
    "2012-06-28": 362534402,
    "2017-12-28": 536112005,
    "2025-08-28": 778032005,
}
MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("day", "met"), [*LEAPS.items(), *MISSION_WEEKS.items()])
def test_known_days_begin_at_their_known_met(day: str, met: int) -> None:
    assert utc_to_met(utc(day)) == met
    assert met_to_utc(met) == utc(day)
    assert unix_to_met(utc(day).timestamp()) == met
    assert met_to_unix(float(met)) == utc(day).timestamp()
    assert parse_time(day) == met
    assert format_utc(met) == f"{day} 00:00:00.000000"


@pytest.mark.parametrize(("day", "met"), LEAPS.items())
def test_around_a_leap_second_each_microsecond_has_its_place(day: str, met: int) -> None:
    midnight = utc(day)
    assert utc_to_met(midnight - MICROSECOND) == pytest.approx(met - 1 - 1e-6, abs=1e-7)
    assert met_to_utc(met - 1 - 1e-6) == midnight - MICROSECOND
    assert met_to_utc(met + 1e-6) == midnight + MICROSECOND


@pytest.mark.parametrize(("day", "met"), LEAPS.items())
def test_a_leap_second_is_folded_into_the_second_behind_it(day: str, met: int) -> None:
    assert met_to_utc(met - 1) == utc(day)
    assert met_to_utc(met - 0.5) == utc(day) + timedelta(seconds=0.5)
    assert met_to_unix(met - 0.5) == utc(day).timestamp() + 0.5
    assert utc_to_met(met_to_utc(met - 0.5)) == met + 0.5


@pytest.mark.parametrize(("day", "met"), LEAPS.items())
def test_text_keeps_a_leap_second_apart(day: str, met: int) -> None:
    eve = (utc(day) - timedelta(days=1)).date()
    assert format_utc(met - 0.5) == f"{eve} 23:59:60.500000"
    assert parse_time(f"{eve}T23:59:60.5Z") == met - 0.5
    assert parse_time(f"{eve} 23:59:60") == met - 1


SECONDS = st.floats(0, 1e9, allow_nan=False)


@given(SECONDS)
@example(504921604.9999999)
def test_text_comes_back_to_the_microsecond(met: float) -> None:
    assert parse_time(format_utc(met)) == pytest.approx(met, abs=1e-6, rel=0)


@given(st.floats(0, utc_to_met(utc("2027-06-28"))))  # as far as its table goes
def test_met_is_the_seconds_that_astropy_counts(met: float) -> None:
    elapsed = Time(met_to_utc(met), scale="utc") - Time("2001-01-01", scale="utc")
    folded = met + any(leap - 1 <= met < leap for leap in LEAPS.values())
    assert elapsed.to_value("s") == pytest.approx(folded, abs=2e-6, rel=0)


@given(st.lists(SECONDS))
def test_columns_are_converted_as_single_times_are(met: list[float]) -> None:
    column = np.array(met, np.float64)
    assert met_to_unix(column).tolist() == [met_to_unix(value) for value in met]
    assert unix_to_met(column + 978307200).tolist() == [
        unix_to_met(value + 978307200) for value in met
    ]


def test_the_leap_second_table_is_that_of_the_iers() -> None:
    bulletin = iers.LeapSeconds.from_iers_leap_seconds(iers.IERS_LEAP_SECOND_FILE)
    days = [date(row["year"], row["month"], row["day"]) for row in bulletin]
    assert [day for day in days if day.year > 2001] == list(LEAP_SECOND_DATES)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("734700000", 734700000.0),
        ("MET 734700000.5", 734700000.5),
        ("met734700000", 734700000.0),
        (" -3 ", -3.0),
        ("2024-04-14", 734745605.0),
        ("2024-04-14 12:00", 734788805.0),
        ("2024-04-14T12:00:00", 734788805.0),
        ("2024-04-14T12:00:00Z", 734788805.0),
        ("2024-04-14T14:00:00+02:00", 734788805.0),
    ],
)
def test_times_are_read_as_people_write_them(text: str, met: float) -> None:
    assert parse_time(text) == met


@pytest.mark.parametrize("text", ["", "yesterday", "MET", "2024-13-01", "2024-04-14 25:00"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="give UTC like 2024-04-14T12:00:00 or MET like 734700000"):
        parse_time(text)


def test_a_leap_second_that_never_was_is_refused() -> None:
    with pytest.raises(ValueError, match="no leap second"):
        parse_time("2016-06-30T23:59:60")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        utc_to_met(utc("2024-04-14").replace(tzinfo=None))


def test_the_clock_on_the_wall_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALFPIPE_NOW", "2024-04-14T12:00:00")
    assert now() == datetime(2024, 4, 14, 12, tzinfo=UTC)
    monkeypatch.setenv("HALFPIPE_NOW", "2024-04-14T12:00:00-07:00")
    assert now() == datetime(2024, 4, 14, 12, tzinfo=timezone(timedelta(hours=-7)))
    monkeypatch.setenv("HALFPIPE_NOW", "noon")
    with pytest.raises(BadRequest, match="HALFPIPE_NOW = noon: 'noon' is not a time"):
        now()
    monkeypatch.delenv("HALFPIPE_NOW")
    before = datetime.now(UTC)
    assert before <= now() <= datetime.now(UTC)


TICS = st.one_of(st.integers(0, 2**25 - 1), st.integers(0, 2**32 - 1), st.just(0))
TONES = st.fixed_dictionaries(
    {
        "time_tics": TICS,
        "timetone_s": st.sampled_from((0, 1, 2, 734700000, 2**32 - 1)),
        "timetone_tics": TICS,
        "timetone_flags": st.integers(0, 31),
        "previous_timetone_s": st.sampled_from((0, 1, 734699999, 734699998, 2**32 - 1)),
        "previous_timetone_tics": TICS,
        "previous_timetone_flags": st.integers(0, 31),
    }
)


def tones(events: list[dict[str, int]], prefix: str) -> Timetones:
    flags = np.array([event[f"{prefix}_flags"] for event in events])
    return Timetones(
        np.array([event[f"{prefix}_s"] for event in events], np.uint32),
        np.array([event[f"{prefix}_tics"] for event in events], np.uint32),
        flags & 6 == 0,
    )


@given(st.lists(TONES, min_size=1))
def test_events_are_timed_as_the_original_times_them(events: list[dict[str, int]]) -> None:
    time_tics = np.array([event["time_tics"] for event in events], np.uint32)
    found = event_met(time_tics, tones(events, "timetone"), tones(events, "previous_timetone"))
    assert found.tolist() == [met_by_hand(event) for event in events]


def timed(**event: int) -> float:
    usual = {"timetone_s": 1000, "timetone_tics": 20_000_100, "previous_timetone_s": 999}
    flags = {"timetone_flags": 1, "previous_timetone_flags": 1, "previous_timetone_tics": 100}
    whole = {**usual, **flags, **event}
    time_tics = np.array([whole["time_tics"]], np.uint32)
    found = event_met(time_tics, tones([whole], "timetone"), tones([whole], "previous_timetone"))
    return float(found[0])


def test_half_a_second_of_ticks_is_half_a_second() -> None:
    assert timed(time_tics=30_000_100) == 1000.5


def test_the_25_bit_counter_may_roll_over_between_tone_and_event() -> None:
    assert timed(time_tics=30_000_100 - 2**25 + 2**25) == 1000.5
    assert timed(time_tics=15_000_100 + 20_000_000 - 2**25) == 1000.75


def test_the_measured_rate_of_the_clock_counts() -> None:
    fast = {"previous_timetone_tics": 0, "timetone_tics": 20_000_400}
    assert timed(**fast, time_tics=30_000_600) == 1000.5


@pytest.mark.parametrize(
    "event",
    [
        {"timetone_flags": 1 | 2},
        {"timetone_flags": 1 | 4},
        {"previous_timetone_flags": 1 | 2},
        {"previous_timetone_flags": 1 | 4},
        {"previous_timetone_s": 998},
        {"previous_timetone_tics": 20_000_400},
    ],
)
def test_without_two_good_tones_the_clock_is_taken_as_20_mhz(event: dict[str, int]) -> None:
    fast = {"previous_timetone_tics": 0, "timetone_tics": 20_000_400}
    assert timed(**{**fast, **event}, time_tics=30_000_400) == 1000.5


@pytest.mark.parametrize("flags", [1 | 8, 1 | 16, 0])
def test_other_flags_do_not_matter(flags: int) -> None:
    assert timed(timetone_flags=flags, time_tics=30_000_100) == 1000.5


def test_the_testbed_uses_both_branches_as_often_as_known(shared_data: Path) -> None:
    measured = 0
    for name in ("0955-00001", "0956-00002"):
        data = (shared_data / f"lat/testbed/0000beef-00000000-{name}.evt").read_bytes()
        events = list(read_events(data))
        assert read_chunk(data).events["event_met"].tolist() == [met_by_hand(e) for e in events]
        measured += sum(map(uses_measured_clock, events))
    assert measured == 1108, "1108 of 1135 events use the full formula, 27 the fixed 20 MHz"
