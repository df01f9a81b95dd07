"""Pieces of memory are written as they lie there, one after the other."""

import os
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store.gathered import write_gathered

MEMORY = np.random.default_rng(1).integers(0, 256, 10_000, dtype=np.uint8)
PIECES = st.lists(st.tuples(st.integers(0, MEMORY.size - 1), st.integers(1, 700)), max_size=3000)


def addresses_of(firsts: list[int]) -> np.ndarray:
    return np.array(firsts, np.uintp) + np.uintp(MEMORY.ctypes.data)


@given(PIECES)
def test_a_file_has_the_pieces_one_after_the_other(pieces: list[tuple[int, int]]) -> None:
    parts = [(first, min(length, MEMORY.size - first)) for first, length in pieces]
    due = b"".join(MEMORY[first : first + length].tobytes() for first, length in parts)
    firsts, lengths = [first for first, _ in parts], [length for _, length in parts]
    with TemporaryFile() as file:
        written = write_gathered(file.fileno(), addresses_of(firsts), np.array(lengths, np.uintp))
        file.seek(0)
        assert file.read() == due
    assert written == len(due)


def test_a_pipe_that_takes_a_part_of_a_piece_gets_the_rest_of_it() -> None:
    """A pipe that nobody waits at takes what it has room for, then nothing."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    lengths = np.full(10, 9_000, np.uintp)
    with pytest.raises(BlockingIOError):
        write_gathered(writer, addresses_of([0] * 10), lengths)
    taken = os.read(reader, 1 << 20)
    assert 0 < len(taken) < 90_000
    assert taken == (MEMORY[:9_000].tobytes() * 10)[: len(taken)]
    os.close(reader)
    os.close(writer)


def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="space"):
        write_gathered(full.fileno(), addresses_of([0]), np.array([10], np.uintp))
