"""The compiled walk over a file follows exactly the records that the scalar reader finds whole."""

from itertools import pairwise

import numpy as np
from evt_oracle import as_file, some_records
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.evt.chain import follow_lengths
from etl.formats.evt.header import HEADER_BYTES
from etl.formats.evt.record import RecordError, measure

MIXED = [(kind, 40 + 3 * n, n % 5) for n, kind in enumerate((0, 1, 0, 2, 0, 0, 3, 0))]
GOOD = as_file(some_records(MIXED, 1))
HARM = st.lists(
    st.tuples(st.integers(HEADER_BYTES, len(GOOD) - 1), st.integers(0, 255)), max_size=3
)


def starts_and_stop(data: bytes) -> list[int]:
    """Follow one record after the other, as long as nothing is wrong with it."""
    buffer = np.frombuffer(data, np.uint8)
    offsets = [HEADER_BYTES]
    while offsets[-1] < len(data):
        try:
            offsets.append(measure(buffer, offsets[-1]).stop)
        except RecordError:
            break
    return offsets


@given(HARM, st.integers(HEADER_BYTES, len(GOOD)))
def test_records_are_followed_to_the_first_that_is_not_whole(
    harm: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(GOOD)
    for at, value in harm:
        data[at] = value
    due = starts_and_stop(bytes(data[:length]))
    chain, stop = follow_lengths(np.frombuffer(bytes(data[:length]), np.uint8), HEADER_BYTES)
    assert [*chain.offset_bytes.tolist(), stop] == due
    assert chain.shape.record_bytes.tolist() == [after - at for at, after in pairwise(due)]


def test_a_chain_longer_than_what_is_followed_at_once_is_followed_whole() -> None:
    record = as_file(some_records([(0, 0, 0)], 1))[HEADER_BYTES:]
    data = np.frombuffer(record * 150_000, np.uint8)
    chain, stop = follow_lengths(data, 0)
    assert stop == data.size
    np.testing.assert_array_equal(chain.offset_bytes, np.arange(150_000) * len(record))
