"""What changed between two deliveries is what the listings said after each of them."""

import csv
import io
from collections.abc import Callable

import pytest
from commands import Row, done, halfpipe
from told import LATE, LOST, WHOLE_RUN, ToldHome

PAIRS = [(0, 1), (1, 2), (2, 4), (0, 4), (3, 3)]
Key = tuple[object, ...]


def diff(told: ToldHome, before: int, after: int, part: str, *options: object) -> list[Row]:
    rows = told.rows("diff", before, after, *options)
    return [row for row in rows if row["part"] == part]


def known(told: ToldHome, ordinal: int, name: str, key: Callable[[Row], Key]) -> dict[Key, Row]:
    """The rows of a listing as it was after so many deliveries."""
    return {} if ordinal == 0 else {key(row): row for row in told.said[ordinal - 1][name]}


def run_key(row: Row) -> Key:
    return (row["run_id"],)


@pytest.mark.parametrize("pair", PAIRS)
def test_runs_differ_as_their_listings_do(told_home: ToldHome, pair: tuple[int, int]) -> None:
    earlier, later = (known(told_home, ordinal, "runs", run_key) for ordinal in pair)
    found = {run_key(row): row for row in diff(told_home, *pair, "runs")}
    assert set(found) == {key for key in later if earlier.get(key) != later[key]}
    for key, row in found.items():
        assert row["change"] == ("changed" if key in earlier else "new")
        assert (row["state_after"], row["delivered_after"]) == (
            later[key]["run_state"],
            later[key]["delivered_count"],
        )
        assert row["state_before"] == (earlier[key]["run_state"] if key in earlier else None)


@pytest.mark.parametrize("pair", PAIRS)
def test_holes_differ_as_their_listings_do(told_home: ToldHome, pair: tuple[int, int]) -> None:
    earlier, later = (
        {key: row["hole_state"] for key, row in known(told_home, n, "holes", hole_key).items()}
        for n in pair
    )
    found = {hole_key(row): row for row in diff(told_home, *pair, "holes")}
    assert set(found) == {key for key, state in later.items() if earlier.get(key) != state}
    for key, row in found.items():
        assert (row["state_before"], row["state_after"]) == (earlier.get(key), later[key])
        assert row["change"] == ("opened" if later[key] == "open" else later[key])


def hole_key(row: Row) -> Key:
    return (row["hole_id"],)


@pytest.mark.parametrize("pair", PAIRS)
def test_chunks_and_products_differ_as_their_listings_do(
    told_home: ToldHome, pair: tuple[int, int]
) -> None:
    for part, is_in_force in (("chunks", "is_current"), ("products", "is_latest")):
        paths = [
            {} if n == 0 else {r["path"] for r in told_home.said[n - 1][part] if r[is_in_force]}
            for n in pair
        ]
        rows = diff(told_home, *pair, part)
        assert {row["path_after"] for row in rows} == set(paths[1]) - set(paths[0])
        assert {row["path_before"] for row in rows} - {None} == set(paths[0]) - set(paths[1])
        for row in rows:
            assert row["change"] == ("replaced" if row["version_before"] else "new")


def test_a_diff_of_one_run_and_as_csv(told_home: ToldHome) -> None:
    rows = told_home.rows("diff", 3, 4, "--run", WHOLE_RUN)
    assert {row["run_id"] for row in rows} == {WHOLE_RUN}
    assert [r["first_datagram"] for r in rows if r["part"] == "holes"] == [LATE]
    as_csv = done("diff", 3, 4, "--csv", home=told_home.folder).out
    everything = told_home.rows("diff", 3, 4)
    found = list(csv.DictReader(io.StringIO(as_csv)))
    assert [row["part"] for row in found] == [row["part"] for row in everything]


def test_a_diff_is_read_part_by_part(told_home: ToldHome) -> None:
    lines = done("diff", 2, 4, home=told_home.folder).lines
    titles = [line for line in lines if line and not line.startswith(" ")]
    assert [title.partition(":")[0] for title in titles] == ["runs", "holes", "chunks", "products"]
    assert titles[0] == "runs: 3 changed"
    opened = [line.split() for line in lines if " opened " in line]
    assert [line[1:5] for line in opened] == [["956", "inner", str(LOST), str(LOST)]]
    same = done("diff", 3, 3, home=told_home.folder).lines
    assert same == ["Nothing changed from delivery 3 to 3."]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((4, 1), "4 comes after 1. From earlier to later: halfpipe diff 1 4"),
        ((1, 9), "9: no such delivery; the nearest is 4."),
        (("one", 2), "'one' is not a valid integer"),
        ((1, 2, "--run", "r0734700001"), "the nearest is r0734700000."),
    ],
)
def test_a_diff_of_what_is_not_known_is_refused(
    told_home: ToldHome, words: tuple[object, ...], said: str
) -> None:
    refused = halfpipe("diff", *words, home=told_home.folder)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
