"""The packets of real files are found, and come back after damage; none is invented."""

import logging
import zlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from packets import found, packet, stream, walked

from etl.formats.ccsds import Framing, split

FOREIGN = Framing(has_lat_time=False)

# What data/README.md and peers.md say of each file: packets, APIDs, gaps, packets missing in them.
SHARED = {
    "ctim_ccsds_2021_155_14_39_51": (1499, 9, 4, 39),
    "J01_G011_LZ_2021-04-09T00-00-00Z_V01.DAT1": (7200, 1, 0, 0),
    "PREFLIGHT_raw_record_2023_256_15_59_04_apid1252.pkts": (1130, 1, 7, 7),
    "viirs_packets.dat": (100, 7),
    "viirs_merge1.dat": (200,),
    "viirs_merge2.dat": (200,),
}
WHEEL = {
    "split/CYGNSS_F7_L0_2022_086_10_15_V01_F__first101pkts.tlm": (101, 7, 9, 81),
    "europa_clipper/ecm_raw2.bin": (1030, 6, 0, 0),
    "europa_clipper/apid01216.tlm": (944, 1, 0, 0),
    "csa/apid00400.tlm": (3444, 1, 3443, 1_163_318),
    "hs/apid895/SSAT1_2015-180-00-00-00_2015-180-01-59-56_895_1_sim.tlm": (71_970, 1, 0, 0),
    "hs/apid251/SSAT1_2015-180-00-00-00_2015-180-01-59-59_251_1_sim.tlm": (24_000, 1, 0, 0),
    "hs/apid130/SSAT1_2015-180-00-00-00_2015-180-01-59-35_130_1_sim.tlm": (14_351, 1, 0, 0),
    "hs/apid035/SSAT1_2015-180-00-00-00_2015-180-01-59-59_35_1_sim.tlm": (7200, 1, 0, 0),
    "hs/apid010/SSAT1_2015-180-00-00-00_2015-180-00-59-59_10_1_sim.tlm": (3513, 1, 0, 0),
    "hs/apid001/SSAT1_2015-180-00-00-00_2015-180-01-59-58_1_1_sim.tlm": (1448, 1, 0, 0),
}


def counts_of(content: bytes) -> tuple[int, int, int, int]:
    """Packets, APIDs, gaps and missing packets of a file in which nothing is skipped."""
    stretches = list(split(content, FOREIGN))
    assert [part for stretch in stretches for part in stretch.skipped] == []
    apids = np.concatenate([stretch.apids for stretch in stretches])
    words = np.concatenate([stretch.packets["header_word"] for stretch in stretches])
    counts = words & 0x3FFF
    missing = [
        (np.diff(counts[apids == apid].astype(int)) - 1) % 16_384 for apid in np.unique(apids)
    ]
    lost = np.concatenate(missing)
    return len(apids), len(missing), int((lost > 0).sum()), int(lost.sum())


@pytest.mark.parametrize("name", SHARED)
def test_the_packets_of_a_shared_file_are_those_its_description_counts(
    shared_data: Path, name: str
) -> None:
    content = (shared_data / "ccsds" / name).read_bytes()
    assert counts_of(content)[: len(SHARED[name])] == SHARED[name]
    assert found(content, FOREIGN)[0] == walked(content)


def test_two_captures_of_a_pass_have_the_packets_of_their_merge(shared_data: Path) -> None:
    first, second, merged = (
        set(found((shared_data / "ccsds" / name).read_bytes(), FOREIGN)[0])
        for name in ("viirs_merge1.dat", "viirs_merge2.dat", "out.pds")
    )
    assert (len(first & second), len(first | second)) == (156, 244)
    assert first | second == merged


# Packets that are part of a group; groups from a first to a last packet; packets in none of these.
GROUPS = {
    "viirs_merge1.dat": (195, 11, 8),
    "viirs_merge2.dat": (195, 11, 8),
    "viirs_packets.dat": (99, 5, 14),
    "PREFLIGHT_raw_record_2023_256_15_59_04_apid1252.pkts": (1130, 56, 17),
}


def grouped(content: bytes) -> tuple[int, int, int]:
    """What the sequence flags of a file make of its packets, whatever the counts say."""
    (stretch,) = split(content, FOREIGN)
    flags = stretch.packets["header_word"] >> 14 & 3
    flags_of = zip(stretch.apids.tolist(), flags.tolist(), strict=True)
    sizes: dict[int, int] = {}
    in_groups = whole = held = 0
    for apid, place in flags_of:
        in_groups += place != 3
        if place == 1:
            sizes[apid] = 1
        elif apid in sizes:
            sizes[apid] += 1
            if place == 2:
                whole, held = whole + 1, held + sizes.pop(apid)
    return in_groups, whole, in_groups - held


@pytest.mark.parametrize("name", GROUPS)
def test_the_sequence_flags_of_a_shared_file_group_its_packets(
    shared_data: Path, name: str
) -> None:
    assert grouped((shared_data / "ccsds" / name).read_bytes()) == GROUPS[name]


@pytest.mark.parametrize("name", WHEEL)
def test_the_packets_of_a_file_of_ccsdspy_are_those_that_ccsdspy_finds(name: str) -> None:
    logging.disable()  # it logs its version
    from ccsdspy import utils

    place = files("ccsdspy") / "tests/data" / name
    content = place.read_bytes()
    assert counts_of(content) == WHEEL[name]
    assert found(content, FOREIGN)[0] == list(utils.iter_packet_bytes(str(place)))


def test_the_header_of_a_packet_becomes_columns() -> None:
    sent = packet(956, 16_383, 700_000_000.25, 48, b"x"), packet(1020, 0, 700_000_001, 7 + 9, b"x")
    (stretch,) = split(b"".join(sent), Framing())
    assert {name: values.tolist() for name, values in stretch.packets.items()} == {
        "header_word": [int.from_bytes(one[:4]) for one in sent],
        "packet_time": [(700_000_000 << 32) + 250_000, 700_000_001 << 32],
        "pad_bytes": [0, 0],
        "crc32": [zlib.crc32(one) for one in sent],
        "offset_bytes": [0, 48],
        "length_bytes": [48, 16],
    }


def test_the_checksums_of_many_short_packets_are_those_of_zlib() -> None:
    sent = stream(3, 2500, (16, 104, 1)) + stream(4, 1200, (1022, 1027, 1))
    (stretch,) = split(b"".join(sent), Framing())
    assert stretch.packets["crc32"].tolist() == [zlib.crc32(one) for one in sent]


def test_a_packet_too_short_for_a_time_has_none() -> None:
    short = bytes.fromhex("0bbc c000 0001 aabb")
    (stretch,) = split(short * 8 + short[:5] + b"\x00\xaa", Framing())
    assert len(stretch) == 9
    assert stretch.packets["packet_time"].tolist() == [None] * 9
    assert stretch.packets["pad_bytes"].tolist() == [None] * 9


def test_annotation_is_in_no_packet_and_is_not_skipped() -> None:
    sent = stream(1, 50)
    packets, skipped = found(b"".join(b"A" * 12 + one for one in sent), Framing(12))
    assert (packets, skipped) == (sent, [])


SENT = stream(2, 7747)
WHOLE = b"".join(SENT)
QUARTER = len(b"".join(SENT[: len(SENT) // 4]))


def flipped(bit: int) -> bytes:
    """One bit of a length field is wrong."""
    damaged = bytearray(WHOLE)
    damaged[QUARTER + 5 - bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


FAULTS = {
    **{f"bit {bit} of a length": flipped(bit) for bit in range(16)},
    "three bytes between packets": WHOLE[:QUARTER] + b"\x08\xbb\x17" + WHOLE[QUARTER:],
    "three bytes in a packet": WHOLE[: QUARTER + 77] + b"\x08\xbb\x17" + WHOLE[QUARTER + 77 :],
    "a thousand bytes cut out": WHOLE[: QUARTER + 77] + WHOLE[QUARTER + 1077 :],
    "a thousand bytes cut off a packet's head": WHOLE[:QUARTER] + WHOLE[QUARTER + 1000 :],
    "the tail cut off": WHOLE[:-500],
    "the head cut off": WHOLE[500:],
    "a thousand zeros": WHOLE[:QUARTER] + bytes(1000) + WHOLE[QUARTER:],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_costs_at_most_a_packet_in_a_thousand_and_invents_none(fault: str) -> None:
    packets, skipped = found(FAULTS[fault])
    assert set(packets) <= set(SENT)
    assert len(set(packets)) >= 0.999 * len(SENT)
    assert len(packets) == len(set(packets))
    assert skipped
