"""Archives that are cut short, flipped or no archives: what came before the damage is used."""

import hashlib
import io
import tarfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from sound import offences, states
from written import flown

from etl.simulator.packing import Packing

ONE_BY_ONE = replace(flown(events=200), datagrams_per_file=2)


def cut_member(data: bytes) -> bytes:
    """The archive ends inside its fourth member, a chunk file."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        fourth = tar.getmembers()[3]
    return data[: fourth.offset_data + fourth.size // 2]


def flip_header(data: bytes) -> bytes:
    """One bit of the fourth member's header is another."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        at = tar.getmembers()[3].offset
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def cut_between(data: bytes) -> bytes:
    """The archive ends where its fourth member would begin."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return data[: tar.getmembers()[3].offset]


BROKEN = {
    "cut_member.tar": ("tar", cut_member, 3),
    "flip_header.tar": ("tar", flip_header, 3),
    "cut_between.tar": ("tar", cut_between, 3),
    "cut_half.tar.gz": ("tar.gz", lambda data: data[: len(data) // 2], None),
    "wrong_sum.tar.gz": (
        "tar.gz",
        lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
        None,
    ),
    "no_archive.tar.gz": ("tar", lambda data: b"\x1f\x8bthis is no archive", 0),
}


@dataclass(frozen=True)
class Broken:
    """A home that got the same delivery broken in every way, and the whole archives."""

    halfpipe: Halfpipe
    downlinks: dict[str, int]
    sent: dict[str, bytes]
    whole: dict[str, dict[str, bytes]]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    folder = tmp_path_factory.mktemp("broken")
    halfpipe = made(folder / "home")
    sent: dict[str, bytes] = {}
    whole = {}
    archives = {}
    for kind in ("tar", "tar.gz"):
        (path,) = ONE_BY_ONE.write(folder / kind, Packing(kind, None, index=False))
        archives[kind] = path.read_bytes()
        with tarfile.open(path) as tar:
            whole[kind] = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    downlinks = {}
    for number, (name, (kind, harm, _)) in enumerate(BROKEN.items(), start=1):
        sent[name] = harm(archives[kind])
        (folder / name).write_bytes(sent[name])
        downlinks[name] = 240415000 + number
        halfpipe.done("receive", folder / name, "--id", downlinks[name])
    halfpipe.done("cycle")
    return Broken(halfpipe, downlinks, sent, whole)


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_before_the_damage_is_kept_and_the_package_too(broken: Broken, name: str) -> None:
    kind, _, whole_count = BROKEN[name]
    rows = broken.halfpipe.sql(
        "select file_name, file_kind, file_state, files.sha256, reason from raw.files as files "
        f"join raw.deliveries using (ordinal) where downlink = {broken.downlinks[name]} "
        "order by file_id"
    )
    *members, package = rows
    assert (package["file_name"], package["file_state"]) == (name, "broken")
    assert package["sha256"] == hashlib.sha256(broken.sent[name]).hexdigest()
    originals = broken.whole[kind]
    assert [row["file_name"] for row in members] == list(originals)[: len(members)]
    cut = [row for row in members if row["reason"] is not None]
    assert cut in ([], members[-1:])
    for row in members:
        kept = (broken.halfpipe.home / "raw" / row["sha256"][:2] / row["sha256"]).read_bytes()
        original = originals[row["file_name"]]
        assert kept == (original[: len(kept)] if row in cut else original)
        assert (len(kept) < len(original)) == (row in cut)
    if whole_count is not None:
        assert len(members) - len(cut) == whole_count


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_is_told_and_lies_in_quarantine(broken: Broken, name: str) -> None:
    downlink = broken.downlinks[name]
    assert ("broken_file", f"{downlink}/{name}") in broken.halfpipe.standing()
    place = broken.halfpipe.home / "quarantine" / str(downlink) / name
    assert place.read_bytes() == broken.sent[name]


def test_the_half_of_a_packed_archive_is_kept_to_the_last_byte_that_can_be_unpacked(
    broken: Broken,
) -> None:
    kept = broken.halfpipe.sql(
        "select sum(files.size_bytes)::bigint as size from raw.files as files "
        "join raw.deliveries using (ordinal) where file_kind = 'evt' "
        f"and downlink = {broken.downlinks['cut_half.tar.gz']}"
    )
    whole = sum(map(len, broken.whole["tar.gz"].values()))
    # Payloads do not pack; what else is in a record is small beside them.
    assert 0.3 * whole < kept[0]["size"] < 0.7 * whole


def test_the_events_of_broken_packages_arrive_once(broken: Broken) -> None:
    assert offences(broken.halfpipe) == []
    (run,) = broken.halfpipe.json("runs")
    assert (run["run_state"], run["delivered_count"]) == ("complete", 200)


def archive_of(contents: dict[str, bytes]) -> bytes:
    """A plain archive of these members, whatever their names."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def test_names_that_lead_out_of_the_delivery_stay_inside(
    tmp_path: Path,
) -> None:
    empty_home = made(tmp_path / "home")
    deep = "/".join(["deep down"] * 40)
    names = (
        *("../../../evil.evt", "/tmp/sub/../../evil2.evt", "..", "a/./b/../c.evt", "\udcff.evt"),
        f"{deep}/d.evt",
    )
    contents = {name: f"not an event, {name!a}".encode() for name in names}
    (tmp_path / "240414009.tar").write_bytes(archive_of(contents))
    before = {path for path in tmp_path.rglob("*") if empty_home.home not in path.parents}
    empty_home.take_in(tmp_path / "240414009.tar")
    after = {path for path in tmp_path.rglob("*") if empty_home.home not in path.parents}
    assert after == before
    short = {"evil.evt", "tmp/sub/evil2.evt", "unnamed", "a/b/c.evt", "\ufffd.evt"}
    assert set(states(empty_home, 240414009)) == {*short, f"{deep}/d.evt"}
    quarantined = {path.name for path in (empty_home.home / "quarantine/240414009").iterdir()}
    (long,) = quarantined - {name.replace("/", "__") for name in short - {"unnamed"}}
    assert len(quarantined) == len(short)
    assert f"{deep}/d.evt".replace("/", "__").endswith(long)
    assert offences(empty_home) == []
