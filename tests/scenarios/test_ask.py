"""Each saved question is answered, and the answers are those of the story."""

import pytest
from commands import Row, halfpipe
from told import LONELY_RUN, LOSSY_RUN, LOST, WHOLE_RUN, ToldHome

from catalog.questions import question, question_names

GIVEN = {"run": WHOLE_RUN, "delivery": 1, "since": "2001-01-01", "limit": 2, "days": 1}


def asked(home: ToldHome, name: str, *words: object) -> list[Row]:
    return home.rows("ask", name, *words)


@pytest.mark.parametrize("name", question_names())
def test_every_question_is_answered_with_and_without_its_parameters(
    told_home: ToldHome, name: str
) -> None:
    every = question(name).parameters
    for parameters in (every, [one for one in every if one.default is None]):
        words = [word for one in parameters for word in (f"--{one.name}", GIVEN[one.name])]
        for form in ((), ("--json",)):
            said = halfpipe("ask", name, *words, *form, home=told_home.folder)
            assert said.code == 0, said.err
            assert said.out


def test_there_are_at_least_25_questions_and_ask_alone_lists_them(told_home: ToldHome) -> None:
    lines = halfpipe("ask", home=told_home.folder).lines
    assert [line.split()[0] for line in lines] == list(question_names())
    assert len(lines) >= 25
    for name, line in zip(question_names(), lines, strict=True):
        assert line.endswith(question(name).title)


def test_what_is_missing_now_is_what_was_lost_on_the_way(told_home: ToldHome) -> None:
    rows = {row["run_id"]: row for row in asked(told_home, "what_is_missing_now")}
    assert {run: row["hole_kind"] for run, row in rows.items()} == {
        LOSSY_RUN: "inner",
        LONELY_RUN: "stream",
    }
    assert rows[LOSSY_RUN]["first_datagram"] == rows[LOSSY_RUN]["last_datagram"] == LOST


def test_the_runs_that_are_not_complete_are_told_with_the_reason(told_home: ToldHome) -> None:
    why = {row["run_id"]: row["why"] for row in asked(told_home, "which_runs_are_not_complete")}
    assert set(why) == {LOSSY_RUN, LONELY_RUN}
    assert why[LOSSY_RUN] == f"waits for inner hole of APID 956 at datagram {LOST}"
    assert why[LONELY_RUN] == "held: epu_count"


def test_what_changed_since_a_delivery_is_the_difference_of_two_listings(
    told_home: ToldHome,
) -> None:
    then = {row["run_id"]: row for row in told_home.said[1]["runs"]}
    now = {row["run_id"]: row for row in told_home.said[-1]["runs"]}
    rows = asked(told_home, "what_changed_since", "--delivery", 2)
    assert {row["run_id"] for row in rows} == {run for run in now if now[run] != then.get(run)}
    for row in rows:
        run = row["run_id"]
        assert row["delivered_now"] == now[run]["delivered_count"]
        assert row["delivered_then"] == (then[run]["delivered_count"] if run in then else 0)


def test_all_that_arrived_and_all_that_was_sent_is_counted(told_home: ToldHome) -> None:
    arrived = asked(told_home, "what_arrived_since", "--since", "2001-01-01")
    assert sum(row["event_count"] for row in arrived) == sum(
        row["event_count"] for row in told_home.said[-1]["deliveries"]
    )
    assert asked(told_home, "what_arrived_since", "--since", "2100-01-01") == []
    sent = asked(told_home, "what_did_we_send_to_level1")
    assert sum(row["file_count"] for row in sent) == len(told_home.said[-1]["chunks"])


def test_a_question_looks_back_with_as_of(told_home: ToldHome) -> None:
    due = [row["run_id"] for row in told_home.said[0]["runs"] if row["run_state"] != "complete"]
    rows = asked(told_home, "which_runs_are_not_complete", "--as-of", 1)
    assert [row["run_id"] for row in rows] == due


def test_the_files_a_run_came_in_hold_each_of_its_datagrams(told_home: ToldHome) -> None:
    rows = asked(told_home, "where_did_a_run_come_from", "--run", WHOLE_RUN)
    streams = told_home.rows("streams", "--run", WHOLE_RUN)
    for stream in streams:
        of_stream = [row for row in rows if row["apid"] == stream["apid"]]
        assert sum(row["current_count"] for row in of_stream) == stream["datagram_count"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("what_is_lost",), "No such command 'what_is_lost'"),
        (("which_products_has_a_run",), "--run"),
        (("which_products_has_a_run", "--run", "r0000000001"), "no such run is known"),
        (("what_changed_since", "--delivery", "99"), "no such delivery is known"),
        (("largest_gaps", "--limit", "few"), "give a whole number"),
        (("what_arrived_since", "--since", "tomorrow"), "'tomorrow' is not a time"),
        (("largest_gaps", "--json", "--csv"), "two forms"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(
    told_home: ToldHome, words: tuple[str, ...], told: str
) -> None:
    said = halfpipe("ask", *words, home=told_home.folder)
    assert said.code == 2
    assert told in said.err


def test_a_name_may_be_written_with_dashes(told_home: ToldHome) -> None:
    dashed = asked(told_home, "what-is-missing-now")
    assert dashed == asked(told_home, "what_is_missing_now")
