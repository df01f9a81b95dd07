"""Explain leads from a run, a datagram or an event to its bytes, or to what holds it back."""

import json

import pytest
from commands import Row, done, halfpipe
from told import LATE, LONELY_RUN, LOSSY_RUN, LOST, WHOLE_RUN, ToldHome


def explained(told: ToldHome, subject: object, *options: object) -> Row:
    found: Row = json.loads(done("explain", subject, "--json", *options, home=told.folder).out)
    return found


def fates(said: Row) -> list[tuple[int, str]]:
    return [(copy["ordinal"], copy["datagram_fate"]) for copy in said["copies"]]


def test_a_run_is_explained_with_what_it_waits_for(told_home: ToldHome) -> None:
    said = done("explain", LOSSY_RUN, home=told_home.folder).out
    assert f"APID 956 datagram {LOST}; open, first seen" in said
    assert f"halfpipe write-off r0734706000/956/{LOST}" in said
    held = explained(told_home, LONELY_RUN)
    assert held["state"] == "held"
    assert "293 are held" in held["answer"]
    assert (
        "halfpipe accept r0734712000 --epus 1"
        in done("explain", LONELY_RUN, home=told_home.folder).out
    )


def test_a_missing_datagram_is_explained_by_its_hole(told_home: ToldHome) -> None:
    said = explained(told_home, f"{LOSSY_RUN}/956/{LOST}")
    assert said["state"] == "missing"
    assert [hole["first_datagram"] for hole in said["holes"]] == [LOST]
    lonely = explained(told_home, f"{LONELY_RUN}/957/3")
    assert [hole["hole_kind"] for hole in lonely["holes"]] == ["stream"]


def test_the_copies_of_a_datagram_are_explained_each(told_home: ToldHome) -> None:
    repeated = explained(told_home, f"{WHOLE_RUN}/957/1")
    assert fates(repeated) == [(1, "current"), (2, "duplicate")]
    disputed = explained(told_home, f"{WHOLE_RUN}/957/2")
    assert sorted(fate for _, fate in fates(disputed)) == ["conflict", "current"]
    text = done("explain", f"{WHOLE_RUN}/957/1", home=told_home.folder).out
    assert "the copy in delivery 240414001 has the same bytes and counts" in text


def test_an_event_is_explained_down_to_its_bytes(told_home: ToldHome) -> None:
    (copy,) = explained(told_home, f"{WHOLE_RUN}/956/{LATE}")["copies"]
    gem = copy["first_gem_sequence"]
    said = explained(told_home, f"{WHOLE_RUN}/956/{LATE}/{gem}")
    assert said["state"] == "delivered"
    (event,) = said["events"]
    copy = event["copy"]
    kept = told_home.folder / "raw" / copy["file_sha256"][:2] / copy["file_sha256"]
    start, stop = event["offset_bytes"], event["offset_bytes"] + event["length_bytes"]
    record = kept.read_bytes()[start:stop]
    sent = told_home.deliveries[3] / copy["file_name"]
    assert record == sent.read_bytes()[start:stop]
    assert record in (told_home.folder / event["path"]).read_bytes()
    assert (copy["downlink"], copy["ordinal"]) == (240414004, 4)


def test_a_withheld_event_names_the_hole_it_waits_for(told_home: ToldHome) -> None:
    (hole,) = told_home.rows("holes", "--run", LOSSY_RUN, "--state", "open")
    streams = told_home.rows("streams", "--run", LOSSY_RUN)
    (last,) = [stream["last_datagram"] for stream in streams if stream["apid"] == 957]
    waiting = [
        place
        for number in range(last + 1)
        for place in explained(told_home, f"{LOSSY_RUN}/957/{number}")["places"]
        if place["event_state"] == "withheld"
    ]
    assert {place["hole_id"] for place in waiting} == {hole["hole_id"]}
    assert sum(place["event_count"] for place in waiting) == hole["withheld_count"]


def test_explain_answers_for_an_earlier_delivery_too(told_home: ToldHome) -> None:
    subject = f"{WHOLE_RUN}/956/{LATE}"
    assert explained(told_home, subject)["state"] == "current"
    assert explained(told_home, subject, "--as-of", 3)["state"] == "missing"


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("r0734700001", "the nearest is r0734700000"),
        (f"{WHOLE_RUN}/956/99", "has datagrams 0 (start) to 17 (stop)"),
        (f"{WHOLE_RUN}/959/1", "no stream of APID 959; the nearest is 957"),
        (f"{WHOLE_RUN}/956/3/1", "the nearest in it is"),
        (f"{WHOLE_RUN}/956", "is not RUN, RUN/APID/DATAGRAM or"),
    ],
)
def test_what_was_never_sent_is_answered_with_the_nearest_that_was(
    told_home: ToldHome, subject: str, said: str
) -> None:
    refused = halfpipe("explain", subject, home=told_home.folder)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
