"""Magic-7 that comes apart from the events of its run reaches Level 1 all the same, once."""

from pathlib import Path

import pytest
from cli import made
from magic7_due import assert_whole, magic7
from written import SMALL

from etl.simulator.level0 import Level0
from etl.simulator.scenario import Scenario


def sent_apart(place: Path) -> list[Path]:
    """The events of a run, its Magic-7 in a delivery of its own, and that again with the rates."""
    (stream,) = Level0(Scenario(runs=(SMALL,))).sent
    for number, apids in enumerate(((956, 957), (1020,), (551, 1020)), 240_414_001):
        chosen = b"".join(packet.encoded() for packet in stream if packet.apid in apids)
        (place / str(number)).mkdir(parents=True)
        (place / str(number) / f"{number}.l0").write_bytes(chosen)
    return sorted(place.iterdir())


def test_magic7_of_a_delivery_of_its_own_is_handed_on_with_it_once(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    deliveries = sent_apart(tmp_path / "sent")
    for delivery in deliveries:
        home.take_in(delivery)
    none, all_of_it, again = (magic7(home, delivery.name) for delivery in deliveries)
    assert (none, again) == ([], [])
    assert_whole(all_of_it, Scenario(runs=(SMALL,)))


def test_magic7_as_text_in_a_delivery_of_its_own_is_handed_on_with_it(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    events, packets, _ = sent_apart(tmp_path / "sent")
    delivery = as_text(packets, tmp_path)
    home.take_in(events)
    home.take_in(delivery)
    assert_whole(magic7(home, delivery.name), Scenario(runs=(SMALL,)))


def as_text(packets: Path, place: Path) -> Path:
    """A delivery of the text that is handed on of one of packets."""
    other = made(place / "other")
    other.take_in(packets)
    delivery = place / "240414009"
    delivery.mkdir()
    (delivery / "magic7.txt").write_text("\n".join(magic7(other, packets.name)) + "\n")
    return delivery


@pytest.mark.parametrize("form", ["packets", "text"])
def test_magic7_that_was_ignored_is_handed_on_when_it_counts_again(
    tmp_path: Path, form: str
) -> None:
    home = made(tmp_path / "home")
    events, packets, _ = sent_apart(tmp_path / "sent")
    delivery = packets if form == "packets" else as_text(packets, tmp_path)
    home.done("receive", delivery)
    home.done("ignore", "--delivery", delivery.name, "--why", "a test")
    home.take_in(events)
    assert magic7(home, delivery.name) == magic7(home, events.name) == []
    home.done("release", "--delivery", delivery.name, "--why", "it is over")
    home.done("cycle")
    (step,) = home.sql("select max(downlink) as downlink from ops.hand_offs")
    assert step["downlink"] != int(delivery.name)
    assert_whole(magic7(home, f"{step['downlink']:09d}"), Scenario(runs=(SMALL,)))


def test_magic7_ignored_and_released_in_one_step_is_not_handed_on_again(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    _, packets, _ = sent_apart(tmp_path / "sent")
    delivery = as_text(packets, tmp_path)
    home.take_in(delivery)
    assert_whole(magic7(home, delivery.name), Scenario(runs=(SMALL,)))
    home.done("ignore", "--delivery", delivery.name, "--why", "a test")
    home.done("release", "--delivery", delivery.name, "--why", "it was a mistake")
    home.done("cycle")
    (step,) = home.sql("select max(downlink) as downlink from ops.hand_offs")
    assert magic7(home, f"{step['downlink']:09d}") == []
