"""The same truth as packets and as chunk files: behind the events nobody can tell which it was."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from followed import NOW
from magic7_due import assert_whole, magic7, messages
from sound import offences
from written import SMALL

from etl.formats import retdef
from etl.simulator.copies import Fractions
from etl.simulator.faults import Delay, Lose, Repeat
from etl.simulator.level0 import Level0
from etl.simulator.packet_faults import AlterPackets, DelayPackets, LosePackets
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, B, Scenario
from etl.vocabulary import InfoType

THIRDS = Fractions(((0.3, 0.7), (0.4, 0.6)))
CALIBRATION = RunPlan(
    run_id=734_706_000, events=200, apids=(965,), info_type=InfoType.LCI_CAL, moot_key=7
)
STORY = Scenario(runs=(replace(SMALL, sweep=True), CALIBRATION), passes=THIRDS).but(
    Delay(epu=A, datagrams=(3,), to=2),
    Repeat(epu=B, datagrams=(1, 2), again_in=1),
    Lose(epu=B, datagrams=(7,)),
)
WHOLE = Scenario(runs=(SMALL,), passes=Fractions(((0.5,),)))
EVENTS = """
    select events.* exclude (datagram_id, offset_bytes)
    from raw.events as events
    inner join core.datagrams as datagrams using (run_id, datagram_id)
    where datagrams.until_hand_off is null and datagrams.datagram_fate = 'current'
    order by events.run_id, events.apid, gem_sequence, event_number
"""
CURRENT = """
    select count(*) as datagrams
    from raw.datagram_origins as origins
    inner join raw.datagram_deliveries as brought using (ordinal, decode_chunk, place_number)
    inner join raw.deliveries as deliveries on brought.packet_ordinal = deliveries.ordinal
    inner join core.datagrams as known on origins.datagram_id = known.datagram_id
    where known.until_hand_off is null and known.datagram_fate = 'current'
        and deliveries.downlink = {name}
"""
GROUPS = """
    select group_state, count(*) as groups, sum(packet_count) as packets
    from core.packet_groups where until_hand_off is null group by all order by all
"""


def told(
    folder: Path, story: Scenario | Level0, *, packing: Packing | None = None, **settings: object
) -> Halfpipe:
    """A home that took in the deliveries of a story; its clock stands still."""
    home = made(folder / "home", now=NOW, **settings)
    for path in story.write(folder / "deliveries", packing):
        home.done("receive", path)
    home.done("cycle")
    return home


def products(home: Halfpipe) -> dict[str, bytes]:
    """Every file that is handed on, but for what only packets bring."""
    return {
        path.relative_to(home.home).as_posix(): path.read_bytes()
        for folder in ("handoff", "products")
        for path in sorted((home.home / folder).rglob("*"))
        if path.is_file() and "magic7" not in path.name
    }


@pytest.fixture(scope="module")
def from_chunk_files(tmp_path_factory: pytest.TempPathFactory) -> Halfpipe:
    return told(tmp_path_factory.mktemp("lse"), STORY)


@pytest.fixture(scope="module")
def from_packets(tmp_path_factory: pytest.TempPathFactory) -> Halfpipe:
    return told(tmp_path_factory.mktemp("l0"), Level0(STORY, packet_bytes=900, first_count=16_300))


def test_packets_and_chunk_files_give_the_same_events(
    from_packets: Halfpipe, from_chunk_files: Halfpipe
) -> None:
    found = from_packets.sql(EVENTS)
    assert len(found) > 700
    assert found == from_chunk_files.sql(EVENTS)


def test_packets_and_chunk_files_give_the_same_products_to_the_byte(
    from_packets: Halfpipe, from_chunk_files: Halfpipe
) -> None:
    found, due = products(from_packets), products(from_chunk_files)
    assert {name.rpartition(".")[2] for name in due} >= {"evt", "fit", "txt", "json"}
    assert sorted(found) == sorted(due)
    assert [name for name in due if found[name] != due[name]] == []


def test_how_packets_are_packed_changes_nothing(from_chunk_files: Halfpipe, tmp_path: Path) -> None:
    level0 = Level0(STORY, packet_bytes=4000, files=3, is_gzipped=True, has_housekeeping=False)
    home = told(tmp_path, level0, packing=Packing(archive="tar", manifest="md5"))
    assert home.sql(EVENTS) == from_chunk_files.sql(EVENTS)
    lost = {("packet_gap", "77/957")}  # the datagram that never came, as only packets tell it
    assert home.standing() == from_chunk_files.standing() | lost


def test_every_level0_packet_and_datagram_is_named_in_the_plan_once(from_packets: Halfpipe) -> None:
    planned = from_packets.sql("select * from raw.decode_plan order by ordinal, decode_chunk")
    assert [row["decode_chunk"] for row in planned] == [0, 0, 0]
    for row in planned:
        piece = retdef.read((from_packets.home / row["path"]).read_bytes())
        parts = [part for one in piece.datagrams for part in one.parts()]
        assert Path(row["path"]).name == f"RetDef-{piece.downlink:09d}-{piece.chunk:03d}.xml"
        assert len(piece.datagrams) == row["datagram_count"]
        assert len(parts) == len(set(parts)) == row["packet_count"]
        assert sum(stop - first for _, first, stop in parts) == row["datagram_bytes"]
    origins = from_packets.sql("select count(*) as found from raw.datagram_origins")
    assert origins[0]["found"] == sum(row["datagram_count"] for row in planned)


def test_worker_processes_decode_the_pieces_to_the_same_products(
    tmp_path: Path, from_chunk_files: Halfpipe
) -> None:
    home = told(tmp_path, Level0(STORY), decode_chunk_bytes=50_000, max_decode_chunks=4)
    sizes = home.sql(
        "select ordinal, list(datagram_bytes) as sizes from raw.decode_plan group by all"
    )
    for row in sizes:
        assert len(row["sizes"]) <= 4
        assert max(row["sizes"]) - min(row["sizes"]) < 60_000
    assert max(len(row["sizes"]) for row in sizes) == 4
    assert products(home) == products(from_chunk_files)


def test_magic7_is_handed_on_with_every_message_of_the_runs_hours(from_packets: Halfpipe) -> None:
    folder = max((from_packets.home / "handoff").glob("2*"))
    lines = magic7(from_packets, folder.name)
    assert_whole(lines, STORY)
    quaternions = [tuple(map(float, line.split()[5:9])) for line in lines if " ATT " in line]
    assert quaternions == [struct.unpack_from(">4d", data, 8) for data in messages(STORY)["ATT"]]
    assert lines == sorted(lines)


def test_magic7_as_text_is_handed_on_as_it_came(from_packets: Halfpipe, tmp_path: Path) -> None:
    folder = max((from_packets.home / "handoff").glob("2*"))
    text = (folder / f"magic7_{folder.name}.txt").read_text()
    home = made(tmp_path / "home", now=NOW)
    (delivery,) = Scenario(runs=STORY.runs).write(tmp_path, Packing(manifest=None))
    (delivery / "magic7_x.txt").write_text(f"{text}2014 is no message\n")
    home.take_in(delivery)
    handed = home.home / f"handoff/{delivery.name}/magic7_{delivery.name}.txt"
    assert handed.read_text() == text
    assert ("unread_message", f"{delivery.name}/magic7_x.txt") in home.standing()


def test_packets_wait_for_the_rest_of_their_datagram(tmp_path: Path) -> None:
    level0 = Level0(WHOLE, packet_bytes=500)
    late = level0.but(DelayPackets(delivery=0, places=(20, 90, 91), to=1))
    deliveries = late.write(tmp_path / "deliveries")
    home = made(tmp_path / "home")
    home.take_in(deliveries[0])
    (_, waiting) = home.sql(GROUPS)
    assert (waiting["group_state"], waiting["packets"] > 0) == ("waiting", True)
    home.take_in(deliveries[1])
    (used,) = home.sql(GROUPS)
    assert (used["group_state"], used["packets"]) == ("used", late.account.used - housekept(late))
    assert {row["run_state"] for row in home.json("runs")} == {"complete"}


def test_packets_that_come_again_after_their_delivery_was_ignored_are_used(tmp_path: Path) -> None:
    once = Level0(Scenario(runs=(SMALL,)), has_housekeeping=False)
    again = replace(once, files=2, story=replace(once.story, first_downlink=240_414_009))
    (first,), (second,) = once.write(tmp_path / "first"), again.write(tmp_path / "second")
    home = made(tmp_path / "home")
    home.take_in(first)
    home.done("ignore", "--delivery", first.name, "--why", "sent by mistake")
    home.done("cycle")
    home.take_in(second)
    (run,) = home.json("runs")
    assert (run["run_state"], run["delivered_count"]) == ("complete", 600)


def delivered(home: Halfpipe, *words: object) -> list[tuple[str, int]]:
    """State and delivered events of each run, after an operator's word and a cycle."""
    home.done(*words, "--why", "a test")
    home.done("cycle")
    return [(run["run_state"], run["delivered_count"]) for run in home.json("runs")]


def test_packets_of_which_another_delivery_has_copies_are_used_though_theirs_is_ignored(
    tmp_path: Path,
) -> None:
    once = Level0(Scenario(runs=(SMALL,)), has_housekeeping=False)
    again = replace(once, files=2, story=replace(once.story, first_downlink=240_414_009))
    (first,), (second,) = once.write(tmp_path / "first"), again.write(tmp_path / "second")
    home = made(tmp_path / "home")
    home.take_in(first)
    home.take_in(second)
    assert delivered(home, "ignore", "--delivery", first.name) == [("complete", 600)]
    assert offences(home) == []
    assert delivered(home, "ignore", "--delivery", second.name) == []
    assert delivered(home, "release", "--delivery", first.name) == [("complete", 600)]


def test_a_datagram_is_ignored_with_any_delivery_that_brought_a_packet_of_it(
    tmp_path: Path,
) -> None:
    late = Level0(WHOLE, packet_bytes=500, has_housekeeping=False).but(
        DelayPackets(delivery=0, places=(20,), to=1)
    )
    home = made(tmp_path / "home")
    first, second = late.write(tmp_path / "deliveries")
    home.done("receive", first)
    home.done("ignore", "--delivery", first.name, "--why", "a test")
    home.done("cycle")
    home.take_in(second)
    (waiting,) = [row for row in home.sql(GROUPS) if row["group_state"] == "waiting"]
    assert waiting["groups"] == 1
    assert delivered(home, "release", "--delivery", first.name) == [("complete", 600)]
    delivered(home, "ignore", "--delivery", first.name)
    (found,) = home.sql(CURRENT.format(name=first.name))
    assert found["datagrams"] == 0


def test_packets_that_never_become_a_datagram_are_written_off_with_its_hole(tmp_path: Path) -> None:
    whole = Level0(WHOLE, packet_bytes=500, has_housekeeping=False)
    lost = whole.but(LosePackets(delivery=0, places=(40,)))
    home = told(tmp_path, lost)
    assert {row["group_state"]: row["packets"] for row in home.sql(GROUPS)} == {
        "used": lost.account.used,
        "waiting": lost.account.waiting,
    }
    (hole,) = home.json("holes", "--state", "open")
    name = f"r{hole['run_id']:010d}/{hole['apid']}/{hole['first_datagram']}"
    home.done("write-off", name, "--why", "the recorder was overwritten")
    home.done("cycle")
    assert {row["group_state"]: row["packets"] for row in home.sql(GROUPS)} == {
        "used": lost.account.used,
        "written_off": lost.account.waiting,
    }


def test_a_datagram_that_its_decoder_refuses_costs_no_other(tmp_path: Path) -> None:
    altered = Level0(WHOLE, packet_bytes=500).but(
        AlterPackets(delivery=0, places=(30,)), AlterPackets(delivery=0, places=(90,), good_in=1)
    )
    home = told(tmp_path, altered)
    (alert,) = [row for row in home.json("alerts") if row["alert_kind"] == "undecodable_datagram"]
    assert "bad_crc" in alert["message"]
    assert alert["message"].startswith("1 datagrams")
    assert list((home.home / "quarantine").rglob("datagram-*.bin"))
    (counted,) = home.sql("select count(*) as found from raw.datagram_origins")
    assert counted["found"] == altered.account.built - 1


def housekept(level0: Level0) -> int:
    return sum(packet.apid in (551, 1020) for stream in level0.arriving for packet in stream)
