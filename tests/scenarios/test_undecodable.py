"""What no copy of packets decoded is decoded in the end, once good packets are there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from cli import Halfpipe, made
from provoked import folder
from sound import offences

from etl.simulator.copies import Fractions
from etl.simulator.level0 import Level0
from etl.simulator.packets import Packet
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario

EVENTS = 400
RUN = RunPlan(events=EVENTS, payload_bytes=(100, 200), events_per_datagram=(20, 30))
LEVEL0 = Level0(
    Scenario(runs=(RUN,), passes=Fractions(((),)), seed=5),
    packet_bytes=1024,
    has_housekeeping=False,
)
SENT = LEVEL0.sent[0]
LARGEST = max(LEVEL0.datagrams.values(), key=len)
HALF = len(LARGEST) // 2


def flipped(packet: Packet) -> Packet:
    return replace(packet, data=bytes([packet.data[0] ^ 0x55]) + packet.data[1:])


def content(packets: Sequence[Packet], harmed: Sequence[Packet] = ()) -> bytes:
    """The bytes of packets, a byte of some of them flipped."""
    return b"".join((flipped(one) if one in harmed else one).encoded() for one in packets)


def taken(place: Path, *deliveries: bytes) -> Halfpipe:
    """A home that took in deliveries of one file each, one after the other."""
    home = made(place / "home")
    for number, sent in enumerate(deliveries, 240_414_001):
        home.take_in(folder(place / "sent" / str(number), {"packets.l0": sent}))
    return home


def check_whole(home: Halfpipe) -> None:
    (run,) = home.json("runs")
    assert (run["run_state"], run["delivered_count"]) == ("complete", EVENTS)
    assert {kind for kind, _ in home.standing()} & {"undecodable_datagram", "hole"} == set()
    assert offences(home) == []


@pytest.mark.parametrize("is_harmed_first", [True, False])
@pytest.mark.parametrize("count", [6, len(LARGEST)])
def test_a_datagram_is_decoded_once_some_delivery_has_all_its_packets_good(
    count: int, is_harmed_first: bool, tmp_path: Path
) -> None:
    deliveries = [content(SENT, LARGEST[:count]), content(SENT)]
    home = taken(tmp_path, *(deliveries if is_harmed_first else deliveries[::-1]))
    check_whole(home)


GOOD_IN_PARTS = (
    content(SENT, LARGEST),
    content(LARGEST[:HALF]),
    content(LARGEST[HALF:]),
)
"""All packets of a datagram are harmed; those that come again are good, half by half."""

HARMED_AGAIN = (
    content(SENT, LARGEST[:HALF]),
    content(LARGEST[:HALF]),
    content([replace(flipped(one), data=one.data[::-1]) for one in LARGEST]),
)
"""What came again was good, and all of it comes once more, worse than ever."""


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)])
@pytest.mark.parametrize("deliveries", [GOOD_IN_PARTS, HARMED_AGAIN])
def test_good_packets_count_in_whatever_order_and_company_they_come(
    deliveries: Sequence[bytes], order: Sequence[int], tmp_path: Path
) -> None:
    check_whole(taken(tmp_path, *(deliveries[place] for place in order)))


def test_a_file_that_has_its_packets_twice_is_used_with_the_good_ones(tmp_path: Path) -> None:
    check_whole(taken(tmp_path, content(SENT, LARGEST) + content(LARGEST)))
