"""The counts of packets are unwrapped as they were sent, however they are delivered."""

import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.settings import Settings
from etl.stages.count import count_packets
from etl.store.hand_offs import HandOff
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store

Sent = tuple[int, float]
"""A packet as it was sent: its whole count, and its time in seconds."""

ROUND = 16_384
APID = 1020
HEADER_WORD = (0x0800 | APID) << 16 | 0xC000  # a secondary header; unsegmented
START_MET = 700_000_000.0
NOW = datetime(2024, 4, 14, tzinfo=UTC).replace(tzinfo=None)


@dataclass
class Counter:
    """A spacecraft of its own in a database that all cases share, so that each is a fresh one."""

    store: Store
    scid: int
    ordinals: Iterator[int]

    def deliver(self, packets: Iterable[Sent], *, fill: int = 0) -> None:
        """Land packets as the splitter does, and count them."""
        sent = list(packets)
        ordinal = next(self.ordinals)
        size = len(sent)
        met = np.array([time for _, time in sent], float)
        counts = np.array([number % ROUND for number, _ in sent], np.uint32)
        self.store.append(
            "raw.packet_headers",
            {
                "packet_id": ordinal * 2**32 + np.arange(size),
                "header_word": (HEADER_WORD | counts).astype(np.uint32),
                "packet_time": met.astype(np.uint64) << 32
                | np.round(met % 1 * 1e6).astype(np.uint64) % 1_000_000,
                "pad_bytes": np.zeros(size, np.int32),
                "crc32": np.array([hash((one, fill)) % 2**32 for one in sent], np.uint32),
                "offset_bytes": np.arange(size) * 48,
                "length_bytes": np.full(size, 48),
            },
        )
        whose = {"ordinal": [ordinal], "file_id": [ordinal], "scid": [self.scid]}
        self.store.append(
            "raw.packet_files",
            {
                **whose,
                "source": ["lat"],
                "annotation_bytes": [0],
                "packet_count": [size],
                "packet_bytes": [48 * size],
            },
        )
        self.store.append(
            "raw.packet_apids",
            {**whose, "apid": [APID], "apid_kind": ["magic7"], "packet_count": [size]},
        )
        hand_off = HandOff(ordinal, ordinal, ordinal, "delivery", NOW)
        with self.store.transaction():
            count_packets(self.store, hand_off, Settings())

    def gaps(self) -> list[tuple[str, int | None, int, float, float]]:
        """Kind, first missing count on board, how many, and the times of those around."""
        return self.store.connection.execute(
            """
            select gap_kind, first_missing_count % 16384, missing_count, after_met, before_met
            from core.packet_gaps where until_hand_off is null and scid = ? order by before_met
            """,
            [self.scid],
        ).fetchall()

    def fates(self) -> dict[str, int]:
        rows = self.store.connection.execute(
            "select packet_fate, count(*) from core.packets "
            "where until_hand_off is null and scid = ? group by all",
            [self.scid],
        ).fetchall()
        return dict(rows)

    def unwrapped(self) -> list[int]:
        """How far each packet that counts is from the first, in the order of their counts."""
        rows = self.store.connection.execute(
            "select unwrapped_count - min(unwrapped_count) over () from core.packets "
            "where until_hand_off is null and packet_fate = 'current' and scid = ? order by all",
            [self.scid],
        ).fetchall()
        return [number for (number,) in rows]


SCIDS, ORDINALS = count(1), count(1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(Store.open(Home(tmp_path_factory.mktemp("counts")))) as opened:
        migrate(opened)
        yield opened


@pytest.fixture
def counter(store: Store) -> Counter:
    return Counter(store, next(SCIDS), ORDINALS)


def steady(size: int, first: int = 16_000, step_s: float = 0.2) -> list[Sent]:
    return [(first + number, START_MET + number * step_s) for number in range(size)]


def later(packets: Iterable[Sent], seconds: float) -> list[Sent]:
    return [(number, time + seconds) for number, time in packets]


def test_a_rollover_is_no_gap(counter: Counter) -> None:
    counter.deliver(steady(2 * ROUND))
    assert counter.gaps() == []
    assert counter.unwrapped() == list(range(2 * ROUND))


@pytest.mark.parametrize("rounds", [1, 2, 3])
@pytest.mark.parametrize("is_one_delivery", [True, False])
def test_a_loss_of_whole_rounds_of_the_counter_is_found(
    counter: Counter, rounds: int, is_one_delivery: bool
) -> None:
    lost = rounds * ROUND
    sent = steady(4000 + lost)
    before, behind = sent[:2000], sent[2000 + lost :]
    for part in [before + behind] if is_one_delivery else [before, behind]:
        counter.deliver(part)
    times = (pytest.approx(before[-1][1]), pytest.approx(behind[0][1]))
    assert counter.gaps() == [("loss", 18_000 % ROUND, lost, *times)]


def test_a_silence_is_no_loss(counter: Counter) -> None:
    sent = steady(4000)
    counter.deliver(sent[:2000] + later(sent[2000:], 1003.3))
    assert counter.gaps() == []


@pytest.mark.parametrize("after_s", [0.2, 30.0, 1000.0])
def test_a_reset_is_told_from_a_loss(counter: Counter, after_s: float) -> None:
    sent = steady(5000)
    restarted = later(steady(3000, first=0), sent[-1][1] - START_MET + after_s)
    counter.deliver(sent + restarted)
    assert [gap[:3] for gap in counter.gaps()] == [("reset", None, 0)]


def test_packets_of_one_time_are_in_the_order_of_their_counts(counter: Counter) -> None:
    """As those of one datagram are, though the counter rolls over among them."""
    sent = [(16_000 + number, START_MET + number // 25 * 0.7) for number in range(3000)]
    counter.deliver(sent[:380] + sent[390:])
    assert [gap[:3] for gap in counter.gaps()] == [("loss", 16_380, 10)]
    assert counter.unwrapped() == [number for number in range(3000) if not 380 <= number < 390]


def test_the_same_packet_with_other_bytes_is_a_conflict_whoever_came_first(store: Store) -> None:
    sent = steady(10)
    kept = set()
    for order in ((0, 1), (1, 0)):
        counter = Counter(store, next(SCIDS), ORDINALS)
        for fill in order:
            counter.deliver(sent, fill=fill)
        assert counter.fates() == {"current": 10, "conflict": 10}
        kept.add(
            tuple(
                store.connection.execute(
                    "select crc32 from core.packets inner join raw.packets using (packet_id) "
                    "where packet_fate = 'current' and until_hand_off is null "
                    "and core.packets.scid = ? order by sequence_count",
                    [counter.scid],
                ).fetchall()
            )
        )
    assert len(kept) == 1


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_counts_and_gaps_are_those_of_what_was_sent_in_any_order_of_deliveries(
    store: Store, data: st.DataObject
) -> None:
    draw = random.Random(data.draw(st.integers(0, 2**32)))
    size = draw.randrange(2, 300)
    step_s = draw.choice([0.01, 0.2, 1.0, 40.0])
    first = draw.choice([0, 16_200, 16_383])
    sent = [
        (first + number, START_MET + (number + draw.uniform(0, 0.3)) * step_s)
        for number in range(size)
    ]
    lost = set()
    for _ in range(draw.randrange(4)):
        start = draw.randrange(size)
        lost |= set(range(start, min(size, start + draw.randrange(1, 60))))
    came = [one for number, one in enumerate(sent) if number not in lost] or sent[:1]
    counter = Counter(store, next(SCIDS), ORDINALS)
    deliveries = cut_with_overlaps(draw, came)
    for delivery in deliveries:
        counter.deliver(delivery)
    assert counter.unwrapped() == [number - came[0][0] for number, _ in came]
    assert [(kind, start, missing) for kind, start, missing, _, _ in counter.gaps()] == [
        ("loss", (before + 1) % ROUND, after - before - 1)
        for (before, _), (after, _) in pairwise(came)
        if after > before + 1
    ]
    copies = sum(map(len, deliveries)) - len(came)
    assert counter.fates().get("duplicate", 0) == copies


def cut_with_overlaps(draw: random.Random, packets: list[Sent]) -> list[list[Sent]]:
    """Pieces that together have all packets, some of them twice, in any order."""
    cuts = sorted(draw.randrange(len(packets)) for _ in range(draw.randrange(4)))
    bounds = list(zip([0, *cuts], [*cuts, len(packets)], strict=True))
    pieces = [packets[max(0, start - draw.randrange(3)) : stop] for start, stop in bounds]
    for piece in pieces:
        if draw.random() < 0.3:
            draw.shuffle(piece)
    draw.shuffle(pieces)
    return [piece for piece in pieces if piece]
