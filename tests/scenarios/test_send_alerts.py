"""Alerts reach a real mail server and web server: once, again when refused, never too many."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from commands import Row
from listening import LOOPBACK, SECRET, Heard, mail_server, web_server
from provoked import HALVES, ONCE, RUN, WHY, folder

from etl.simulator.faults import Delay
from etl.simulator.scenario import A

HOLE = f"{RUN}/956/1"


@pytest.fixture
def web() -> Iterator[Heard]:
    with web_server() as heard:
        yield heard


def channels(*chosen: dict[str, object]) -> str:
    return json.dumps([{"name": "duty", **one} for one in chosen])


def at(home: Halfpipe, time: str, chosen: str | None = None) -> Halfpipe:
    """The home as the clock shows a time of the day, with channels."""
    settings = {**home.settings, "HALFPIPE_NOW": f"2024-04-14T{time}Z"}
    return replace(home, settings=settings | ({"HALFPIPE_CHANNELS": chosen} if chosen else {}))


def attempts(home: Halfpipe) -> list[Row]:
    return home.sql("select * from ops.notifications order by notification_id")


def lossy(place: Path, chosen: str) -> tuple[Halfpipe, Path]:
    """A home that lacks a datagram since noon, and the delivery that will bring it."""
    late = Delay(epu=A, datagrams=(1,), to=1)
    first, second = HALVES.but(late).write(place / "sent")
    home = at(made(place / "home", channels=chosen), "12:00:00")
    home.done("receive", first)
    return home, second


def test_a_mail_tells_what_is_missing_what_to_do_and_where_to_look(tmp_path: Path) -> None:
    with mail_server() as post:
        home, second = lossy(tmp_path, channels({"url": post.url}))
        home.done("cycle")
        ((subject, body),) = post.messages
        assert subject == f"HalfPipe: 1 raised; hole {HOLE}"
        lines = body.replace("\r\n", "\n").splitlines()
        assert lines[0] == f"RAISED hole {HOLE} (alert 1, warning, since 2024-04-14 12:00 UTC)"
        assert "APID 956: datagrams 1 to 1 are missing" in lines[1]
        assert f"halfpipe write-off {HOLE} --why TEXT" in lines[1]
        assert lines[2:4] == [
            f"  See: halfpipe explain {HOLE}",
            "  Runbook: docs/runbooks/hole.md",
        ]
        home = at(home, "15:00:00")
        home.take_in(second)
        assert post.messages[1][0] == f"HalfPipe: 1 cleared; hole {HOLE}"
        assert "It is over since 2024-04-14 15:00 UTC." in post.messages[1][1]


def test_what_was_told_is_not_told_again_and_what_a_channel_does_not_want_never(
    tmp_path: Path, web: Heard
) -> None:
    chosen = channels(
        {"url": web.url},
        {"name": "errors", "url": web.url, "severity": "error"},
        {"name": "runs", "url": web.url, "kinds": ["held_run"]},
    )
    home, _ = lossy(tmp_path, chosen)
    for minute in range(3):
        at(home, f"12:0{minute}:00").done("cycle")
    assert len(web.messages) == 1
    (row,) = attempts(home)
    place = f"json://{LOOPBACK}"
    assert (row["channel"], row["place"], row["is_success"]) == ("duty", place, True)
    assert (row["title"], row["body"]) == web.messages[0]
    told = home.sql("select alert_id, notice from ops.notified_alerts")
    assert told == [{"alert_id": 1, "notice": "raised"}]


def test_a_refused_message_is_tried_again_after_pauses_and_the_cycle_goes_on(
    tmp_path: Path, web: Heard
) -> None:
    web.status = 503
    home, _ = lossy(tmp_path, channels({"url": web.url}))
    tried = []
    for minute in range(9):
        at(home, f"12:{minute:02}:00").done("cycle")
        tried.append(len(attempts(home)))
    assert tried == [1, 2, 2, 3, 3, 3, 3, 4, 4]  # after 1, 2 and 4 minutes
    assert ("channel_failed", "duty") in home.standing()
    assert {row["is_success"] for row in attempts(home)} == {False}
    web.status = 200
    at(home, "12:15:00").done("cycle")
    assert home.standing() == {("hole", HOLE)}
    assert len(web.messages) == 1
    assert "channel_failed" not in web.bodies[0]


def test_a_server_that_is_not_there_is_an_alert_that_other_channels_tell(
    tmp_path: Path, web: Heard
) -> None:
    gone = {"name": "gone", "url": f"json://duty:{SECRET}@{LOOPBACK}:1/{SECRET}"}
    home, _ = lossy(tmp_path, channels(gone, {"url": web.url}))
    home.done("cycle")
    assert "CHANNEL_FAILED" in web.bodies[0].upper()
    assert "Alerts do not reach channel gone" in web.bodies[0]


def test_no_secret_of_an_address_is_in_any_row_or_word(tmp_path: Path, web: Heard) -> None:
    web.status = 500
    odd = {"name": "odd", "url": f"nosuch://{SECRET}/{SECRET}"}
    chat = {"name": "chat", "url": f"slack://{SECRET}"}
    home, _ = lossy(tmp_path, channels({"url": web.url}, odd, chat))
    said = home.done("cycle")
    assert SECRET not in said.out + said.err
    for table in ("ops.notifications", "ops.alerts", "ops.outcomes"):
        assert SECRET not in json.dumps(home.sql(f"from {table}"))
    places = {row["place"] for row in attempts(home)}
    assert places == {f"json://{LOOPBACK}", "nosuch", "slack"}
    wrong = at(home, "12:00:01", channels({"url": f"json://{SECRET}", "per_hour": 0}))
    refused = wrong.run("cycle")
    assert (refused.code, SECRET in refused.err) == (2, False)
    assert "channels.0.per_hour" in refused.err


def test_beyond_so_many_messages_an_hour_what_is_new_waits_and_comes_as_one(
    tmp_path: Path, web: Heard
) -> None:
    home = made(tmp_path / "home", channels=channels({"url": web.url, "per_hour": 2}))
    for minute in range(5):
        home = at(home, f"12:0{minute}:00")
        home.take_in(folder(tmp_path / f"24041400{minute + 1}", {"x.txt": bytes([minute])}))
    assert [title for title, _ in web.messages] == [
        "HalfPipe: 1 raised; no_data 240414001",
        "HalfPipe: 1 raised; no_data 240414002",
    ]
    at(home, "13:00:30").done("cycle")
    assert web.messages[2][0] == "HalfPipe: 3 raised; no_data 240414003"
    assert all(f"no_data 24041400{number}" in web.bodies[2] for number in (3, 4, 5))


def test_of_what_is_silenced_nothing_is_sent_until_then_and_of_what_is_acknowledged_nothing(
    tmp_path: Path, web: Heard
) -> None:
    home, second = lossy(tmp_path, channels({"url": web.url}))
    home = at(home, "12:00:00", "[]")
    home.done("cycle")
    home.done("silence", "hole", "--until", "2024-04-14T13:00", *WHY)
    home = at(home, "12:30:00", channels({"url": web.url}))
    home.done("cycle")
    assert web.messages == []
    home = at(home, "13:00:00")
    home.done("cycle")
    assert [title for title, _ in web.messages] == [f"HalfPipe: 1 raised; hole {HOLE}"]
    home.done("silence", "hole", "--until", "2024-04-14T14:00", *WHY)
    at(home, "13:59:00").done("cycle")
    assert len(web.messages) == 1
    at(home, "14:00:00").done("cycle")
    assert web.messages[1][0] == f"HalfPipe: 1 still standing; hole {HOLE}"
    home = at(home, "14:30:00")
    home.done("acknowledge", HOLE, *WHY)
    home.take_in(folder(tmp_path / "240414007", {}))
    assert web.messages[2][0] == "HalfPipe: 1 raised; empty_delivery 240414007"
    at(home, "15:00:00").take_in(second)
    assert web.messages[3][0] == f"HalfPipe: 1 cleared; hole {HOLE}"


def test_a_repeated_delivery_raises_and_sends_nothing(tmp_path: Path, web: Heard) -> None:
    home = made(tmp_path / "home", channels=channels({"url": web.url, "severity": "info"}))
    (first,) = ONCE.write(tmp_path / "first")
    (again,) = replace(ONCE, first_downlink=240_414_009).write(tmp_path / "again")
    (again / "notes.md5").write_text("")  # other bytes in all, so another delivery
    home.take_in(first)
    home.take_in(first)
    home.take_in(again)
    assert len(home.json("deliveries")) == 2
    assert home.json("alerts", "--state", "all") == []
    assert web.messages == []
