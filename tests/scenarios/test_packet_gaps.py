"""What is missing among packets is listed, told, asked for once, and closed when it comes."""

import json
from pathlib import Path

from cli import Halfpipe, made
from commands import Row
from packets import EPOCH_MET, packet

FOREIGN = '[[sources]]\nname = "foreign"\nfiles = ["*"]\nhas_lat_time = false\n'
FATES = """
    select packet_fate, count(*) as packets from core.packets
    where until_hand_off is null group by all order by all
"""


def delivery(place: Path, *counts: range, fill: bytes = b"x") -> Path:
    """A folder with packets of APID 1021, five a second."""
    place.mkdir()
    sent = [packet(1021, one, EPOCH_MET + one / 5, 48, fill) for part in counts for one in part]
    (place / "packets.l0").write_bytes(b"".join(sent))
    return place


def foreign(home: Halfpipe) -> Halfpipe:
    """A home for packets of another spacecraft."""
    (home.home / "halfpipe.toml").write_text(FOREIGN)
    return home


def test_a_gap_is_listed_told_and_asked_for_once_until_it_is_filled(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    home.take_in(delivery(tmp_path / "240414001", range(16_370, 16_380), range(16_400, 16_500)))
    (gap,) = home.json("packet-gaps")
    assert (gap["gap_kind"], gap["first_sequence_count"], gap["last_sequence_count"]) == (
        "loss",
        16_380,
        15,
    )
    assert home.standing() == {("packet_gap", "77/1021")}
    (asked,) = home.json("requests")
    assert (asked["packet_count"], asked["request_state"]) == (20, "outstanding")
    assert json.loads((home.home / "outbox/packet_requests_000001.json").read_text()) == [asked]
    assert home.json("requests") == []

    home.take_in(delivery(tmp_path / "240414002", range(16_390, 16_395)))
    assert [row["missing_count"] for row in home.json("packet-gaps")] == [10, 5]
    assert home.json("requests") == []
    (left,) = home.json("requests", "--all")
    assert (left["request_state"], left["missing_count"]) == ("partly_filled", 15)

    home.take_in(delivery(tmp_path / "240414003", range(16_375, 16_405)))
    assert home.json("packet-gaps") == []
    assert home.standing() == set()
    assert [row["request_state"] for row in home.json("requests", "--all")] == ["filled"]
    (before,) = home.json("requests", "--as-of", 2)
    assert before["request_state"] == "partly_filled"


def test_of_a_gap_that_grows_only_what_is_not_on_request_is_asked_for(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    home.take_in(delivery(tmp_path / "240414001", range(5), range(21, 100)))
    home.take_in(delivery(tmp_path / "240414002", range(5, 10), range(16, 21)))
    assert [counts(row) for row in home.json("requests")] == [(10, 15)]
    home.done("ignore", "--delivery", "240414002", "--why", "a test")
    home.done("cycle")
    assert [counts(row) for row in home.json("packet-gaps")] == [(5, 20)]
    new = home.json("requests")
    assert [counts(row) for row in new] == [(5, 9), (16, 20)]
    assert all(row["start_utc"] < row["stop_utc"] for row in new)
    assert home.json("requests") == []


def counts(row: Row) -> tuple[int, int]:
    return row["first_sequence_count"], row["last_sequence_count"]


def test_an_ignored_delivery_gives_way_to_the_packets_of_others(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    home.take_in(delivery(tmp_path / "240414001", range(100), fill=b"a"))
    home.take_in(delivery(tmp_path / "240414002", range(50, 150), fill=b"b"))
    assert {row["packet_fate"]: row["packets"] for row in home.sql(FATES)} == {
        "current": 150,
        "conflict": 50,
    }
    home.done("ignore", "--delivery", "240414002", "--why", "a test")
    home.done("cycle")
    assert {row["packet_fate"]: row["packets"] for row in home.sql(FATES)} == {
        "current": 100,
        "ignored": 100,
    }
    assert home.standing() == set()
    home.done("release", "--delivery", "240414002", "--why", "it is over")
    home.done("cycle")
    assert {row["packet_fate"]: row["packets"] for row in home.sql(FATES)} == {
        "current": 150,
        "conflict": 50,
    }
    assert all(line["residual"] == 0 for line in home.json("ledger", "--by", "delivery"))


def test_the_packets_of_a_real_downlink_have_the_gaps_that_are_known(
    tmp_path: Path, shared_data: Path
) -> None:
    home = foreign(made(tmp_path / "home"))
    home.take_in(shared_data / "ccsds/ctim_ccsds_2021_155_14_39_51")
    gaps = home.json("packet-gaps")
    assert (len(gaps), sum(gap["missing_count"] for gap in gaps)) == (4, 39)


def test_two_captures_of_a_real_pass_merge_to_one(tmp_path: Path, shared_data: Path) -> None:
    home = foreign(made(tmp_path / "home"))
    for name in ("viirs_merge1.dat", "viirs_merge2.dat"):
        home.take_in(shared_data / "ccsds" / name)
    assert home.sql(FATES) == [
        {"packet_fate": "current", "packets": 244},
        {"packet_fate": "duplicate", "packets": 156},
    ]
    home.take_in(shared_data / "ccsds/out.pds")
    assert home.sql(FATES) == [
        {"packet_fate": "current", "packets": 244},
        {"packet_fate": "duplicate", "packets": 400},
    ]
