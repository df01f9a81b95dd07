"""RetDef files come back as they were written, and say what the page says."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.retdef import PlannedDatagram, RetDef, l0key, read, write

PAGE = Path(__file__).resolve().parents[2] / "docs/formats/retdef.md"
COUNT = st.integers(0, 2**62)
PARTS = st.lists(
    st.tuples(st.integers(1, 9), COUNT, st.integers(1, 65_536)), min_size=1, max_size=5
)
DATAGRAMS = st.builds(
    PlannedDatagram,
    place=st.just(0),
    run_id=st.none() | st.integers(0, 2**32 - 1),
    scid=st.integers(0, 1023),
    apid=st.integers(0, 2047),
    first_count=COUNT,
    last_count=COUNT,
    packets=PARTS.map(lambda parts: " ".join(f"{f}:{at}+{size}" for f, at, size in parts)),
)


@st.composite
def pieces(draw: st.DrawFn) -> RetDef:
    drawn = draw(st.lists(DATAGRAMS, max_size=6))
    datagrams = tuple(
        PlannedDatagram(**{**vars(one), "place": place}) for place, one in enumerate(drawn)
    )
    files = draw(
        st.dictionaries(st.integers(1, 9), st.from_regex(r"raw/[0-9a-f/]+", fullmatch=True))
    )
    return RetDef(draw(st.integers(0, 999_999_999)), draw(st.integers(0, 19)), files, datagrams)


@given(pieces())
def test_a_piece_comes_back_as_it_was_written(piece: RetDef) -> None:
    assert read(write(piece)) == piece


@given(PARTS)
def test_the_parts_of_a_datagram_are_where_its_packets_lie(
    parts: list[tuple[int, int, int]],
) -> None:
    text = " ".join(f"{file}:{at}+{size}" for file, at, size in parts)
    one = PlannedDatagram(0, None, 77, 956, 0, len(parts) - 1, text)
    assert list(one.parts()) == [(file, at, at + size) for file, at, size in parts]


def test_the_example_of_the_page_is_what_is_written() -> None:
    (example,) = re.findall(r"```xml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    piece = read(example.encode())
    assert write(piece).decode() == example
    (one,) = piece.datagrams
    assert (piece.downlink, piece.chunk, one.run_id, one.apid) == (240414001, 0, 734700000, 956)
    assert list(one.parts()) == [(1, 1984, 5984), (1, 6000, 6530)]


def test_another_version_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="version is 2, due is 1"):
        read(b'<retdef version="2" downlink="1" chunk="0"/>')


def test_a_run_that_is_not_known_has_a_key_too() -> None:
    assert l0key(240414001, None) == "240414001-unknown"
