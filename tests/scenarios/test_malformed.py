"""Event packets that can never form a datagram are settled as that, and told; others wait on."""

import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli import Halfpipe, made
from packets import EPOCH_MET
from provoked import WHY, folder
from sound import offences
from written import SMALL

from etl.simulator.level0 import Level0
from etl.simulator.packets import ALONE, CONTINUATION, FIRST, LAST, Packet
from etl.simulator.scenario import Scenario

APID = 956
SUBJECT = ("malformed_packets", f"77/{APID}")
CLASSES = ("waiting", "malformed", "written_off")


def taken_in(home: Halfpipe, place: Path, packets: Sequence[bytes]) -> None:
    home.take_in(folder(place, {"packets.l0": b"".join(packets)}))


def classed(home: Halfpipe) -> tuple[int, ...]:
    """How many packets the ledger has of each class; every line of it balances."""
    assert offences(home) == []
    (line,) = [one for one in home.json("ledger") if one["level"] == "packets"]
    used = line["used"] + line["used_out_of_order"]
    return used, *(line[name] for name in CLASSES)


def flagged(first_count: int, flags: str) -> list[bytes]:
    """Packets in turn: a digit is the sequence flags of one, a blank lets a second pass."""
    sent: list[bytes] = []
    for second, together in enumerate(flags.split(), EPOCH_MET + first_count):
        for digit in together:
            count = first_count + len(sent)
            one = Packet(APID, int(digit), count, second * 1_000_000, 0, bytes([count]) * 34)
            sent.append(one.encoded())
    return sent


def test_packets_between_which_none_is_missing_are_malformed_by_their_flags(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    # Used are 12, 3 and 3. What lies at either end may belong to packets that are still to come.
    taken_in(home, tmp_path / "240414001", flagged(0, "002 112 310 310 220 1"))
    assert classed(home) == (4, 4, 1 + 2 + 2 + 1 + 1 + 1, 0)
    assert SUBJECT in home.standing()
    (alert,) = [row for row in home.json("alerts") if row["alert_kind"] == SUBJECT[0]]
    assert "8 packets in 6 groups" in alert["message"]
    taken_in(home, tmp_path / "240414002", flagged(16, "3"))
    assert classed(home) == (5, 3, 9, 0)
    home.done("ignore", "--delivery", 240_414_001, *WHY)
    home.done("cycle")
    assert classed(home) == (1, 0, 0, 0)
    assert SUBJECT not in home.standing()


def test_packets_beside_missing_ones_wait(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    sent = flagged(0, "12 102 02 12")
    del sent[3], sent[4]  # the middle of the second datagram, the beginning of the third
    taken_in(home, tmp_path / "240414001", sent)
    assert classed(home) == (4, 3, 0, 0)
    assert SUBJECT not in home.standing()


def test_event_packets_without_a_time_are_malformed(tmp_path: Path) -> None:
    home = made(tmp_path / "home")
    flags = (FIRST, CONTINUATION, LAST)
    sent = [
        struct.pack(">HHH", APID, flags[count % 3] << 14 | count, 99) + bytes([count]) * 100
        for count in range(30)
    ]
    taken_in(home, tmp_path / "240414001", sent)
    assert classed(home) == (0, 0, 30, 0)
    assert SUBJECT in home.standing()


def test_good_copies_make_the_datagram_once_the_harmed_ones_are_left_out(tmp_path: Path) -> None:
    sent = Level0(Scenario(runs=(SMALL,)), packet_bytes=500, has_housekeeping=False).sent[0]
    middle = next(at for at in range(20, 99) if sent[at].sequence_flags == CONTINUATION)
    harmed = [*sent[:middle], replace(sent[middle], sequence_flags=ALONE), *sent[middle + 1 :]]
    home = made(tmp_path / "home")
    taken_in(home, tmp_path / "240414001", [packet.encoded() for packet in harmed])
    assert classed(home)[1:] != (0, 0, 0)
    assert {kind for kind, _ in home.standing()} >= {"malformed_packets", "hole"}
    taken_in(home, tmp_path / "240414002", [packet.encoded() for packet in sent])
    home.done("ignore", "--delivery", 240_414_001, *WHY)
    home.done("cycle")
    assert classed(home) == (len(sent), 0, 0, 0)
    (run,) = home.json("runs")
    assert (run["run_state"], run["delivered_count"]) == ("complete", SMALL.events)
    assert home.standing() == set()
