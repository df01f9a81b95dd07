"""How fast Level-0 files become rows: MB/s and packets/s, beside reading the file and the peers.

``python -m tests.bench.bench_split [--megabytes 100] [--rounds 3] [--huge-gigabytes 10]``

Packets of 1 to 4 KB, and of 71 bytes; of these ccsdspy reads but a twentieth (it needs 0.02 ms for
each), and what that takes counts twenty times. *Split and land* is the stage: headers, the way back
after damage, CRC-32, rows committed to the database; *split* is the same without the database. Each
round does all in turn, on a file that is in memory. At last a file of 10 GB, sparse but for its
headers, is split in a process of its own, for its peak memory.
"""

import argparse
import gc
import logging
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from etl.formats.ccsds import Framing, split
from etl.formats.mapped import mapped
from etl.settings import Settings
from etl.stages.receive import receive
from etl.stages.split import split_packets
from etl.store.hand_offs import pending_hand_offs
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store

MEGABYTE = 1_000_000
HEADER = np.dtype(
    [
        ("word", ">u2"),
        ("count", ">u2"),
        ("field", ">u2"),
        ("s", ">u4"),
        ("us", ">u4"),
        ("pad", ">u2"),
    ]
)
SHORT = 71
HUGE_PACKET_BYTES = 65_536
SPLIT_HUGE = """
import resource, sys
from pathlib import Path
from time import perf_counter
from etl.settings import Source
from etl.stages.split import _stretches
began = perf_counter()
count = sum(len(stretch) for stretch in _stretches(Path(sys.argv[1]), Source()))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(count, peak, perf_counter() - began)
"""


def headers(lengths: "np.ndarray[Any, np.dtype[np.int64]]") -> "np.ndarray[Any, np.dtype[np.void]]":
    """Headers of LAT packets of two APIDs in turn; the counts roll over."""
    number = np.arange(lengths.size)
    made = np.zeros(lengths.size, HEADER)
    made["word"] = 0x0800 | (956 + number % 2)
    made["count"] = 0xC000 | ((16_000 + number // 2) & 0x3FFF)
    made["field"] = lengths - 7
    made["s"] = 700_000_000 + number // 100
    made["us"] = number % 100 * 10_000
    return made


def write_packets(path: Path, size_bytes: int, least: int, most: int) -> int:
    """Write packets of random content; returns how many."""
    draw = np.random.default_rng(1)
    count = 2 * size_bytes // (least + most)
    lengths = draw.integers(least, most + 1, count)
    content = bytearray(draw.bytes(int(lengths.sum())))
    for stop, length, header in zip(
        np.cumsum(lengths).tolist(), lengths.tolist(), headers(lengths), strict=True
    ):
        content[stop - length : stop - length + HEADER.itemsize] = header.tobytes()
    path.write_bytes(content)
    return count


def write_huge(path: Path, size_bytes: int) -> None:
    """Write a sparse file of the longest packets that fill pages: only their headers are there."""
    count = size_bytes // HUGE_PACKET_BYTES
    with path.open("wb") as file:
        for number, header in enumerate(headers(np.full(count, HUGE_PACKET_BYTES))):
            file.seek(number * HUGE_PACKET_BYTES)
            file.write(header.tobytes())
        file.truncate(count * HUGE_PACKET_BYTES)


def read_file(path: Path) -> None:
    """Read the file as it is."""
    path.read_bytes()


def split_only(path: Path) -> None:
    """Find the packets, and let them go."""
    with mapped(path) as content:
        for stretch in split(content, Framing()):
            del stretch


def split_and_land(path: Path) -> float:
    """Run the stage on the file in a fresh home; returns what that alone took."""
    with TemporaryDirectory(dir=path.parent) as name:
        home = Home(Path(name))
        with closing(Store.open(home)) as store:
            migrate(store)
            receive(store, path)
            (hand_off,) = pending_hand_offs(store, "hand_off")
            began = perf_counter()
            with store.transaction():
                split_packets(store, hand_off, Settings())
            return perf_counter() - began


def ccsdspy_headers(path: Path) -> None:
    """Read the headers as ccsdspy does."""
    from ccsdspy import utils

    utils.read_primary_headers(str(path))


def space_packet_parser_packets(path: Path) -> None:
    """Generate the packets as space_packet_parser does."""
    from space_packet_parser import ccsds_generator

    with path.open("rb") as file:
        for _ in ccsds_generator(file):
            pass


def spacepackets_packets(path: Path) -> None:
    """Parse the packets as spacepackets does, which also finds its way back after damage."""
    from spacepackets.ccsds.spacepacket import PacketId, PacketType, parse_space_packets

    ids = [PacketId(PacketType.TM, True, apid) for apid in (956, 957)]
    parse_space_packets(bytearray(path.read_bytes()), ids)


WAYS: dict[str, Callable[[Path], float | None]] = {
    "reading": read_file,
    "split": split_only,
    "split and land": split_and_land,
    "spacepackets": spacepackets_packets,
    "space_packet_parser": space_packet_parser_packets,
}


def took(way: Callable[[Path], float | None], path: Path) -> float:
    """Time a way, as ``timeit`` does; one that prepares something says itself what it took."""
    gc.collect()
    gc.disable()  # what ways before this one left behind is not its own
    began = perf_counter()
    told = way(path)
    seconds = perf_counter() - began if told is None else told
    gc.enable()
    return seconds


def beginning(path: Path, share: int) -> Path:
    """Write the first packets of a file, one of ``share`` of its bytes, to a file beside it."""
    if share == 1:
        return path
    begun = path.with_suffix(".begun")
    begun.write_bytes(path.read_bytes()[: path.stat().st_size // share // SHORT * SHORT])
    return begun


def compare(path: Path, count: int, rounds: int, share: int) -> None:
    """Measure every way on a file, in turn, and print; the slowest on one of ``share`` of it."""
    size = path.stat().st_size / MEGABYTE
    begun = beginning(path, share)
    times = path.stat().st_size / begun.stat().st_size
    measured = [
        {name: took(way, path) for name, way in WAYS.items()}
        | {"ccsdspy headers": took(ccsdspy_headers, begun) * times}
        for _ in range(rounds)
    ]
    seconds = {name: median(one[name] for one in measured) for name in measured[0]}
    print(f"{count} packets, {size:.0f} MB; median of {rounds} rounds")
    for name, taken in seconds.items():
        print(
            f"  {name:20s} {taken:7.3f} s {size / taken:7.0f} MB/s {count / taken / 1000:8.0f} "
            f"kpackets/s {taken / seconds['reading']:7.1f} x reading "
            f"{seconds['ccsdspy headers'] / taken:7.1f} x as fast as ccsdspy"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--huge-gigabytes", type=float, default=10)
    parser.add_argument("--folder", type=Path, default=None)
    chosen = parser.parse_args()
    logging.disable()  # ccsdspy logs its version
    with TemporaryDirectory(dir=chosen.folder) as name:
        for least, most, share in ((1024, 4096, 1), (SHORT, SHORT, 20)):
            path = Path(name) / f"packets-{least}.l0"
            count = write_packets(path, chosen.megabytes * MEGABYTE, least, most)
            compare(path, count, chosen.rounds, share)
        huge = Path(name) / "huge.l0"
        write_huge(huge, int(chosen.huge_gigabytes * 1000 * MEGABYTE))
        told = subprocess.run(
            [sys.executable, "-c", SPLIT_HUGE, huge], check=True, capture_output=True, text=True
        )
        count, peak, seconds = map(float, told.stdout.split())
        size = huge.stat().st_size / MEGABYTE
        print(f"{size / 1000:.1f} GB of {count:.0f} packets: {seconds:.1f} s, ", end="")
        print(f"{size / seconds:.0f} MB/s, peak memory {peak / MEGABYTE:.0f} MB")


if __name__ == "__main__":
    main()
