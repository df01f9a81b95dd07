"""Each check says what it guards and whose it is, and every code of the original has one."""

import re
from itertools import chain
from pathlib import Path

import pytest
from sources import REPOSITORY, line_count

from checks.definitions import FOLDER, checks, expectations, sql_checks, suites

QUERIES = sorted((FOLDER / "sql").glob("*.sql"))
RELATIONS = sorted((FOLDER / "suites").glob("*.sql"))
HEADS = ("Grain", "Title", "Looks at", "Severity", "Owner", "Runbook", "Stops publication", "Codes")
LONGEST = 100
SUITES = {"deliveries", "datagrams", "events", "runs", "products", "metrics"}

GEM = ("SEQUENCE", "ELAPSED", "LIVETIME", "PRESCALED", "DISCARDED", "DEADZONE")
CODES = {
    *(f"GEM_{counter}_BACKWARDS" for counter in GEM),
    *("GEM_ELAPSED_UNPHYSICAL", "GEM_SEQUENCE_NEVENTS", "GEM_LIVETIME_RATIO"),
    *("LATC_KEY_CHANGE", "COMPRESSION_LEVEL", "TEM_BUG_PERIODIC", "CCSDS_EARLY_TIMESTAMP"),
    *("GPS_CURRENT_BACKWARDS", "GPS_PREVIOUS_BACKWARDS", "EVT_TIMESTAMP_BACKWARDS"),
    *("EVT_LIVETIME_RATIO", "DATAGRAM_GAP", "DROPPED_DATAGRAMS", "TIMETONE_INCOMPLETE"),
    *("FIRST_DATAGRAM_OPENING", "FIRST_DATAGRAM_ID"),
    *("LAST_DATAGRAM_FULL", "LAST_DATAGRAM_CLOSING"),
    *("FT1_EVENTS_BACKWARDS", "FT1_TIME_BACKWARDS"),
    *("FT2_NEGATIVE_LIVETIME", "FT2_LIVETIME_UNPHYSICAL"),
    *("MERIT_EVENTS_BACKWARDS", "MERIT_TIME_BACKWARDS"),
}
"""What RunVerify, ft1Verify, ft2Verify and meritVerify report (fermi-lat/TestReport)."""
PAGE = REPOSITORY / "docs/checks.md"


def table(heading: str) -> dict[str, str]:
    """The rows of a table of the page: the first cell, and the second."""
    _, _, part = PAGE.read_text().partition(f"## {heading}\n")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.+?) \|", part.partition("\n## ")[0], re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_what_it_guards_and_whose_it_is(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line.startswith("--")]
    assert re.fullmatch(r"-- .+\.", lines[0])
    heads = [line[3:].partition(":")[0] for line in lines[1:]]
    assert [head for head in heads if head != "Told by"] == list(HEADS)
    assert line_count(path) <= LONGEST


@pytest.mark.parametrize("path", RELATIONS, ids=lambda path: path.stem)
def test_what_a_suite_looks_at_says_what_its_row_is(path: Path) -> None:
    first, second = path.read_text().splitlines()[:2]
    assert re.fullmatch(r"-- .+\.", first)
    assert re.fullmatch(r"-- Grain: .+\.", second)


def test_there_is_a_suite_of_each_part_with_what_it_looks_at() -> None:
    assert set(suites()) == {path.stem for path in RELATIONS} == SUITES


def test_a_check_has_a_name_of_its_own_an_owner_and_a_runbook() -> None:
    names = [check.check_name for check in checks()]
    assert len(set(names)) == len(names)
    for check in checks():
        assert re.fullmatch(r"[A-Z].+\.", check.title), check
        assert check.severity in ("info", "warning"), check
        assert check.owner, check
        assert (REPOSITORY / f"docs/runbooks/{check.runbook}.md").is_file(), check
        assert (check.told_by is None) == (check.runbook == "failed_check"), check


def test_few_checks_stop_publication() -> None:
    stopping = {check.check_name for check in checks() if check.stops_publication}
    assert stopping == {"chunks_of_a_run_do_not_overlap", "a_chunk_ends_where_it_begins_or_later"}
    assert stopping <= {check.check_name for check in sql_checks()}


def test_expectations_know_nothing_of_patterns() -> None:
    kinds = {
        entry["type"]
        for declared in suites().values()
        for entry in declared["expectations"].values()
    }
    assert not any("regex" in kind for kind in kinds)
    assert expectations()


def test_every_code_of_the_original_is_a_check_or_says_why_not() -> None:
    checked = set(chain.from_iterable(check.codes for check in checks()))
    excused = table("Codes that are no check")
    assert checked | set(excused) == CODES
    assert checked & set(excused) == set()


def test_the_page_tells_by_which_check_each_code_is_found() -> None:
    told = {code: set(re.findall(r"`([a-z0-9_]+)`", cell)) for code, cell in table("Codes").items()}
    due: dict[str, set[str]] = {}
    for check in checks():
        for code in check.codes:
            due.setdefault(code, set()).add(check.check_name)
    assert told == due
