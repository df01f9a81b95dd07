"""The demo: a mission day, everything run on it, and a screen that an operator would want."""

import shlex
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from commands import Row, Said, done, halfpipe

from catalog.questions import question, question_names
from etl.cli.demo import FIRST_LINE, MARK, clear
from etl.errors import HomeError
from etl.simulator.account import known
from etl.simulator.day import MissionDay, mission_day
from etl.store.home import Home

LONGEST_S = 120
# One of the ten repeats another. What the tests below receive besides does not change the past.
AT_THE_END = ("--as-of", 9, "--json")
SECTIONS = ("The day", "Runs", "What is missing, and why", "Ledger", "Files", "Try next")


@pytest.fixture(scope="module")
def day() -> MissionDay:
    return mission_day()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said, float]:
    folder = tmp_path_factory.mktemp("shown") / "demo"
    began = perf_counter()
    said = done("demo", folder)
    return folder, said, perf_counter() - began


def test_the_demo_ends_with_everything_an_operator_wants_to_see(
    shown: tuple[Path, Said, float],
) -> None:
    folder, said, seconds = shown
    headings = [line for line in said.lines if line and not line.startswith(" ")]
    assert headings == list(SECTIONS)
    assert seconds < LONGEST_S
    assert (folder / MARK).read_text().startswith(FIRST_LINE)
    places = said.lines[said.lines.index("Files") + 1 : said.lines.index("Try next") - 1]
    assert all(Path(line.split()[0]).exists() for line in places)


def test_every_event_that_came_down_is_in_the_runs(
    shown: tuple[Path, Said, float], day: MissionDay
) -> None:
    folder, _, _ = shown
    came = known(day.truth, day.deliveries)
    runs = done("runs", *AT_THE_END, home=folder).rows
    counts = dict(zip(*np.unique(came["run_id"], return_counts=True), strict=True))
    assert {run["run_id"]: run["event_count"] for run in runs} == counts
    assert len(done("deliveries", *AT_THE_END, home=folder).rows) == len(day.deliveries) - 1
    assert {line["residual"] for line in done("ledger", *AT_THE_END, home=folder).rows} == {0}


def test_what_is_missing_is_what_the_damage_took(
    shown: tuple[Path, Said, float], day: MissionDay
) -> None:
    folder, said, _ = shown
    runs = {row["run_id"]: row for row in done("runs", *AT_THE_END, home=folder).rows}
    (troubled,) = [row for run, row in runs.items() if unfinished(row) and run != day.unplanned_run]
    start, stop = (said.lines.index(SECTIONS[place]) for place in (2, 3))
    reasons = "\n".join(said.lines[start:stop])
    assert f"r{troubled['run_id']:010d} is {troubled['run_state']}" in reasons
    assert day.damaged.file_name in reasons


def test_the_run_that_is_not_as_planned_is_held_and_the_screen_says_why(
    shown: tuple[Path, Said, float], day: MissionDay
) -> None:
    folder, said, _ = shown
    runs = {row["run_id"]: row for row in done("runs", *AT_THE_END, home=folder).rows}
    held = {run: row["held_reason"] for run, row in runs.items() if row["run_state"] == "held"}
    assert held == {day.unplanned_run: "config"}
    words = " ".join(part for line in said.lines for part in line.split())
    assert "found hardware key 200" in words
    assert "planned hardware key 201" in words


def test_the_commands_to_try_next_work_and_bring_back_what_was_lost(
    shown: tuple[Path, Said, float], day: MissionDay
) -> None:
    folder, said, _ = shown
    commands = [line.strip() for line in said.lines[said.lines.index("Try next") + 1 :]]
    assert len(commands) == 4
    for command in commands:
        for part in command.split(" && "):
            program, *words = shlex.split(part)
            assert program == "halfpipe"
            assert done(*words).out
    runs = done("runs", "--json", home=folder).rows
    assert {run["run_state"] for run in runs} == {"complete"}
    assert sum(run["delivered_count"] for run in runs) == day.event_count


@pytest.mark.parametrize("name", question_names())
def test_every_saved_question_is_answered_of_the_demo(
    shown: tuple[Path, Said, float], day: MissionDay, name: str
) -> None:
    folder, _, _ = shown
    given = {"run": day.late.run_id, "delivery": 1, "since": "2014-08-08", "limit": 2, "days": 1}
    parameters = [one.name for one in question(name).parameters]
    words = [word for one in parameters for word in (f"--{one}", given[one])]
    rows = done("ask", name, *words, "--json", home=folder).rows
    plain = done("ask", name, *words, home=folder)
    assert plain.lines[-1].startswith(f"{len(rows)} row")


def test_only_a_demo_home_is_replaced(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    clear(Home(demo))
    (demo / "left").write_text("of the last demo")
    clear(Home(demo))
    assert [path.name for path in demo.iterdir()] == [MARK]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    refused = halfpipe("demo", tmp_path / "mine")
    assert (refused.code, "it is left alone" in refused.err) == (3, True)
    with pytest.raises(HomeError, match="is not a demo home"):
        clear(Home(tmp_path / "mine" / "thesis.tex"))
    assert (tmp_path / "mine" / "thesis.tex").read_text() == "years of work"


def unfinished(run: Row) -> bool:
    return run["run_state"] != "complete"
