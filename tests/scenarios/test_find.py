"""``find`` finds what the truth of the story says, and lets nothing through but a search."""

import pytest
import sqlglot
from commands import Row, Said, halfpipe
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp
from told import LONELY_RUN, LOSSY_RUN, WHOLE_RUN, ToldHome

from catalog.search import FIELDS, Search, statement_of
from etl.errors import BadRequest

ALLOWED = {
    *(exp.Where, exp.And, exp.Or, exp.Not, exp.Paren, exp.Is, exp.Null, exp.In, exp.Between),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.Glob),
    *(exp.Column, exp.Identifier, exp.Literal, exp.Neg, exp.Bracket, exp.Cast, exp.DataType),
}
PIECES = (
    *("nRun", "sName", "tCreated", "sDataType", "nMetStart", "products", "select", "from", "upper"),
    *("=", "<>", "<", ">=", "in", "between", "like", "glob", "is", "not", "null", "and", "or"),
    *("(", ")", ",", ";", "--", "/*", "*", "'x'", '"EVT"', "1", "-2", "'2014-08-08'", "$1", "true"),
    *("nRun = 1", "sName = 'x'", "nRun in (1, 2)", "sName like 'r%'", "tCreated is null"),
)
KEYS = ("nRun", "nMetStart", "sRunState", "tMade")
SHOWN = ("--show", "nRun,sDataType,nVersion,nEvents,sPath,sRunState,nMetStart")


def found(home: ToldHome, query: str, *options: object) -> list[Row]:
    return home.rows("find", query, *SHOWN, *options)


def refused(home: ToldHome, *words: object) -> str:
    said: Said = halfpipe("find", *words, home=home.folder)
    assert said.code == 2, said
    return said.err


def products(home: ToldHome) -> list[Row]:
    """Every version that the listing knows, in the order of a search."""
    return home.rows("products")


def test_a_search_without_a_query_finds_every_current_version(told_home: ToldHome) -> None:
    current = {row["path"] for row in products(told_home) if row["is_latest"]}
    assert {row["sPath"] for row in found(told_home, "")} == current


def test_all_versions_or_one_number_can_be_searched(told_home: ToldHome) -> None:
    known = products(told_home)
    everything = found(told_home, "", "--version", "all")
    assert {row["sPath"] for row in everything} == {row["path"] for row in known}
    second = found(told_home, "", "--version", 2)
    assert {row["sPath"] for row in second} == {row["path"] for row in known if row["version"] == 2}
    assert second


def test_the_example_of_the_manual_finds_the_products_of_one_run(told_home: ToldHome) -> None:
    rows = found(
        told_home,
        f'nRun = {WHOLE_RUN} and sDataType in ("MERGED","EVT") '
        f"and nMetStart between {WHOLE_RUN} and {WHOLE_RUN + 5999}",
    )
    due = {row["path"] for row in products(told_home) if row["run_id"] == WHOLE_RUN}
    assert {row["sPath"] for row in rows} <= due
    assert {row["sDataType"] for row in rows} == {"EVT", "MERGED"}
    assert {row["nRun"] for row in rows} == {WHOLE_RUN}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("nRun <> 734700000", lambda row: row["nRun"] != WHOLE_RUN),
        ("nEvents >= 100 and nEvents < 1000", lambda row: 100 <= row["nEvents"] < 1000),
        ("100 < nEvents", lambda row: row["nEvents"] > 100),
        ("sPath like 'products/%'", lambda row: row["sPath"].startswith("products/")),
        ("sPath glob '*_merged.fit'", lambda row: row["sPath"].endswith("_merged.fit")),
        ("nEvents not between 100 and 999", lambda row: not 100 <= row["nEvents"] <= 999),
        ("sPath not like '%.fit'", lambda row: not row["sPath"].endswith(".fit")),
        ("sRunState is null", lambda row: row["sRunState"] is None),
        ("sRunState is not null", lambda row: row["sRunState"] is not None),
        (
            "not (nRun = 734700000 or sDataType = 'EVT')",
            lambda row: row["nRun"] != WHOLE_RUN and row["sDataType"] != "EVT",
        ),
        (
            "nRun = 734700000 or nRun = 734706000 and sDataType = 'EVT'",
            lambda row: (
                row["nRun"] == WHOLE_RUN or (row["nRun"] == LOSSY_RUN and row["sDataType"] == "EVT")
            ),
        ),
        ("NRUN not in (734706000, 734712000)", lambda row: row["nRun"] == WHOLE_RUN),
    ],
)
def test_a_condition_finds_the_rows_that_it_holds_for(
    told_home: ToldHome, query: str, holds: object
) -> None:
    assert callable(holds)
    everything = found(told_home, "", "--version", "all")
    due = {row["sPath"] for row in everything if holds(row)}
    rows = found(told_home, query, "--version", "all")
    assert {row["sPath"] for row in rows} == due
    assert 0 < len(rows) == len(due) < len(everything)


def test_instants_are_compared_as_utc(told_home: ToldHome) -> None:
    assert found(told_home, "tCreated > '2001-01-01' and tCreated <= '2100-01-01 12:00'")
    assert found(told_home, "tCreated < '2001-01-01'") == []


def test_rows_come_sorted_as_asked(told_home: ToldHome) -> None:
    rows = told_home.rows("find", "", "--show", "nRun,nEvents", "--sort", "nRun-,nEvents")
    assert rows == sorted(rows, key=lambda row: (-row["nRun"], row["nEvents"]))
    assert len({row["nRun"] for row in rows}) > 1


def test_a_search_looks_back_with_as_of(told_home: ToldHome) -> None:
    then = {row["path"] for row in told_home.said[0]["products"]}
    rows = found(told_home, "", "--version", "all", "--as-of", 1)
    assert {row["sPath"] for row in rows} == then


def test_a_run_without_products_is_not_found(told_home: ToldHome) -> None:
    assert found(told_home, f"nRun = {LONELY_RUN}") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("nRum = 1", "no such column. Did you mean nRun?"),
        ("run_id = 1", "no such column"),
        ("nRun = 1; drop table x", "cannot be read"),
        ("nRun = ", "cannot be read"),
        ("'x", "cannot be read"),
        ("upper(sName) = 'A'", "cannot ask that"),
        ("nRun in (select 1)", "cannot ask that"),
        ("nRun + 1 = 2", "cannot ask that"),
        ("exists (select 1)", "cannot ask that"),
        ("nRun", "cannot ask that"),
        ("true", "cannot ask that"),
        ("products.nRun = 1", "cannot ask that"),
        ("nRun = $1", "cannot be compared"),
        ("nRun = 'x'", "nRun is a number"),
        ("sName = 1", "sName is text"),
        ("nRun = sName", "nRun is a number, sName is text"),
        ("nRun like '4%'", "like, ilike and glob are for text"),
        ("tCreated > 'yesterday'", "'yesterday' is not a time"),
        ("sName = (select 'x')", "cannot be compared"),
        ("sName = getvariable('x')", "cannot be compared"),
    ],
)
def test_anything_that_is_no_search_is_refused_and_says_why(
    told_home: ToldHome, query: str, told: str
) -> None:
    assert told in refused(told_home, query)


def test_columns_and_versions_that_are_not_there_are_refused(told_home: ToldHome) -> None:
    assert "no such column" in refused(told_home, "--show", "nRun,size")
    assert "no such column" in refused(told_home, "--sort", "size-")
    assert "give current, all or a number" in refused(told_home, "--version", "newest")


def test_a_query_of_a_thousand_parts_is_answered_or_refused(told_home: ToldHome) -> None:
    query = " or ".join(f"nRun = {number}" for number in range(1500))
    said = halfpipe("find", query, home=told_home.folder)
    assert said.code == 0 or "too many parts" in said.err


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_no_text_becomes_anything_but_a_condition(text: str) -> None:
    try:
        sql = statement_of(Search(text), KEYS)
    except BadRequest:
        return
    (parsed,) = sqlglot.parse(sql, dialect="duckdb")
    assert isinstance(parsed, exp.Select)
    where = parsed.args["where"]
    assert {type(node) for node in where.walk()} <= ALLOWED
    assert {node.table for node in where.find_all(exp.Column)} == {"products"}


def test_a_quote_in_a_text_stays_in_the_text() -> None:
    sql = statement_of(Search("sName = 'x'' or 1=1 --'"), KEYS)
    assert sql.endswith("products.dataset_name = 'x'' or 1=1 --'")
    assert set(FIELDS.values()) >= {"dataset_name"}
