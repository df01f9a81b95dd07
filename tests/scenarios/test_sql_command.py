"""SQL on the snapshot: answered, never changing it, refused in the words of the database."""

import pytest
from commands import done, halfpipe
from told import ToldHome


def test_sql_answers_and_changes_nothing(told_home: ToldHome) -> None:
    counted = "select count(*) as n from raw.events"
    (row,) = done("sql", counted, "--json", home=told_home.folder).rows
    assert row["n"] == sum(line["event_count"] for line in told_home.said[-1]["deliveries"])
    (then,) = done("sql", counted, "--json", "--as-of", 1, home=told_home.folder).rows
    assert then["n"] == told_home.said[0]["deliveries"][0]["event_count"]
    refused = halfpipe("sql", "drop table core.runs", home=told_home.folder)
    assert refused.code == 2
    assert "read-only" in refused.err


def test_columns_of_one_name_are_told_apart(told_home: ToldHome) -> None:
    query = "select 'a' as x, 'b' as x, 'c' as x_2, 'd' as x"
    (row,) = done("sql", query, "--json", home=told_home.folder).rows
    assert list(row.values()) == ["a", "b", "c", "d"]
    assert list(row)[:2] == ["x", "x_2"]


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 1) to 'written.csv'",
        "attach 'halfpipe.duckdb' as writer; delete from writer.ops.outcomes; select 1",
        "explain analyze copy (select 1) to 'written.csv'",
        "select 1; select 2",
        "set enable_external_access = true",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/*')",
        "load httpfs",
    ],
)
def test_a_query_reaches_nothing_but_the_snapshot(told_home: ToldHome, query: str) -> None:
    before = sorted(path.stat().st_mtime_ns for path in told_home.folder.rglob("*"))
    refused = halfpipe("sql", query, home=told_home.folder)
    assert refused.code == 2
    assert "Traceback" not in refused.err
    assert sorted(path.stat().st_mtime_ns for path in told_home.folder.rglob("*")) == before


def test_a_table_of_many_rows_stops_and_says_so(told_home: ToldHome) -> None:
    many = "select range as n from range(100000)"
    assert done("sql", many, home=told_home.folder).lines[-1].startswith("the first 200 rows")
    assert len(done("sql", many, "--csv", home=told_home.folder).lines) == 100_001


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from nope", "Table with name nope does not exist"),
        ("selec 1", "syntax error"),
        ("", "The query is empty"),
        ("select error('late') from range(100000) where range = 99999", "late"),
    ],
)
def test_a_query_that_is_refused_is_answered_in_the_words_of_the_database(
    told_home: ToldHome, query: str, said: str
) -> None:
    refused = halfpipe("sql", query, "--csv", home=told_home.folder)
    assert refused.code == 2
    assert said in refused.err
    assert "Traceback" not in refused.err


def test_what_json_has_no_word_for_becomes_text(told_home: ToldHome) -> None:
    query = (
        "select 'nan'::double as none, [1.5] as list, 'a'::blob as bytes, 2.5::decimal as number, "
        "timestamp '2024-04-14' as instant, date '2024-04-14' as day, interval 1 minute as span"
    )
    assert done("sql", query, "--json", home=told_home.folder).rows == [
        {
            "none": None,
            "list": [1.5],
            "bytes": "61",
            "number": 2.5,
            "instant": "2024-04-14T00:00:00Z",
            "day": "2024-04-14",
            "span": 60.0,
        }
    ]
