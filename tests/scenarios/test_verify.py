"""``verify`` finds what happened to files behind HalfPipe's back, and when it is mended."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from cli import Halfpipe
from told import LOSSY_RUN, WHOLE_RUN, ToldHome


@pytest.fixture
def halfpipe(told_home: ToldHome, tmp_path: Path) -> Halfpipe:
    """A home of its own, to be damaged."""
    shutil.copytree(told_home.folder, tmp_path / "home", copy_function=os.link)
    for name in ("halfpipe.duckdb", "ops.duckdb"):
        (tmp_path / "home" / name).unlink()
        shutil.copy2(told_home.folder / name, tmp_path / "home" / name)
    halfpipe = Halfpipe(tmp_path / "home")
    halfpipe.done("init")  # its snapshot reads the files of this place now
    return halfpipe


def product_of(halfpipe: Halfpipe, run: int) -> Path:
    """The newest FITS file of a run, its bytes its own."""
    (row,) = halfpipe.json("find", f"nRun = {run} and sDataType = 'MERGED'", "--show", "sPath")
    path = halfpipe.home / row["sPath"]
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    return path


def differing(halfpipe: Halfpipe) -> set[str]:
    return {subject for kind, subject in halfpipe.standing() if kind == "product_differs"}


def test_every_product_is_as_registered_and_its_size_and_digest_are_those_of_the_bytes(
    halfpipe: Halfpipe,
) -> None:
    rows = halfpipe.json("verify")
    assert {row["path"] for row in rows} == {row["path"] for row in halfpipe.json("products")}
    for row in rows:
        content = (halfpipe.home / row["path"]).read_bytes()
        assert (row["scan_status"], row["size_bytes"]) == ("ok", len(content))
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert halfpipe.sql("select count(*) as count from catalog.scans") == [{"count": len(rows)}]


def test_a_file_that_is_lost_or_changed_is_a_row_and_an_alert_until_it_is_mended(
    halfpipe: Halfpipe,
) -> None:
    halfpipe.done("verify")
    lost, changed = product_of(halfpipe, WHOLE_RUN), product_of(halfpipe, LOSSY_RUN)
    lost.unlink()
    content = bytearray(changed.read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)

    said = halfpipe.run("verify", "--json")
    assert said.code == 1
    assert "halfpipe" in said.err
    assert "repipe r0734700000 r0734706000" in said.err
    found = {halfpipe.home / row["path"]: row for row in said.rows if row["scan_status"] != "ok"}
    assert {path: row["scan_status"] for path, row in found.items()} == {
        lost: "missing",
        changed: "changed",
    }
    assert found[lost]["size_bytes"] is None
    assert found[changed]["sha256"] == hashlib.sha256(content).hexdigest()
    names = {path.relative_to(halfpipe.home).as_posix() for path in (lost, changed)}
    assert differing(halfpipe) == names
    assert {row["path"] for row in halfpipe.json("ask", "which_products_differ")} == names

    halfpipe.done("repipe", WHOLE_RUN, LOSSY_RUN)
    halfpipe.done("verify")
    assert differing(halfpipe) == set()
    scans = halfpipe.sql("select path, scan_status from catalog.scans order by scanned_at")
    for path, state in ((lost, "missing"), (changed, "changed")):
        name = path.relative_to(halfpipe.home).as_posix()
        assert [row["scan_status"] for row in scans if row["path"] == name] == ["ok", state, "ok"]


def test_what_did_not_change_between_two_verifications_is_no_new_row(halfpipe: Halfpipe) -> None:
    for _ in range(2):
        halfpipe.done("verify", "--run", WHOLE_RUN)
    (counts,) = halfpipe.sql(
        "select count(*) as rows, count(distinct path) as paths from catalog.scans"
    )
    assert counts["rows"] == counts["paths"] > 0
    (run,) = halfpipe.sql(
        "select distinct run_id from catalog.versions semi join catalog.scans using (version_id)"
    )
    assert run == {"run_id": WHOLE_RUN}
