"""What operators do about alerts, what becomes of it, and limits that are data."""

from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, copied, made
from commands import Row
from hypothesis import given
from hypothesis import strategies as st
from packets import EPOCH_MET, packet
from provoked import HALVES, RUN, WHY, folder

from etl.errors import BadRequest
from etl.limits import TABLE, limits_on
from etl.simulator.faults import Delay
from etl.simulator.scenario import A

HOLE = f"{RUN}/956/1"
NOON = {"HALFPIPE_NOW": "2024-04-14T12:00:00Z"}


@pytest.fixture(scope="module")
def lossy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home that lacks a datagram, and the delivery that brings it."""
    place = tmp_path_factory.mktemp("lossy")
    first, second = HALVES.but(Delay(epu=A, datagrams=(1,), to=1)).write(place / "sent")
    home = replace(made(place / "home"), settings=NOON)
    home.take_in(first)
    return home.home, second


@pytest.fixture
def home(lossy: tuple[Path, Path], tmp_path: Path) -> Halfpipe:
    return copied(lossy[0], tmp_path / "home", **NOON)


def only(home: Halfpipe) -> Row:
    (row,) = home.json("alerts", "--state", "all")
    return row


@pytest.mark.parametrize("name", ["1", HOLE, "hole"])
def test_an_alert_is_acknowledged_by_number_subject_or_kind_and_reopened(
    home: Halfpipe, name: str
) -> None:
    said = home.done("acknowledge", name, "--why", "asked the MOC", "--by", "Ada")
    assert said.out == f"Alert 1, hole {HOLE}: acknowledged while it says the same\n"
    row = only(home)
    assert (row["alert_state"], row["acted_by"], row["why"]) == (
        "acknowledged",
        "Ada",
        "asked the MOC",
    )
    assert row["acted_at"] == "2024-04-14T12:00:00Z"
    assert home.json("alerts") == []
    assert home.json("alerts", "--state", "acknowledged") == [row]
    home.done("reopen", name, *WHY)
    assert only(home)["alert_state"] == "standing"
    actions = home.sql("select action, acted_by, message from ops.alert_actions order by action_id")
    assert [row["action"] for row in actions] == ["acknowledge", "reopen"]
    assert actions[0]["message"] == row["message"]


def test_a_silence_ends_by_itself(home: Halfpipe) -> None:
    home.done("silence", "hole", "--until", "2024-04-14T13:00", *WHY)
    assert only(home)["alert_state"] == "silenced"
    later = replace(home, settings={"HALFPIPE_NOW": "2024-04-14T13:00:00Z"})
    assert only(later)["alert_state"] == "standing"


def test_an_alert_whose_cause_is_gone_is_cleared_whatever_was_done_about_it(
    home: Halfpipe, lossy: tuple[Path, Path]
) -> None:
    home.done("acknowledge", "hole", *WHY)
    home.take_in(lossy[1])
    assert only(home)["alert_state"] == "cleared"
    refused = home.run("acknowledge", HOLE, *WHY)
    assert (refused.code, "that alert is cleared" in refused.err) == (2, True)


def test_an_acknowledgement_ends_when_the_alert_says_something_else(tmp_path: Path) -> None:
    def sent(downlink: int, *counts: range) -> Path:
        packets = [packet(1021, n, EPOCH_MET + n / 5, 48, b"x") for part in counts for n in part]
        return folder(tmp_path / str(downlink), {"packets.l0": b"".join(packets)})

    home = made(tmp_path / "home")
    home.take_in(sent(240_414_001, range(10), range(20, 30)))
    assert "10 packets are missing in 1 gaps (10 to 19)" in only(home)["message"]
    home.done("acknowledge", "packet_gap", *WHY)
    home.done("cycle")
    assert home.standing() == set()
    home.take_in(sent(240_414_002, range(40, 50)))
    assert "20 packets are missing in 2 gaps (10 to 19, 30 to 39)" in only(home)["message"]
    assert home.standing() == {("packet_gap", "77/1021")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acknowledge", "r0734700000/956/2"), f"the nearest is {HOLE}."),
        (("acknowledge", "hola"), "no alert has that number, subject or kind; the nearest is hole"),
        (("acknowledge", "2"), "no alert has that number"),
        (("silence", "hole", "--until", "2024-04-14T11:59"), "that is not to come"),
        (("silence", "hole", "--until", "soon"), "'soon' is not a time"),
        (("reopen", "hole", "--why", " "), "--why is empty"),
    ],
)
def test_a_mistake_is_answered_and_nothing_is_recorded(
    home: Halfpipe, words: tuple[str, ...], said: str
) -> None:
    refused = home.run(*words, *(WHY if "--why" not in words else ()))
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert home.sql("from ops.alert_actions") == []


def test_as_of_an_earlier_delivery_an_alert_is_as_it_was(
    home: Halfpipe, lossy: tuple[Path, Path]
) -> None:
    home.done("acknowledge", "hole", *WHY)
    later = replace(home, settings={"HALFPIPE_NOW": "2024-04-14T13:00:00Z"})
    later.take_in(lossy[1])
    assert only(later)["alert_state"] == "cleared"
    (row,) = home.json("alerts", "--as-of", 1, "--state", "all")
    assert row["alert_state"] == "acknowledged"


# --- limits ---------------------------------------------------------------------------------------

HEADING = TABLE.read_text().splitlines()[0]
RECEPTION = "reception_silence_s,s,,{high},,{error},{start},{stop},the site"


def own(home: Halfpipe, *lines: str) -> None:
    (home.home / "limits.csv").write_text("\n".join([HEADING, *lines]) + "\n")


def test_a_limit_of_the_home_counts_while_it_holds_and_no_code_is_touched(home: Halfpipe) -> None:
    def said_at(time: str) -> list[str]:
        later = replace(home, settings={"HALFPIPE_NOW": f"{time}Z"})
        later.done("cycle")
        return [
            a["severity"] for a in later.json("alerts") if a["alert_kind"] == "nothing_received"
        ]

    assert said_at("2024-04-14T15:00:01") == []
    hours = {"high": 3 * 3600, "error": 6 * 3600}
    own(home, RECEPTION.format(**hours, start="2024-04-14", stop="2024-04-15"))
    assert said_at("2024-04-14T15:00:00") == []
    assert said_at("2024-04-14T15:00:01") == ["warning"]
    assert said_at("2024-04-14T18:00:01") == ["error"]
    assert said_at("2024-04-15T18:00:01") == []  # the limit holds no more, and no other does
    (home.home / "limits.csv").unlink()
    assert said_at("2024-04-15T18:00:01") == ["warning"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reception_silence,s,,1,,,,,us", "line 2: no metric 'reception_silence'; the nearest is"),
        ("reception_silence_s,h,,1,,,,,us", "is in s, not in h"),
        ("reception_silence_s,s,,long,,,,,us", "could not convert string to float"),
        ("reception_silence_s,s,,1,,,14.4.2024,,us", "dates are written 2008-06-11"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_with_its_line(
    home: Halfpipe, line: str, said: str
) -> None:
    own(home, line)
    refused = home.run("cycle")
    assert (refused.code, said in refused.err) == (2, True), refused.err
    assert "Traceback" not in refused.err


def test_a_table_with_other_columns_is_refused(home: Halfpipe) -> None:
    (home.home / "limits.csv").write_text("metric,limit\nreception_silence_s,5\n")
    refused = home.run("cycle")
    assert (refused.code, "its first line must be metric,unit" in refused.err) == (2, True)


@given(st.dates(), st.dates(), st.dates())
def test_a_limit_holds_from_its_first_day_to_before_its_last(
    tmp_path_factory: pytest.TempPathFactory, day: object, start: object, stop: object
) -> None:
    path = tmp_path_factory.mktemp("limits") / "limits.csv"
    path.write_text(f"{HEADING}\n" + RECEPTION.format(high=5, error=6, start=start, stop=stop))
    try:
        found = limits_on(day, path)  # type: ignore[arg-type]
    except BadRequest:  # pragma: no cover
        raise AssertionError(path.read_text()) from None
    assert ("reception_silence_s" in found) == (start <= day < stop)  # type: ignore[operator]
