"""Stories that provoke alerts through the command line, and end what caused them.

A story yields the home and the alerts that stand at that moment, kind and subject; those of an
earlier moment that it does not yield again are over. ``provokes`` says which kinds it has.
"""

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from cli import Halfpipe, made
from packets import EPOCH_MET, packet
from written import BARE, read_files

from etl.simulator.copies import Fractions
from etl.simulator.damage import Extra, FlipBytes, Missing, Truncate, WrongIndex
from etl.simulator.faults import Delay, Partial, Silence
from etl.simulator.level0 import Level0
from etl.simulator.mishaps import Damaged
from etl.simulator.packet_faults import AlterPackets
from etl.simulator.packets import CONTINUATION, LAST
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, B, Scenario

Moment = tuple[Halfpipe, set[tuple[str, str]]]
Told = TypeVar("Told", bound=Callable[..., object])

RUN_ID = 734_700_000
RUN = f"r{RUN_ID:010d}"
TINY = RunPlan(run_id=RUN_ID, events=120, events_per_datagram=(5, 10))
ONCE = Scenario(runs=(TINY,))
HALVES = replace(ONCE, passes=Fractions(((0.5,),)))
AGAIN = 240_414_009
WHY = ("--why", "a test")


def provokes(*kinds: str) -> Callable[[Told], Told]:
    """Mark a test or a story that provokes alerts of these kinds, and clears them."""

    def mark(told: Told) -> Told:
        told.kinds = kinds  # type: ignore[attr-defined]
        return told

    return mark


def folder(place: Path, files: dict[str, bytes]) -> Path:
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def ignore(home: Halfpipe, downlink: int) -> None:
    home.done("ignore", "--delivery", downlink, *WHY)
    home.done("cycle")


@provokes("hole", "held_run")
def datagrams_are_lost(place: Path) -> Iterator[Moment]:
    late = replace(TINY, run_id=RUN_ID + 6000)
    first, second = (
        replace(HALVES, runs=(TINY, late), passes=Fractions(((0.5,), (0.5,))))
        .but(Delay(epu=A, datagrams=(1,), to=1), Silence(epu=B, deliveries=(0,), until=1))
        .write(place / "sent")
    )
    home = made(place / "home")
    home.take_in(first)
    yield home, {("hole", f"{RUN}/956/1"), ("held_run", RUN)}
    home.take_in(second)
    yield home, set()


@provokes("single_event", "conflict")
def a_datagram_is_decoded_in_part(place: Path) -> Iterator[Moment]:
    plan = replace(TINY, apids=(965,), events=10, events_per_datagram=(10, 10))
    partial = Partial(epu=A, kept=(0.0, 0.1), whole_in=1)
    first, second = Scenario(runs=(plan,)).but(partial).write(place / "sent", BARE)
    home = made(place / "home")
    home.take_in(first)
    yield home, {("single_event", RUN)}
    home.take_in(second)
    yield home, {("conflict", f"{RUN}/965/0")}
    ignore(home, 240_414_001)
    yield home, set()


@provokes("altered_file", "missing_file", "unlisted_file", "skipped_bytes", "index_disagrees")
def files_are_harmed(place: Path) -> Iterator[Moment]:
    whole = replace(ONCE, datagrams_per_file=2)
    harmed = whole.but(
        Damaged(delivery=0, damage=FlipBytes(file=0, event=3, byte=310)),
        Damaged(delivery=0, damage=Missing(file=1)),
        Damaged(delivery=0, damage=Truncate(file=2, event=4, byte=9, before_manifest=True)),
        Damaged(delivery=0, damage=WrongIndex(file=3, before_manifest=True)),
        Damaged(delivery=0, damage=Extra(file=0, name="notes.txt", data=b"of the shift")),
    )
    (sent,) = harmed.write(place / "sent")
    good = replace(whole, first_downlink=AGAIN).but(
        Damaged(delivery=0, damage=Extra(file=0, name="n.txt", data=b"of the shift")),
    )
    (again,) = good.write(place / "again")
    with (again / "SHA256SUMS").open("a") as manifest:
        manifest.write(f"{_sha256(again / 'n.txt')}  n.txt\n")
    names = sorted(path.name for path in again.glob("*.evt"))
    home = made(place / "home")
    home.take_in(sent)
    rows = home.sql(
        "select file_name, offset_bytes from raw.skipped_bytes join raw.files using (file_id)"
    )
    (cut,) = [f"{row['file_name']}@{row['offset_bytes']}" for row in rows]
    harm = {
        ("altered_file", f"240414001/{names[0]}"),
        ("missing_file", f"240414001/{names[1]}"),
        ("unlisted_file", "240414001/notes.txt"),
        ("skipped_bytes", f"240414001/{cut}"),
        ("index_disagrees", f"240414001/{names[2]}"),
        ("index_disagrees", f"240414001/{names[3]}"),
    }
    yield home, harm
    home.take_in(again)
    yield home, set()
    ignore(home, AGAIN)
    yield home, harm  # what had ended them counts no more
    ignore(home, 240_414_001)
    yield home, set()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@provokes("broken_file", "cut_short_file")
def a_package_is_cut_off(place: Path) -> Iterator[Moment]:
    (whole,) = ONCE.write(place / "sent", Packing("tar"))
    with tarfile.open(whole) as tar:
        last = tar.getmembers()[-2]
    (place / "cut").mkdir()
    cut = place / "cut" / whole.name
    cut.write_bytes(whole.read_bytes()[: last.offset_data + last.size // 2])
    home = made(place / "home")
    home.take_in(cut)
    yield (
        home,
        {
            ("broken_file", f"240414001/{whole.name}"),
            ("cut_short_file", f"240414001/{last.name}"),
        },
    )
    home.take_in(whole, "--id", AGAIN)
    yield home, set()


@provokes("no_data", "odd_manifest", "unread_message")
def a_delivery_has_no_data(place: Path) -> Iterator[Moment]:
    odd = folder(
        place / "240414001",
        {"magic7_x.txt": b"2014 is no message\n", "SHA256SUMS": b"not a line\n"},
    )
    home = made(place / "home")
    home.take_in(odd)
    yield (
        home,
        {
            ("no_data", "240414001"),
            ("odd_manifest", "240414001/SHA256SUMS"),
            ("unread_message", "240414001/magic7_x.txt"),
        },
    )
    ignore(home, 240_414_001)
    yield home, set()


@provokes("empty_delivery")
def a_delivery_is_empty(place: Path) -> Iterator[Moment]:
    home = made(place / "home")
    empty = folder(place / "240414001", {})
    home.take_in(empty)
    yield home, {("empty_delivery", "240414001")}
    (empty / "notes.txt").write_text("of the shift")
    home.take_in(empty, "--id", AGAIN)
    yield home, {("no_data", str(AGAIN))}


def _packets(place: Path, apid: int, counts: range, fill: bytes = b"x") -> Path:
    sent = [packet(apid, one, EPOCH_MET + one / 5, 48, fill) for one in counts]
    return folder(place, {"packets.l0": b"".join(sent)})


@provokes("packet_gap", "packet_conflict", "unexpected_apid")
def packets_are_odd(place: Path) -> Iterator[Moment]:
    home = made(place / "home")
    home.take_in(_packets(place / "240414001", 1021, range(20)))
    home.done("receive", _packets(place / "240414002", 1021, range(30, 50)))
    home.done("receive", _packets(place / "240414003", 1021, range(5, 8), b"y"))
    home.take_in(_packets(place / "240414004", 777, range(3)))
    yield (
        home,
        {
            ("packet_gap", "77/1021"),
            ("packet_conflict", "77/1021"),
            ("unexpected_apid", "77/777"),
        },
    )
    for downlink in (240_414_003, 240_414_004):
        home.done("ignore", "--delivery", downlink, *WHY)
    home.take_in(_packets(place / "240414005", 1021, range(15, 35)))
    yield home, set()


@provokes("malformed_packets")
def packets_make_no_datagram(place: Path) -> Iterator[Moment]:
    sent = Level0(ONCE, packet_bytes=500, has_housekeeping=False)
    packets = list(sent.sent[0])
    middle = next(at for at in range(20, 99) if packets[at].sequence_flags == CONTINUATION)
    good, packets[middle] = packets[middle], replace(packets[middle], sequence_flags=LAST)
    home = made(place / "home")
    home.take_in(folder(place / "240414001", {"a.l0": b"".join(p.encoded() for p in packets)}))
    yield home, {("malformed_packets", f"77/{good.apid}")}
    ignore(home, 240_414_001)
    yield home, set()


@provokes("undecodable_datagram")
def a_packet_is_altered(place: Path) -> Iterator[Moment]:
    halves = Level0(HALVES, packet_bytes=500, has_housekeeping=False)
    altered = halves.but(AlterPackets(delivery=0, places=(30,), good_in=1))
    first, second = altered.write(place / "sent")
    home = made(place / "home")
    home.take_in(first)
    (row,) = home.sql(
        "select apid from raw.undecodable_datagrams join raw.planned_datagrams "
        "using (ordinal, decode_chunk, place_number)"
    )
    yield home, {("undecodable_datagram", f"240414001/{row['apid']}")}
    home.take_in(second)
    yield home, set()


@provokes("wrapped_values")
def a_value_is_too_large(place: Path) -> Iterator[Moment]:
    (sent,) = ONCE.write(place / "sent", BARE)
    path = min(sent.glob("*.evt"))
    offset = int(read_files(sent)[0].column("offset_bytes")[5]) + 80 + 7  # of its livetime
    data = bytearray(path.read_bytes())
    data[offset] = 0x80
    path.write_bytes(data)
    (good,) = replace(ONCE, first_downlink=AGAIN).write(place / "again", BARE)
    home = made(place / "home")
    home.take_in(sent)
    home.done("force", RUN, *WHY)
    home.done("cycle")
    yield home, {("wrapped_values", RUN)}
    home.done("ignore", "--delivery", 240_414_001, *WHY)
    home.take_in(good)
    yield home, set()
