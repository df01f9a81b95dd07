"""Products are made again from the raw archive, to the byte, as they were at any delivery."""

from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, copied
from commands import halfpipe
from sound import sha256
from told import LOSSY_RUN, WHOLE_RUN, ToldHome

WHOLE, LOSSY = f"r{WHOLE_RUN:010d}", f"r{LOSSY_RUN:010d}"


@pytest.fixture
def home(told_home: ToldHome, tmp_path: Path) -> Halfpipe:
    """A copy of the told home, to be spoilt."""
    return copied(told_home.folder, tmp_path / "home")


def held_then(told: ToldHome, count: int) -> dict[str, str]:
    """The chunk and FITS files that held after so many deliveries, with their digests."""
    said = told.said[count - 1]
    rows = [row for row in said["chunks"] if row["is_current"]]
    rows += [row for row in said["products"] if row["is_latest"] and row["file_format"] == "fit"]
    return {row["path"]: row["sha256"] for row in rows}


def product_files(home: Halfpipe) -> list[Path]:
    places = (home.home / "handoff", home.home / "products")
    return [
        path
        for place in places
        for path in place.rglob("*")
        if path.suffix in (".evt", ".fit") or ".part" in path.name
    ]


def spoil(home: Halfpipe) -> None:
    """Delete some products and alter the others."""
    for number, path in enumerate(sorted(product_files(home))):
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1] + b"?")


def digests(home: Halfpipe, paths: list[str]) -> dict[str, str]:
    return {path: sha256(home.home / path) for path in paths}


def test_spoilt_products_come_back_as_they_were(told_home: ToldHome, home: Halfpipe) -> None:
    spoil(home)
    runs = [row["run_id"] for row in told_home.rows("runs")]
    said = home.done("repipe", *runs)
    due = held_then(told_home, 4)
    assert sorted(said.lines) == sorted(due)
    assert digests(home, said.lines) == due
    assert said.err == f"{len(due)} files made again, each as it was\n"


def test_as_of_n_exactly_the_files_that_held_then_come_back(
    told_home: ToldHome, home: Halfpipe
) -> None:
    for path in product_files(home):
        path.unlink()
    said = home.done("repipe", WHOLE, LOSSY, "--as-of", 2)
    assert digests(home, said.lines) == held_then(told_home, 2)
    assert sorted(product_files(home)) == sorted(home.home / path for path in said.lines)


def test_the_runs_of_a_delivery_are_made_again(told_home: ToldHome, home: Halfpipe) -> None:
    spoil(home)
    said = home.done("repipe", "--delivery", "240414004")
    due = {path: digest for path, digest in held_then(told_home, 4).items() if WHOLE in path}
    assert digests(home, said.lines) == due


def kept_file(home: Halfpipe, run_id: int) -> Path:
    """A file of the raw archive that events of the run lie in."""
    (row,) = home.sql(
        "select files.sha256 from raw.datagrams as datagrams inner join raw.files as files "
        f"on datagrams.file_id = files.file_id where datagrams.run_id = {run_id} limit 1"
    )
    return home.home / "raw" / row["sha256"][:2] / row["sha256"]


@pytest.mark.parametrize("left", ["altered", "cut", "gone"])
def test_a_file_that_does_not_come_out_as_it_was_is_named_and_left(
    home: Halfpipe, left: str
) -> None:
    kept = kept_file(home, LOSSY_RUN)
    content = kept.read_bytes()
    before = {path: sha256(path) for path in product_files(home)}
    kept.unlink()
    if left != "gone":
        changed = content[:-40] + (bytes(40) if left == "altered" else b"")
        kept.write_bytes(changed)
    refused = home.run("repipe", LOSSY)
    assert refused.code == 1
    told = {"gone": "it is gone", "cut": "it has", "altered": "its bytes have the SHA-256"}
    assert f"{kept.name}, in the raw archive: {told[left]}" in refused.err
    assert {path: sha256(path) for path in product_files(home)} == before


def test_settings_that_are_not_those_of_then_are_noticed(home: Halfpipe) -> None:
    before = {path: sha256(path) for path in product_files(home)}
    refused = replace(home, settings={"HALFPIPE_CREATOR": "another"}).run("repipe", LOSSY)
    assert (refused.code, "creator, processing_version" in refused.err) == (1, True)
    assert {path: sha256(path) for path in product_files(home)} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name what to make again"),
        ((WHOLE, "--delivery", 2), "Name what to make again"),
        (("r0734700009",), "no such run is known; the nearest is r0734700000."),
        (("--delivery", "240414009"), "no such delivery is known"),
        ((WHOLE, "--as-of", 9), "--as-of 9: no such delivery; the nearest is 4."),
    ],
)
def test_a_repipe_of_nothing_known_is_refused(
    told_home: ToldHome, words: tuple[object, ...], said: str
) -> None:
    refused = halfpipe("repipe", *words, home=told_home.folder)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
