"""The words of the instrument and the codes that stand for them in its data.

The database stores what a person reads; codes are turned into words here and nowhere else.
Numbers and words are those of fermi-lat/enums (Lsf.h) as the flight files write them, lower case.
"""

from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray


class CodedWord(StrEnum):
    """A word with the number that stands for it in the data."""

    code: int

    def __new__(cls, word: str, code: int) -> Self:
        """Make a word that knows its code."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.code = code
        return member

    @classmethod
    def of(cls, code: int) -> Self:
        """Find the word of a code.

        Raises
        ------
        ValueError
            If no word has this code.
        """
        for member in cls:
            if member.code == code:
                return member
        known = ", ".join(f"{member.code} {member}" for member in cls)
        raise ValueError(f"{cls.__name__} has no code {code}; it has {known}.")


class OpenAction(CodedWord):
    """How a datagram began."""

    START = "start", 0
    RESUME = "resume", 1
    CONTINUE = "continue", 2
    UNSPECIFIED = "unspecified", 3


class CloseAction(CodedWord):
    """How a datagram ended."""

    STOP = "stop", 0
    ABORT = "abort", 1
    PAUSE = "pause", 2
    CONTINUE = "continue", 3
    UNSPECIFIED = "unspecified", 4


class Reason(CodedWord):
    """Why a datagram began or ended."""

    OPERATOR = "operator", 0
    MODECHANGE = "modechange", 1
    TIMEDOUT = "timedout", 2
    COUNTEDOUT = "countedout", 3
    FULL = "full", 4
    UNKNOWN = "unknown", 5


class Crate(CodedWord):
    """The on-board computer that made a datagram."""

    NOCRATE = "nocrate", -1
    EPU0 = "epu0", 0
    EPU1 = "epu1", 1
    EPU2 = "epu2", 2
    SIU0 = "siu0", 3
    SIU1 = "siu1", 4
    AUX = "aux", 5
    MIXED = "mixed", 6


class Mode(CodedWord):
    """The operating mode the instrument was in."""

    NOMODE = "nomode", -1
    NORMAL = "normal", 0
    TOO = "too", 1
    GRB0 = "grb0", 2
    GRB1 = "grb1", 3
    GRB2 = "grb2", 4
    SOLAR = "solar", 5
    CALIBRATION = "calibration", 6
    DIAGNOSTIC = "diagnostic", 7


class Platform(CodedWord):
    """The hardware the events come from."""

    LAT = "lat", 0
    TESTBED = "testbed", 1
    HOST = "host", 2


class Origin(CodedWord):
    """Where the particles come from."""

    ORBIT = "orbit", 0
    MONTECARLO = "montecarlo", 1
    GROUND = "ground", 2


class HandlerId(CodedWord):
    """A filter that looks at each physics event on board."""

    PASS_THRU = "pass_thru", 0
    GAMMA = "gamma", 1
    ASC = "asc", 2
    MIP = "mip", 3
    HIP = "hip", 4
    DGN = "dgn", 5


class HandlerState(CodedWord):
    """What a filter decided about an event."""

    INVALID = "invalid", -1
    PASSED = "passed", 0
    SUPPRESSED = "suppressed", 1
    VETOED = "vetoed", 2
    LEAKED = "leaked", 3
    IGNORED = "ignored", 4


class InfoType(CodedWord):
    """What kind of event a record holds: physics, or the calibration of one detector."""

    LPA = "lpa", 0
    LCI_ACD = "lci_acd", 1
    LCI_CAL = "lci_cal", 2
    LCI_TKR = "lci_tkr", 3


class TimetoneFlag(CodedWord):
    """A remark on a time tone; the code is the bit that stands for it."""

    SOURCE_GPS = "source_gps", 1
    MISSING_CPU = "missing_cpu", 2
    MISSING_LAT = "missing_lat", 4
    MISSING_TIMETONE = "missing_timetone", 8
    EARLY_EVENT = "early_event", 16


def words(vocabulary: type[CodedWord], codes: ArrayLike) -> NDArray[np.object_]:
    """Turn an array of codes into words; a code without a word, say 17, becomes "code 17"."""
    distinct, position = np.unique(np.asarray(codes, np.int64), return_inverse=True)
    named = {member.code: member.value for member in vocabulary}
    lookup = np.array([named.get(code, f"code {code}") for code in distinct.tolist()], object)
    return lookup[position]
