"""What is always true of ``.evt`` files, whatever is in them and whatever happened to them."""

import numpy as np
from evt_oracle import FILES, PARTS, as_file, read_events, some_records
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.datagrams import group
from etl.formats.evt import Chunk, Header, pack, read_chunk, read_header, unpack, write_header

U4 = st.integers(0, 2**32 - 1)
U8 = st.integers(0, 2**64 - 1)
FOUR = st.tuples(U4, U4, U4, U4)
HEADERS = st.builds(
    Header,
    downlink=U4,
    first_s=U4,
    last_s=U4,
    event_count=U8,
    first_gem_sequence=U8,
    last_gem_sequence=U8,
    source_apids=FOUR,
    source_sequence_errors=FOUR,
    dfi_apids=FOUR,
    dfi_errors=FOUR,
    moot_key=U4,
    moot_alias=st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=63),
)


def accounted(chunk: Chunk) -> list[tuple[int, int]]:
    """Every stretch of a file that is told of: where it begins and stops."""
    starts = chunk.events["offset_bytes"].astype(int)
    lengths = chunk.events["length_bytes"].astype(int)
    stretches = [(0, chunk.header_bytes), *zip(starts, starts + lengths, strict=True)]
    stretches += [
        (skip.offset_bytes, skip.offset_bytes + skip.length_bytes) for skip in chunk.skipped
    ]
    return sorted((int(start), int(stop)) for start, stop in stretches if stop > start)


def assert_balances(data: bytes) -> Chunk:
    chunk = read_chunk(data)
    at = 0
    for start, stop in accounted(chunk):
        assert start == at
        at = stop
    assert at == len(data)
    datagrams, events = group(data, chunk)
    assert datagrams["event_count"].sum() == events["event_number"].size == len(chunk.shape)
    return chunk


@given(HEADERS)
def test_reading_a_header_undoes_writing_it(header: Header) -> None:
    assert read_header(write_header(header)) == header


@given(PARTS, st.integers(0, 2**32))
def test_taking_a_file_apart_and_packing_it_gives_the_same_bytes(
    parts: list[tuple[int, int, int]], seed: int
) -> None:
    records = some_records(parts, seed)
    data = as_file(records)
    again = unpack(data)
    for name, table in vars(records).items():
        if name != "shape":
            assert table.tobytes() == getattr(again, name).tobytes(), name
    assert data[176:] == b"".join(part.tobytes() for part in pack(again))


@given(FILES)
def test_columns_are_what_a_plain_reader_finds(data: bytes) -> None:
    chunk = assert_balances(data)
    expected = list(read_events(data))
    assert chunk.skipped == ()
    assert chunk.datagram_sequence.tolist() == [event["datagram_sequence"] for event in expected]
    for name, column in chunk.events.items():
        np.testing.assert_array_equal(column, [event[name] for event in expected], name)


@given(st.binary(max_size=3000))
def test_any_bytes_are_accounted_for(data: bytes) -> None:
    assert_balances(data)


@given(st.binary(max_size=3000))
def test_any_bytes_behind_a_header_are_accounted_for(data: bytes) -> None:
    assert_balances(write_header(Header(1)) + data)


@given(FILES, st.integers(0), st.integers(0, 700), st.binary(max_size=700))
def test_a_file_with_a_stretch_replaced_is_accounted_for(
    data: bytes, place: int, removed: int, put_in: bytes
) -> None:
    at = place % (len(data) + 1)
    damaged = data[:at] + put_in + data[at + removed :]
    chunk = assert_balances(damaged)
    whole = {data[event["offset_bytes"] :][: event["length_bytes"]] for event in read_events(data)}
    found = zip(chunk.events["offset_bytes"], chunk.events["length_bytes"], strict=True)
    strangers = [at for at, size in found if damaged[at : at + size] not in whole]
    assert len(strangers) <= 2  # the record that was cut into, and one that the cut joined to it


@given(FILES, st.data())
def test_a_file_cut_short_gives_every_event_before_the_cut(
    data: bytes, draw: st.DataObject
) -> None:
    stop = draw.draw(st.integers(176, len(data)))
    chunk = assert_balances(data[:stop])
    whole = [e for e in read_events(data) if e["offset_bytes"] + e["length_bytes"] <= stop]
    assert chunk.events["offset_bytes"].tolist() == [event["offset_bytes"] for event in whole]
    kept = whole[-1]["offset_bytes"] + whole[-1]["length_bytes"] if whole else 176
    assert [skip.reason for skip in chunk.skipped] == ["truncated_record"] * (kept < stop)


@given(FILES, st.data())
def test_noise_inside_one_record_costs_no_other_event(data: bytes, draw: st.DataObject) -> None:
    events = list(read_events(data))
    hit = draw.draw(st.sampled_from(events))
    first = draw.draw(st.integers(0, hit["length_bytes"] - 1))
    noise = draw.draw(st.binary(min_size=1, max_size=hit["length_bytes"] - first))
    at = hit["offset_bytes"] + first
    chunk = assert_balances(data[:at] + noise + data[at + len(noise) :])
    others = {e["offset_bytes"]: e["length_bytes"] for e in events if e is not hit}
    found = dict(zip(chunk.events["offset_bytes"], chunk.events["length_bytes"], strict=True))
    assert others.items() <= found.items()
    assert len(found) <= len(events)
