"""What a hand-off should say of Magic-7: every message that was sent in the hours of the runs."""

import struct

from cli import Halfpipe

from etl.simulator.housekeeping import housekeeping
from etl.simulator.scenario import Scenario


def magic7(home: Halfpipe, downlink: str) -> list[str]:
    """The lines of Magic-7 in a hand-off."""
    return (home.home / f"handoff/{downlink}/magic7_{downlink}.txt").read_text().splitlines()


def messages(story: Scenario) -> dict[str, list[bytes]]:
    """What was sent of each kind in the hours of the runs, in order of time."""
    spans = [(run.run_id, run.last_data_met) for run in story.runs]
    sent = [packet.data for packet in housekeeping(spans) if packet.apid == 1020]
    return {
        kind: [data for data in sent if len(data) == size]
        for kind, size in (("ATT", 56), ("ORB", 36))
    }


def data_times(lines: list[str], kind: str) -> list[tuple[int, ...]]:
    found = [line.split()[3:5] for line in lines if line.split()[2] == kind]
    return [tuple(map(int, words)) for words in found]


def assert_whole(lines: list[str], story: Scenario) -> None:
    """Every message that was sent is in the lines, once."""
    for kind, sent in messages(story).items():
        assert data_times(lines, kind) == [struct.unpack_from(">II", data) for data in sent]
