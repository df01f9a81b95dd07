"""Magic-7 messages and their text form; GEM low-rate counters."""

import struct
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.gem_rates import read_rates
from etl.formats.magic7 import ANCILLARY, ATTITUDE, TONE, read_messages, read_text, text_lines

U4, U2, U1 = (st.integers(0, 2**bits - 1) for bits in (32, 16, 8))
F8 = st.floats(allow_nan=False, allow_infinity=False)
F4 = st.floats(allow_nan=False, allow_infinity=False, width=32)
QUATERNIONS = st.floats(-1, 1)
MET_S = st.integers(250_000_000, 900_000_000)
MICROSECONDS = st.integers(0, 999_999)
ATTITUDES = st.tuples(U4, U4, F8, F8, F8, F8, F4, F4, F4)
ANCILLARIES = st.tuples(U4, U4, F4, F4, F4, F4, F4, F4, U1, U1, U2)
TONES = st.tuples(U4, U2)
FORMS = {9: ">2I4d3f4x", 11: ">2I6f2BH", 2: ">IH"}
NAMES = {
    "attitude": ("data_time_s", "data_time_us", "qx", "qy", "qz", "qw", "wx", "wy", "wz"),
    "orbit": ("data_time_s", "data_time_us", "x", "y", "z", "vx", "vy", "vz", "gnc_mode"),
    "tones": ("tone_s", "tone_flags"),
}


def rows(columns: dict[str, np.ndarray], names: tuple[str, ...]) -> list[tuple[float, ...]]:
    return list(zip(*(columns[name].tolist() for name in names), strict=True))


@given(st.lists(ATTITUDES | ANCILLARIES | TONES, max_size=12), st.binary(max_size=9))
def test_every_message_comes_out_as_it_went_in_and_others_are_named(
    messages: list[tuple[float, ...]], noise: bytes
) -> None:
    data = [struct.pack(FORMS[len(message)], *message) for message in messages]
    data.append(noise[:5])
    lengths = np.array([len(part) for part in data])
    starts = np.cumsum(lengths) - lengths
    packets = {"packet_id": np.arange(len(data)), "packet_time_s": 2 * np.arange(len(data))}
    buffer = np.frombuffer(b"".join(data) + b"\0", np.uint8)
    found = read_messages(buffer, starts, lengths, packets)
    sent = {count: [m for m in messages if len(m) == count] for count in FORMS}
    assert rows(found.attitude, NAMES["attitude"]) == sent[9]
    assert rows(found.orbit, NAMES["orbit"]) == [message[:9] for message in sent[11]]
    state = ("gnc_mode", "ssr_usage", "ancillary_flags")
    assert rows(found.ancillary, state) == [message[8:] for message in sent[11]]
    assert found.orbit["is_in_saa"].tolist() == [bool(m[10] & 64) for m in sent[11]]
    assert rows(found.tones, NAMES["tones"]) == sent[2]
    assert found.odd == (len(messages),)
    carrying = [place for place, message in enumerate(messages) if len(message) == 9]
    assert found.attitude["packet_id"].tolist() == carrying
    assert found.attitude["packet_time_s"].tolist() == [2 * place for place in carrying]


@given(
    st.lists(st.tuples(MET_S, MICROSECONDS, U4, U4, *[QUATERNIONS] * 4, F4), max_size=5),
    st.lists(st.tuples(MET_S, MICROSECONDS, U4, U4, *[F4] * 6, U1, st.booleans()), max_size=5),
)
def test_the_text_form_keeps_every_bit_of_a_quaternion_and_every_time(
    attitudes: list[tuple[float, ...]], orbits: list[tuple[float, ...]]
) -> None:
    packet = ("packet_time_s", "packet_time_us")
    att = (*packet, *NAMES["attitude"][:7])
    attitude = {name: np.array([row[at] for row in attitudes]) for at, name in enumerate(att)}
    attitude |= {name: np.zeros(len(attitudes), np.float32) for name in ("wy", "wz")}
    orb = (*packet, *NAMES["orbit"], "is_in_saa")
    orbit = {name: np.array([row[at] for row in orbits]) for at, name in enumerate(orb)}
    found = read_text("\n".join(text_lines(attitude, orbit)))
    assert sorted(rows(found.attitude, att[:-1])) == sorted(row[:-1] for row in attitudes)
    kept = (*packet, "data_time_s", "data_time_us", "gnc_mode", "is_in_saa")
    assert sorted(rows(found.orbit, kept)) == sorted((*row[:4], *row[10:]) for row in orbits)
    assert found.odd == ()


def test_lines_that_are_no_message_are_named() -> None:
    good = "2011-05-17 20:24:18.162893 ATT 327356660 0 0.5 0.5 0.5 0.5 0.0 0.0 0.0"
    lines = [good, good[:-4], "", "TT", good.replace("ATT", "ORB"), good.replace(" 0.5", " x", 1)]
    found = read_text(
        "\n".join([*lines, good.replace("0.5", "nan"), good.replace("05-17", "13-1")])
    )
    assert found.odd == (2, 4, 5, 6, 7, 8)
    assert found.attitude["qx"].tolist() == [0.5]


def test_the_messages_of_the_flight_come_back_as_the_same_text(shared_data: Path) -> None:
    text = (shared_data / "lat/magic7/r0327356667_v001_magic7L1.txt").read_text()
    found = read_text(text)
    assert (len(found.attitude["qx"]), len(found.orbit["x"]), found.odd) == (22_255, 4_451, ())
    assert set(found.orbit["gnc_mode"].tolist()) == {5}
    assert not found.orbit["is_in_saa"].any()
    assert "".join(f"{line}\n" for line in text_lines(found.attitude, found.orbit)) == text


def test_messages_have_the_lengths_of_the_flight_software() -> None:
    assert (ATTITUDE.itemsize, ANCILLARY.itemsize, TONE.itemsize) == (56, 36, 6)


@given(st.lists(st.tuples(U4, U4, U4, U4, U4), max_size=5))
def test_gem_counters_stand_28_bytes_into_their_packet(counters: list[tuple[int, ...]]) -> None:
    packets = [b"\1" * 28 + struct.pack(">5I", *counter) for counter in counters] + [b"\1" * 47]
    lengths = np.array([len(packet) for packet in packets])
    buffer = np.frombuffer(b"".join(packets), np.uint8)
    columns, is_whole = read_rates(buffer, np.cumsum(lengths) - lengths, lengths)
    assert is_whole.tolist() == [True] * len(counters) + [False]
    assert list(zip(*(column.tolist() for column in columns.values()), strict=True)) == counters
