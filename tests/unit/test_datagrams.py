"""How the events of a file are grouped into datagram copies, and what a copy's digest means."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xxhash
from evt_oracle import PARTS, as_file, padding, read_events, some_records
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.datagrams import group
from etl.formats.evt import Columns, Header, Records, read_chunk, write_header
from etl.vocabulary import OpenAction, words

FILES = (
    "testbed/0000beef-00000000-0955-00001",
    "testbed/0000beef-00000000-0956-00002",
    "vectors/00660001-2bcaa1e0-0956-00001",
    "vectors/r0734700000-e00000000000000000000",
    "vectors/all-info-types",
)


def grouped(data: bytes) -> tuple[Columns, Columns]:
    return group(data, read_chunk(data))


def copies_by_hand(data: bytes) -> list[dict[str, Any]]:
    """Put the events into copies one by one: the k-th time an event comes, it goes to copy k."""
    seen: dict[tuple[int, ...], int] = defaultdict(int)
    copies: dict[tuple[int, ...], dict[str, Any]] = {}
    for event in read_events(data):
        datagram = tuple(event[name] for name in ("run_id", "apid", "datagram_sequence"))
        key = (*datagram, event["gem_sequence"])
        copy = copies.setdefault(
            (*datagram, seen[key]), {"key": (*datagram, seen[key]), "events": []}
        )
        copy["events"].append(event)
        seen[key] += 1
    return list(copies.values())


def digest_by_hand(data: bytes, events: list[dict[str, Any]]) -> str:
    digest = xxhash.xxh3_128()
    for event in events:
        at = event["offset_bytes"]
        record = bytearray(data[at : at + event["length_bytes"]])
        for place in padding(data, event):
            record[place - at] = 0
        digest.update(bytes(record))
    return digest.hexdigest()


def assert_grouped_as_by_hand(data: bytes) -> None:
    datagrams, events = grouped(data)
    copies = copies_by_hand(data)
    key = ("run_id", "apid", "datagram_sequence", "copy_number")
    assert list(zip(*(datagrams[name].tolist() for name in key), strict=True)) == [
        copy["key"] for copy in copies
    ]
    place = {}
    for row, copy in enumerate(copies):
        inside = copy["events"]
        gem = [event["gem_sequence"] for event in inside]
        met = [event["event_met"] for event in inside]
        assert datagrams["event_count"][row] == len(inside)
        assert (datagrams["first_gem_sequence"][row], datagrams["last_gem_sequence"][row]) == (
            min(gem),
            max(gem),
        )
        assert (datagrams["first_event_met"][row], datagrams["last_event_met"][row]) == (
            min(met),
            max(met),
        )
        assert datagrams["record_bytes"][row] == sum(event["length_bytes"] for event in inside)
        assert datagrams["offset_bytes"][row] == inside[0]["offset_bytes"]
        assert datagrams["hardware_key"][row] == inside[0]["hardware_key"]
        assert datagrams["software_key"][row] == inside[0]["software_key"]
        assert datagrams["content_digest"][row] == digest_by_hand(data, inside)
        place.update({event["offset_bytes"]: (row, number) for number, event in enumerate(inside)})
    found = zip(events["datagram_index"].tolist(), events["event_number"].tolist(), strict=True)
    assert list(found) == [place[at] for at in events["offset_bytes"].tolist()]


@pytest.mark.parametrize("name", FILES)
def test_files_of_others_are_grouped_as_by_hand(shared_data: Path, name: str) -> None:
    assert_grouped_as_by_hand((shared_data / "lat" / f"{name}.evt").read_bytes())


def keyed(records: Records, keys: list[tuple[int, int, int, int]]) -> Records:
    names = ("started_at", "apid", "datagrams", "sequence")
    for name, values in zip(names, zip(*keys, strict=True), strict=True):
        records.context[name] = values
    return records


FEW = st.integers(0, 2)


@given(PARTS, st.data())
def test_any_mixture_of_datagrams_is_grouped_as_by_hand(
    parts: list[tuple[int, int, int]], draw: st.DataObject
) -> None:
    key = st.tuples(FEW, FEW, FEW, st.sampled_from((0, 1, 2**63, 2**63 + 1)))
    keys = draw.draw(st.lists(key, min_size=len(parts), max_size=len(parts)))
    assert_grouped_as_by_hand(as_file(keyed(some_records(parts, 1), keys)))


def test_a_file_without_events_has_no_datagram() -> None:
    data = write_header(Header(1))
    datagrams, events = grouped(data)
    assert {column.size for column in (*datagrams.values(), *events.values())} == {0}


def two_datagrams() -> bytes:
    return as_file(
        keyed(some_records([(0, 30, 2)] * 6, 2), [(7, 956, n // 3, n) for n in range(6)])
    )


def test_a_block_written_twice_is_two_copies_of_one_content() -> None:
    data = two_datagrams()
    block = data[176 : read_chunk(data).events["offset_bytes"][3]]
    datagrams, events = grouped(data[:176] + block + data[176:])
    assert datagrams["datagram_sequence"].tolist() == [0, 0, 1]
    assert datagrams["copy_number"].tolist() == [0, 1, 0]
    assert datagrams["content_digest"][0] == datagrams["content_digest"][1]
    assert events["event_number"].tolist() == [0, 1, 2] * 3


def test_a_datagram_read_in_part_is_another_content() -> None:
    data = two_datagrams()
    part = data[: int(read_chunk(data).events["offset_bytes"][2])]
    assert grouped(part)[0]["content_digest"][0] != grouped(data)[0]["content_digest"][0]


def every_info_type() -> bytes:
    return as_file(some_records([(0, 30, 3), (1, 9, 0), (2, 0, 0), (3, 5, 0), (0, 0, 0)], 3))


def flipped(data: bytes) -> Iterator[tuple[bool, bytes]]:
    """Each byte behind the header flipped in turn, and whether it means anything."""
    meaningless = {at for event in read_events(data) for at in padding(data, event)}
    for at in range(176, len(data)):
        yield at not in meaningless, data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]


def test_a_digest_tells_every_byte_that_means_something_and_no_other() -> None:
    data = every_info_type()
    chunk = read_chunk(data)
    whole = group(data, chunk)[0]["content_digest"].tolist()
    for means_something, other in flipped(data):
        # the chunk of the first file: a flipped length would not be read as a record at all
        digests = group(other, chunk)[0]["content_digest"].tolist()
        assert (digests != whole) == means_something


def test_two_decodings_of_one_datagram_have_one_digest() -> None:
    data = two_datagrams()
    noise = np.random.default_rng(4)
    again = bytearray(data)
    for event in read_events(data):
        for at in padding(data, event):
            again[at] = noise.integers(256)
    assert bytes(again) != data
    assert (
        grouped(bytes(again))[0]["content_digest"].tolist()
        == grouped(data)[0]["content_digest"].tolist()
    )


def test_codes_become_words_and_unknown_codes_say_so() -> None:
    records = some_records([(0, 0, 0)] * 2, 5)
    records.context["open_action"] = [0, 17]
    records.context["crate"] = [1, -1]
    datagrams, _ = grouped(as_file(keyed(records, [(7, 956, 0, 0), (7, 956, 1, 1)])))
    assert datagrams["open_action"].tolist() == ["start", "code 17"]
    assert datagrams["crate"].tolist() == ["epu1", "nocrate"]
    assert datagrams["close_reason"].tolist() == ["full", "full"]
    assert words(OpenAction, []).tolist() == []


def test_a_word_knows_its_code_and_a_code_its_word() -> None:
    assert OpenAction.of(OpenAction.RESUME.code) is OpenAction.RESUME
    assert str(OpenAction.START) == "start"
    with pytest.raises(ValueError, match="OpenAction has no code 9; it has 0 start"):
        OpenAction.of(9)


def test_datagrams_far_apart_in_a_long_file_keep_their_digests() -> None:
    records = some_records([(0, 3000, 1)] * 900, 6)
    whole = as_file(keyed(records, [(7, 956, n % 2, n) for n in range(900)]))
    assert len(whole) > 2 << 20, "longer than what is digested at a time"
    datagrams, _ = grouped(whole)
    by_hand = [digest_by_hand(whole, copy["events"]) for copy in copies_by_hand(whole)]
    assert datagrams["content_digest"].tolist() == by_hand
