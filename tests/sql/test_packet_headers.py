"""What is stored of a header comes apart again bit by bit, and at the price of a hash join."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from house.sources import statement_files
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.ccsds.columns import columns
from etl.schedule import cycle
from etl.settings import Settings
from etl.simulator.copies import Fractions
from etl.simulator.level0 import Level0
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario
from etl.stages.receive import receive
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.statements import parameters_of, statement
from etl.store.store import Store

FILE_ID, ORDINAL, SCID = 7, 3, 77
PACKETS = st.binary(min_size=7, max_size=40)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A home with one Level-0 file."""
    with closing(Store.open(Home(tmp_path_factory.mktemp("home")))) as store:
        migrate(store)
        about = {"file_id": FILE_ID, "ordinal": ORDINAL, "scid": SCID, "annotation_bytes": 0}
        numbers = {**about, "packet_count": 0, "packet_bytes": 0}
        one = {name: [value] for name, value in numbers.items()}
        store.append("raw.packet_files", {**one, "source": ["lat"]})
        yield store


def bits(content: bytes, first: int, stop: int) -> int:
    """The number that some bits of a packet make, the most significant one first."""
    return int("".join(f"{byte:08b}" for byte in content)[first:stop], 2)


def due(number: int, offset: int, content: bytes, *, has_lat_time: bool) -> dict[str, object]:
    """What CCSDS 133.0-B-2 figure 4-2 and the secondary header of the LAT say of a packet."""
    has_header = has_lat_time and bits(content, 4, 5) == 1
    has_time = has_header and len(content) >= 14
    has_pad = has_header and len(content) >= 16
    return {
        "packet_id": FILE_ID * 2**32 + number,
        "ordinal": ORDINAL,
        "file_id": FILE_ID,
        "scid": SCID,
        "apid": bits(content, 5, 16),
        "header_flags": bits(content, 0, 5),
        "sequence_flags": bits(content, 16, 18),
        "sequence_count": bits(content, 18, 32),
        "length_field": len(content) - 7,
        "packet_time_s": bits(content, 48, 80) if has_time else None,
        "packet_time_us": bits(content, 80, 112) if has_time else None,
        "pad_bytes": bits(content, 112, 128) if has_pad else None,
        "crc32": zlib.crc32(content),
        "offset_bytes": offset,
        "length_bytes": len(content),
    }


@given(sent=st.lists(PACKETS, min_size=1, max_size=8), has_lat_time=st.booleans())
def test_every_part_of_a_header_is_shown_as_it_was_sent(
    store: Store, sent: list[bytes], has_lat_time: bool
) -> None:
    lengths = np.array([len(content) for content in sent])
    offsets = np.cumsum(lengths) - lengths
    buffer = np.frombuffer(b"".join(sent), np.uint8)
    found = columns(buffer, offsets, lengths, has_lat_time=has_lat_time)
    store.connection.execute("truncate raw.packet_headers")
    numbers = FILE_ID * 2**32 + np.arange(len(sent))
    store.append("raw.packet_headers", {"packet_id": numbers, **found})
    shown = store.connection.execute("from raw.packets order by packet_id")
    names = [column[0] for column in shown.description]
    assert [dict(zip(names, row, strict=True)) for row in shown.fetchall()] == [
        due(number, int(offset), content, has_lat_time=has_lat_time)
        for number, (offset, content) in enumerate(zip(offsets, sent, strict=True))
    ]


READERS = [
    name
    for name, path in statement_files()
    if "raw.packets" in path.read_text() and not name.startswith("views/")
]
VALUES = {
    "is_delivery": True,
    "ordinal": 1,
    "file_id": 1,
    "first_packet_id": 2**32,
    "last_packet_id": 2**33 - 1,
}
DEAR = ("CROSS_PRODUCT", "NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "IE_JOIN")


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A home that took packets in; what its statements stand on is there still."""
    folder: Path = tmp_path_factory.mktemp("counted")
    home = Home(folder / "home")
    for place in home.folders:
        place.mkdir(parents=True)
    story = Scenario(runs=(RunPlan(events=100),), passes=Fractions(((0.5,),)))
    with closing(Store.open(home)) as store:
        migrate(store)
        for path in Level0(story, packet_bytes=300).write(folder / "deliveries"):
            receive(store, path)
        cycle(store, Settings(), lambda line: None)
        yield store


@pytest.mark.parametrize("name", READERS)
def test_no_statement_pairs_every_packet_with_every_file(counted: Store, name: str) -> None:
    values = {key: VALUES[key] for key in parameters_of(name)}
    plan = counted.connection.execute(f"explain {statement(name)}", values or None).fetchall()
    assert [operator for operator in DEAR if operator in str(plan)] == []


def test_the_statements_that_read_packets_are_found() -> None:
    assert "packets/nearby_packets" in READERS
