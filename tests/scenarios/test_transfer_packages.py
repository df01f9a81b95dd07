"""Transfer packages of Level-0 files: taken in, checked, split; what is missing is told."""

import gzip
import hashlib
import io
import os
import tarfile
from pathlib import Path

import pytest
from cli import Halfpipe, made
from packets import EPOCH_MET, packet, stream
from provoked import TINY

from etl.simulator.level0 import Level0
from etl.simulator.scenario import Scenario

PLACES = """
    select file_name, offset_bytes, length_bytes, apid, sequence_count, crc32
    from raw.packets inner join raw.files using (file_id) order by all
"""
FATES = """
    select packet_fate, apid_kind, count(*) as packets
    from core.packets where until_hand_off is null group by all order by all
"""
GAPS = """
    select apid, gap_kind, first_missing_count, last_missing_count, missing_count
    from core.packet_gaps where until_hand_off is null order by all
"""
SENT = {
    "first.l0": stream(1, 60, (64, 200, 1), apids=(1021, 1022)),
    "second.l0": stream(2, 40, (64, 200, 1), apids=(1018, 1019)),
}


def counted(apid: int, counts: range, fill: bytes = b"x") -> bytes:
    """Packets of one APID, five a second."""
    return b"".join(packet(apid, one, EPOCH_MET + one / 5, 48, fill) for one in counts)


def folder(place: Path, files: dict[str, bytes]) -> Path:
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def archive(place: Path, mode: str, files: dict[str, bytes]) -> Path:
    with tarfile.open(place, mode) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return place


def manifest(files: dict[str, bytes], algorithm: str) -> bytes:
    return "".join(
        f"{hashlib.new(algorithm, content).hexdigest()}  {name}\n"
        for name, content in files.items()
    ).encode()


@pytest.mark.parametrize(
    ("form", "algorithm"), [("folder", "md5"), ("tar", "sha256"), ("tar.gz", "md5")]
)
def test_packets_are_the_same_whatever_they_come_in(
    tmp_path: Path, form: str, algorithm: str
) -> None:
    plain = {name: b"".join(packets) for name, packets in SENT.items()}
    packed = {f"{name}.gz": gzip.compress(content) for name, content in plain.items()}
    packed["MANIFEST"] = manifest(packed, algorithm)
    path = tmp_path / f"240414001.{form}"
    if form == "folder":
        folder(path, packed)
    else:
        archive(path, "w:gz" if form == "tar.gz" else "w", packed)
    home = made(tmp_path / "home")
    home.take_in(path)
    found = home.sql(PLACES)
    assert [row["length_bytes"] for row in found if row["file_name"] == "first.l0.gz"] == [
        len(one) for one in SENT["first.l0"]
    ]
    assert len(found) == 100
    assert home.standing() == set()
    (line,) = [line for line in home.json("ledger") if line["level"] == "bytes"]
    assert line["in_packets"] == sum(map(len, plain.values()))
    assert line["residual"] == 0


def test_what_a_manifest_finds_wrong_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    plain = {name: b"".join(packets) for name, packets in SENT.items()}
    files = {
        "first.l0.gz": gzip.compress(plain["first.l0"]),
        "second.l0": plain["second.l0"],
        "missing.l0": b"",
    }
    listed = manifest(files, "md5")
    files |= {"second.l0": plain["second.l0"][:-1], "extra.l0": counted(1017, range(5))}
    del files["missing.l0"]
    home = made(tmp_path / "home")
    home.take_in(folder(tmp_path / "240414001", {**files, "MD5SUMS": listed}))
    assert home.standing() == {
        ("altered_file", "240414001/second.l0"),
        ("missing_file", "240414001/missing.l0"),
        ("unlisted_file", "240414001/extra.l0"),
        ("skipped_bytes", "240414001/second.l0"),
    }
    counts = home.sql(
        "select file_name, count(*) as n from raw.packets inner join raw.files "
        "using (file_id) group by all order by all"
    )
    assert [(row["file_name"], row["n"]) for row in counts] == [
        ("extra.l0", 5),
        ("first.l0.gz", 60),
        ("second.l0", 39),
    ]
    assert (home.home / "quarantine/240414001/second.l0").read_bytes() == files["second.l0"]


@pytest.mark.parametrize("is_listed", [False, True])
@pytest.mark.parametrize("form", ["folder", "tar"])
def test_what_stands_for_a_file_but_has_no_bytes_is_missing(
    tmp_path: Path, form: str, is_listed: bool
) -> None:
    files = {"first.l0": b"".join(SENT["first.l0"])}
    gone = {"second.l0": b"".join(SENT["second.l0"]), "third.l0": b""}
    sent = files | ({"MD5SUMS": manifest(files | gone, "md5")} if is_listed else {})
    path = folder(tmp_path / "240414001", sent)
    (path / "second.l0").symlink_to("/archive/240414001/second.l0")
    os.mkfifo(path / "third.l0")
    if form == "tar":
        with tarfile.open(tmp_path / "240414001.tar", "w") as tar:
            tar.add(path, ".")
        path = tmp_path / "240414001.tar"
    home = made(tmp_path / "home")
    home.take_in(path)
    assert home.standing() == {
        ("missing_file", "240414001/second.l0"),
        ("missing_file", "240414001/third.l0"),
    }
    (row,) = home.sql("select count(*) as n from raw.packets")
    assert row["n"] == len(SENT["first.l0"])
    home.take_in(folder(tmp_path / "again/240414002", {"second.l0": gone["second.l0"]}))
    assert home.standing() == {("missing_file", "240414001/third.l0")}


def test_a_damaged_gzip_file_is_read_to_its_damage_and_kept_as_it_came(tmp_path: Path) -> None:
    sent = gzip.compress(b"".join(SENT["first.l0"]))
    home = made(tmp_path / "home")
    home.take_in(folder(tmp_path / "240414001", {"cut.l0.gz": sent[: len(sent) // 2]}))
    (row,) = home.sql("select count(*) as n from raw.packets")
    assert 10 < row["n"] < 60
    assert ("broken_file", "240414001/cut.l0.gz") in home.standing()
    kept = (home.home / "quarantine/240414001/cut.l0.gz").read_bytes()
    assert kept == sent[: len(sent) // 2]
    assert all(line["residual"] == 0 for line in home.json("ledger"))


def test_a_source_says_what_lies_before_its_packets_and_what_its_apids_are(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    (home.home / "halfpipe.toml").write_text(
        '[[sources]]\nname = "egse"\nfiles = ["egse*"]\nannotation_bytes = 12\nscid = 99\n'
        'apids = { 300 = "other" }\n'
    )
    content = b"".join(
        b"ANNOTATION: " + packet(apid, count, EPOCH_MET + count, 40, b"y")
        for count in range(20)
        for apid in (300, 301)
    )
    home.take_in(folder(tmp_path / "240414001", {"egse-1.raw": content, "first.l0": b"other"}))
    (row,) = home.sql("select source, scid, packet_count from raw.packet_files")
    assert row == {"source": "egse", "scid": 99, "packet_count": 40}
    (line,) = [line for line in home.json("ledger") if line["level"] == "packets"]
    assert (line["other"], line["unexpected"], line["residual"]) == (20, 20, 0)
    (line,) = [line for line in home.json("ledger") if line["level"] == "bytes"]
    assert (line["in_packets"], line["in_annotation"], line["in_side_files"]) == (1600, 480, 5)


def test_each_class_of_packets_has_its_place_in_the_ledger(tmp_path: Path) -> None:
    odd = counted(1021, range(10)) + counted(1500, range(4)) + counted(2047, range(3))
    twice = counted(1021, range(5, 8))
    other_bytes = counted(1021, range(8, 9), b"zz")
    home = made(tmp_path / "home")
    home.take_in(folder(tmp_path / "240414001", {"a.l0": odd, "b.l0": twice}))
    home.take_in(
        folder(tmp_path / "240414002", {"c.l0": counted(1021, range(9, 20)) + other_bytes})
    )
    found = {(row["packet_fate"], row["apid_kind"]): row["packets"] for row in home.sql(FATES)}
    assert found == {
        ("current", "other"): 20,
        ("duplicate", "other"): 4,
        ("conflict", "other"): 1,
        ("current", "unexpected"): 4,
        ("idle", "idle"): 3,
    }
    assert home.sql(GAPS) == []
    lines = [line for line in home.json("ledger", "--by", "delivery") if line["level"] == "packets"]
    assert [line["residual"] for line in lines] == [0, 0]


APIDS = """
    select apid_kind, packet_fate, count(*) as packets from core.packets
    where until_hand_off is null and apid = 1020 group by all order by all
"""


def table(home: Halfpipe, apids: str) -> None:
    (home.home / "halfpipe.toml").write_text(
        f'[[sources]]\nname = "lat"\nfiles = ["*.l0"]\napids = {{ {apids} }}\n'
    )


@pytest.mark.parametrize("is_same_file", [False, True])
def test_packets_of_an_apid_that_its_table_lacked_are_used_when_they_come_again(
    tmp_path: Path, is_same_file: bool
) -> None:
    """A mended table holds for what is received from then on, as the alert says; then it clears."""
    (stream,) = Level0(Scenario(runs=(TINY,))).sent
    sent = [one.encoded() for one in stream if one.apid == 1020]
    told = sum(one.apid == 1020 and len(one.data) == 56 for one in stream)
    home = made(tmp_path / "home")
    table(home, '956 = "lpa"')
    home.take_in(folder(tmp_path / "240414001", {"a.l0": b"".join(sent[:10])}))
    assert home.standing() == {("unexpected_apid", "77/1020")}
    table(home, '956 = "lpa", 1020 = "magic7"')
    home.take_in(folder(tmp_path / "240414002", {"b.l0": b"".join(sent[10:])}))
    (alert,) = [row for row in home.json("alerts") if row["alert_kind"] == "unexpected_apid"]
    assert "10 packets came when the APID table of their source lacked it." in alert["message"]
    again = {"a.l0": b"".join(sent[:10])} if is_same_file else {"c.l0": b"".join(sent[:15])}
    home.take_in(folder(tmp_path / "240414003", {**again, "d.l0": counted(956, range(3))}))
    assert [row for row in home.sql(APIDS) if row["packet_fate"] == "current"] == [
        {"apid_kind": "magic7", "packet_fate": "current", "packets": len(sent)}
    ]
    assert "unexpected_apid" not in {kind for kind, _ in home.standing()}
    handed = [
        line
        for path in sorted((home.home / "handoff").rglob("magic7_*.txt"))
        for line in path.read_text().splitlines()
        if " ATT " in line
    ]
    assert len(handed) == len({tuple(line.split()[3:5]) for line in handed}) == told


def test_a_file_without_bytes_is_told_as_one_that_holds_nothing(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    whole = b"".join(SENT["second.l0"])
    home.take_in(folder(tmp_path / "240414001", {"first.l0": b"", "second.l0": whole}))
    (alert,) = home.json("alerts")
    assert (alert["alert_kind"], alert["subject"]) == ("skipped_bytes", "240414001/first.l0")
    assert alert["message"] == (
        "first.l0 in delivery 240414001 has no bytes; ask for the file again."
    )


def test_a_gap_is_a_row_until_a_later_delivery_closes_it(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    late = counted(1021, range(16_390, 16_400))
    home.take_in(
        folder(
            tmp_path / "240414001",
            {"a.l0": counted(1021, range(16_300, 16_380)) + counted(1021, range(16_400, 16_500))},
        )
    )
    assert home.sql(GAPS) == [
        {
            "apid": 1021,
            "gap_kind": "loss",
            "first_missing_count": 16_380,
            "last_missing_count": 16_399,
            "missing_count": 20,
        }
    ]
    home.take_in(folder(tmp_path / "240414002", {"b.l0": late}))
    assert [row["last_missing_count"] for row in home.sql(GAPS)] == [16_389]
    home.take_in(folder(tmp_path / "240414003", {"c.l0": counted(1021, range(16_370, 16_395))}))
    assert home.sql(GAPS) == []
