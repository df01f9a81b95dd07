"""The site's command that starts Level 1: once for each hand-off, again until it succeeds."""

from dataclasses import replace
from pathlib import Path

from cli import Halfpipe, made
from commands import Row
from sound import offences
from written import BARE, HALVES

CALL = 'sh -c \'echo "$0" "$1" >> {log}; test -e {flag}\' {{downlink}} {{folder}}'


def outcomes(halfpipe: Halfpipe) -> list[Row]:
    return halfpipe.sql(
        "select downlink, attempt, is_success, detail from ops.outcomes "
        "join ops.hand_offs using (hand_off_number) where stage = 'on_ready' order by outcome_id"
    )


def with_command(halfpipe: Halfpipe, command: str, **more: object) -> Halfpipe:
    named = {f"HALFPIPE_{name.upper()}": str(value) for name, value in more.items()}
    return replace(halfpipe, settings={"HALFPIPE_ON_READY": command, **named})


def test_the_command_runs_once_for_each_hand_off_and_again_until_it_succeeds(
    tmp_path: Path,
) -> None:
    log, flag = tmp_path / "log", tmp_path / "flag"
    home = made(tmp_path / "home")
    halfpipe = with_command(home, CALL.format(log=log, flag=flag))
    first, second = HALVES.write(tmp_path / "sent", BARE)
    calls = [f"24041400{n} {home.home}/handoff/24041400{n}" for n in (1, 2)]

    halfpipe.take_in(first)
    assert log.read_text().splitlines() == calls[:1]
    assert [(row["attempt"], row["is_success"]) for row in outcomes(halfpipe)] == [(1, False)]
    assert ("on_ready_failed", "240414001") in halfpipe.standing()

    halfpipe.take_in(second)
    assert log.read_text().splitlines() == [*calls[:1], *calls]
    failed = {subject for kind, subject in halfpipe.standing() if kind == "on_ready_failed"}
    assert failed == {"240414001", "240414002"}

    flag.touch()
    for _ in range(2):
        halfpipe.done("cycle")
        assert log.read_text().splitlines() == [*calls[:1], *calls, *calls]
        assert halfpipe.standing() == set()
    assert [(row["downlink"], row["attempt"], row["is_success"]) for row in outcomes(halfpipe)] == [
        (240414001, 1, False),
        (240414001, 2, False),
        (240414002, 1, False),
        (240414001, 3, True),
        (240414002, 2, True),
    ]
    cleared = halfpipe.json("alerts", "--state", "cleared")
    assert {row["subject"] for row in cleared if row["alert_kind"] == "on_ready_failed"} == failed
    assert offences(halfpipe) == []


HOPELESS = {
    "/nowhere/launch {downlink}": "No such file",
    "sh -c 'echo went wrong >&2; exit 7' {downlink}": "exit code 7 went wrong",
    "sh -c \"printf 'odd \\377'; exit 1\"": "exit code 1 odd \ufffd",
    "sleep 60": "timed out",
    "launch 'of an open quote {downlink}": "No closing quotation",
}


def test_a_command_that_cannot_be_run_is_told_and_stops_nothing(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    (tmp_path / "240414001").mkdir()
    home.done("receive", tmp_path / "240414001")
    for attempt, (command, told) in enumerate(HOPELESS.items(), start=1):
        halfpipe = with_command(home, command, on_ready_timeout_s=1)
        halfpipe.done("cycle")
        outcome = outcomes(halfpipe)[-1]
        assert (outcome["attempt"], outcome["is_success"]) == (attempt, False)
        assert told in outcome["detail"]
        (alert,) = [a for a in halfpipe.json("alerts") if a["alert_kind"] == "on_ready_failed"]
        assert told in alert["message"]

    braces = f"sh -c 'x={{downlink}}; echo ${{x}} {{}} {{other}} > {tmp_path}/log'"
    with_command(home, braces).done("cycle")
    assert (tmp_path / "log").read_text() == "240414001 {} {other}\n"
