"""What the spacecraft sends beside events: Magic-7, GEM counters, idle packets."""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from etl.formats.gem_rates import COUNTERS, COUNTERS_AT
from etl.formats.magic7 import ANCILLARY, ATTITUDE, TONE
from etl.simulator.packets import ALONE, IDLE_APID, MAGIC7_APID, RATES_APID, Packet

RADIUS_M, SPEED_M_PER_S, ORBIT_S = 6_930_000.0, 7_580.0, 5_730.0
RATES_EVERY_S, IDLE_EVERY_S = 5, 3
PACKET_AFTER_US = 162_893  # from the time a message is true to its packet
DATA_AT = 16  # where the data of a packet begins


def housekeeping(spans: Iterable[tuple[int, float]], first_count: int = 0) -> Iterator[Packet]:
    """Send what is due in each span of mission elapsed seconds, in order of time.

    Attitude comes five times a second; position, state and time tone once.
    """
    counts: dict[int, int] = defaultdict(lambda: first_count)
    for first_s, last_s in spans:
        for second in range(first_s, int(last_s) + 1):
            for apid, after_us, data in _of_second(second):
                time_us = 1_000_000 * second + after_us
                yield Packet(apid, ALONE, counts[apid], time_us, time_us, data)
                counts[apid] += 1


def _of_second(second: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield APID, microsecond and data of each packet of a second."""
    for fifth in range(5):
        after_us = 200_000 * fifth
        yield MAGIC7_APID, after_us + PACKET_AFTER_US, attitude(second, after_us)
        if fifth == 0:
            yield MAGIC7_APID, after_us + PACKET_AFTER_US + 9_000, tone(second)
        if fifth == 3:
            yield MAGIC7_APID, after_us + PACKET_AFTER_US + 39_795, ancillary(second, after_us)
    if second % RATES_EVERY_S == 0:
        yield RATES_APID, 970_000, rates(second)
    if second % IDLE_EVERY_S == 0:
        yield IDLE_APID, 980_000, bytes(10)


def attitude(second: int, after_us: int) -> bytes:
    """Return the attitude message of a moment: the spacecraft turns with its orbit."""
    message = np.zeros(1, ATTITUDE)
    half = np.pi * (second + after_us / 1e6) / ORBIT_S
    message["data_time_s"], message["data_time_us"] = second, after_us
    message["qx"], message["qw"] = np.sin(half), np.cos(half)
    message["wx"] = 2 * np.pi / ORBIT_S
    return message.tobytes()


def ancillary(second: int, after_us: int) -> bytes:
    """Return the ancillary message of a moment: a circular orbit in the plane of the equator."""
    message = np.zeros(1, ANCILLARY)
    angle = 2 * np.pi * (second + after_us / 1e6) / ORBIT_S
    message["data_time_s"], message["data_time_us"] = second, after_us
    message["x"], message["y"] = RADIUS_M * np.cos(angle), RADIUS_M * np.sin(angle)
    message["vx"], message["vy"] = -SPEED_M_PER_S * np.sin(angle), SPEED_M_PER_S * np.cos(angle)
    message["gnc_mode"], message["ssr_usage"] = 5, second % 100
    return message.tobytes()


def tone(second: int) -> bytes:
    """Return the message that names a second."""
    message = np.zeros(1, TONE)
    message["tone_s"], message["tone_flags"] = second, 1
    return message.tobytes()


def rates(second: int) -> bytes:
    """Return GEM counters that grow with time."""
    counters = [second * (number + 1) % 2**32 for number in range(len(COUNTERS.names or ()))]
    return bytes(COUNTERS_AT - DATA_AT) + struct.pack(f">{len(counters)}I", *counters)
