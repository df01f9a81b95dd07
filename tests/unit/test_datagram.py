"""The open datagram encoding: what is encoded comes back to the byte, and damage is told."""

import re
import struct
from pathlib import Path

import pytest
from datagram_oracle import encoded_by_hand, of_one_datagram, records_one_by_one
from evt_oracle import PARTS, read_event, some_records
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.datagram import Configuration, DatagramError, decode, encode
from etl.formats.evt import Records

PAGE = Path(__file__).resolve().parents[2] / "docs/formats/datagram.md"
DATAGRAMS = st.builds(
    lambda parts, seed: of_one_datagram(some_records(parts, seed)), PARTS, st.integers(0, 99)
)
CONFIGURATIONS = st.builds(
    Configuration,
    st.integers(0, 2**32 - 1),
    st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=63),
)


def example() -> bytes:
    """The bytes of the page's hex dump."""
    lines = re.findall(r"^[0-9a-f]{4}  ((?:[0-9a-f]{2} ?)+)$", PAGE.read_text(), re.MULTILINE)
    return bytes.fromhex(" ".join(lines))


@given(DATAGRAMS, CONFIGURATIONS)
def test_decoding_gives_the_records_that_were_encoded_byte_for_byte(
    records: Records, configuration: Configuration
) -> None:
    decoded = decode(encode(records, configuration))
    assert decoded.records == b"".join(records_one_by_one(records))
    assert decoded.configuration == configuration


@given(DATAGRAMS, CONFIGURATIONS)
def test_the_bytes_are_those_of_the_page(records: Records, configuration: Configuration) -> None:
    alias = configuration.moot_alias.encode("latin-1")
    by_hand = encoded_by_hand(records, configuration.moot_key, alias)
    assert encode(records, configuration) == by_hand


def test_the_example_of_the_page_holds_what_the_page_says() -> None:
    datagram = example()
    decoded = decode(datagram)
    event = read_event(decoded.records, 0)
    assert len(datagram) == 468
    assert decoded.configuration == Configuration(3301, "nomOps")
    assert event["length_bytes"] == len(decoded.records) == 372
    assert (event["run_id"], event["apid"], event["datagram_sequence"]) == (734700000, 956, 0)
    assert event["gem_sequence"] == 17
    assert struct.unpack_from("<I", datagram, 0x1D0) == (0x2B23D859,)
    told = re.findall(r"^\| ([0-9a-f]{4}) \| `([0-9a-f ]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert len(told) == 12
    for at, said in told:
        assert datagram[int(at, 16) :].startswith(bytes.fromhex(said)), at


@given(DATAGRAMS, st.integers(0), st.integers(1, 255))
def test_a_datagram_with_a_changed_byte_is_refused(
    records: Records, place: int, change: int
) -> None:
    damaged = bytearray(encode(records))
    damaged[place % len(damaged)] ^= change
    with pytest.raises(DatagramError):
        decode(bytes(damaged))


@given(DATAGRAMS, st.integers(0), st.binary(max_size=9))
def test_a_datagram_that_lacks_bytes_or_has_more_is_refused(
    records: Records, place: int, more: bytes
) -> None:
    whole = encode(records)
    with pytest.raises(DatagramError):
        decode(whole[: place % len(whole)])
    with pytest.raises(DatagramError):
        decode(whole + b"\0" + more)


@given(st.binary(max_size=900))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(DatagramError) as refused:
        decode(content)
    assert refused.value.reason.startswith(("bad_", "truncated_"))
    assert refused.value.detail


def test_each_fault_has_its_reason() -> None:
    good = encode(of_one_datagram(some_records([(0, 8, 1)], 1)))
    faults = {
        "truncated_datagram": good[:100],
        "bad_marker": b"X" + good[1:],
        "bad_version": good[:4] + b"\2" + good[5:],
        "bad_length": good[:-1],
        "bad_crc": good[:300] + bytes([good[300] ^ 1]) + good[301:],
    }
    for reason, content in faults.items():
        with pytest.raises(DatagramError) as refused:
            decode(content)
        assert refused.value.reason == reason


def test_events_of_two_datagrams_are_not_encoded_as_one() -> None:
    records = of_one_datagram(some_records([(0, 8, 1)] * 2, 1))
    records.context["datagrams"][1] += 1
    with pytest.raises(ValueError, match="not of one datagram"):
        encode(records)


def test_an_alias_that_does_not_fit_is_refused() -> None:
    records = of_one_datagram(some_records([(0, 8, 1)], 1))
    with pytest.raises(ValueError, match="63 bytes"):
        encode(records, Configuration(1, "x" * 64))
