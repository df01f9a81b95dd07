"""What the packets of each APID carry."""

from enum import StrEnum


class ApidKind(StrEnum):
    """What the packets of an APID carry."""

    LPA = "lpa"
    LCI = "lci"
    MAGIC7 = "magic7"
    GEM_RATES = "gem_rates"
    OTHER = "other"
    IDLE = "idle"
    UNEXPECTED = "unexpected"


LPA_APIDS = (955, 956, 957, 958)
"""The APIDs that carry physics events (LPA): one for each event-processing unit."""

LCI_APIDS = (965, 966, 967, 968)
"""The APIDs that carry calibration events (LCI)."""

IDLE_APID = 2047
"""The APID of packets that carry nothing (CCSDS 133.0-B-2 §4.1.3.3.4.4)."""

LAT_APIDS: dict[int, ApidKind] = {
    **dict.fromkeys((13, 707, 720, 721, 722, 725, 753, 783), ApidKind.OTHER),
    **dict.fromkeys(range(832, 1024), ApidKind.OTHER),
    **dict.fromkeys((551, 591), ApidKind.GEM_RATES),
    **dict.fromkeys(LPA_APIDS, ApidKind.LPA),
    **dict.fromkeys(LCI_APIDS, ApidKind.LCI),
    1020: ApidKind.MAGIC7,
    IDLE_APID: ApidKind.IDLE,
}
"""The APIDs of the LAT (option table of DiagRet.py, fermi-lat/halfPipe; flight-software notes)."""
