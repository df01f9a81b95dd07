"""Packets made by hand, and the slow and obvious way to read them."""

import random
import struct
from collections.abc import Iterable

from etl.formats.ccsds import Framing, Skipped, split

EPOCH_MET = 700_000_000


def packet(apid: int, count: int, met: float, size_bytes: int, fill: bytes) -> bytes:
    """A packet with the headers of the LAT; ``fill`` is repeated behind them."""
    seconds = int(met)
    body = size_bytes - 16
    return (
        struct.pack(
            ">HHHIIH",
            0x0800 | apid,
            0xC000 | count % 16_384,
            size_bytes - 7,
            seconds,
            round((met - seconds) * 1e6) % 1_000_000,
            0,
        )
        + (fill * (body // len(fill) + 1))[:body]
    )


def stream(
    seed: int,
    count: int,
    sizes: tuple[int, int, int] = (1024, 4097, 1),
    apids: tuple[int, int] = (956, 957),
) -> list[bytes]:
    """Packets of two APIDs, of random sizes and content; their counts roll over."""
    draw = random.Random(seed)
    counts = dict(zip(apids, (16_000, 16_300), strict=True))
    made = []
    for number in range(count):
        apid = draw.choice(apids)
        size = draw.randrange(*sizes)
        content = draw.randbytes(size)
        made.append(packet(apid, counts[apid], EPOCH_MET + number / 30, size, content))
        counts[apid] += 1
    return made


def busy_stream(seed: int, count: int, most_bytes: int = 300) -> list[bytes]:
    """Packets of many APIDs, some frequent and some rare; idle ones are among them."""
    draw = random.Random(seed)
    apids = draw.sample(range(2047), draw.choice((2, 6, 20)))
    weights = [draw.choice((1, 10, 30)) for _ in apids]
    counts = {apid: draw.randrange(16_384) for apid in apids}
    made = []
    for number in range(count):
        if draw.random() < 0.02:
            made.append(struct.pack(">HHH", 2047, 0xC000, 41) + bytes(42))
        (apid,) = draw.choices(apids, weights)
        size = draw.randrange(16, most_bytes)
        made.append(packet(apid, counts[apid], EPOCH_MET + number / 30, size, draw.randbytes(size)))
        counts[apid] += 1
    return made


def walked(content: bytes) -> list[bytes]:
    """The packets of undamaged bytes, one by one."""
    found, at = [], 0
    while at < len(content):
        (field,) = struct.unpack_from(">H", content, at + 4)
        found.append(content[at : at + field + 7])
        at += field + 7
    return found


def found(
    content: bytes, framing: Framing | None = None, window_bytes: int = 1 << 25
) -> tuple[list[bytes], list[Skipped]]:
    """The packets that the splitter finds, and what it skips; the books balance."""
    framing = framing or Framing()
    stretches = list(split(content, framing, window_bytes))
    places = [
        (offset, length)
        for stretch in stretches
        for offset, length in zip(
            stretch.packets["offset_bytes"].tolist(),
            stretch.packets["length_bytes"].tolist(),
            strict=True,
        )
    ]
    skipped = [part for stretch in stretches for part in stretch.skipped]
    check_tiled(content, framing.annotation_bytes, places, skipped)
    return [content[offset : offset + length] for offset, length in places], skipped


def check_tiled(
    content: bytes,
    annotation_bytes: int,
    places: Iterable[tuple[int, int]],
    skipped: Iterable[Skipped],
) -> None:
    """Packets with their annotation, and what is skipped, lie side by side over the whole file."""
    pieces = [(offset - annotation_bytes, offset + length) for offset, length in places]
    pieces += [(part.offset_bytes, part.offset_bytes + part.length_bytes) for part in skipped]
    at = 0
    for start, stop in sorted(pieces):
        assert start == at, "a byte is in two places, or in none"
        at = stop
    assert at == len(content)
