"""What is to be explained, and what an explanation is."""

import re
from dataclasses import dataclass

from etl.cli.cells import run_name
from etl.cli.names import known_run
from etl.errors import BadRequest
from etl.store.snapshot import Record, Snapshot

_SUBJECT = re.compile(r"([^/]+)(?:/(\d+)/(\d+)(?:/(\d+))?)?")


@dataclass(frozen=True)
class Subject:
    """A run; with APID and number a datagram of it; with a GEM sequence an event of that."""

    run_id: int
    apid: int | None = None
    datagram_sequence: int | None = None
    gem_sequence: int | None = None

    def __str__(self) -> str:
        parts = (run_name(self.run_id), self.apid, self.datagram_sequence, self.gem_sequence)
        return "/".join(str(part) for part in parts if part is not None)

    @property
    def datagram(self) -> str:
        """The datagram, in words."""
        return f"{run_name(self.run_id)} APID {self.apid} datagram {self.datagram_sequence}"


@dataclass(frozen=True)
class Explanation:
    """An answer to where something is.

    Parameters
    ----------
    answer
        The answer in a sentence.
    facts
        What it rests on, for a program.
    rows
        The facts that matter most as rows of one table: a run, copies or events, or holes.
    lines
        The facts as a person reads them.
    """

    answer: str
    facts: Record
    rows: list[Record]
    lines: list[str]


def read_subject(snapshot: Snapshot, text: str) -> Subject:
    """Read ``RUN[/APID/DATAGRAM[/GEM]]``; the run must be known.

    Raises
    ------
    BadRequest
        The text has another form, or the run is not known.
    """
    found = _SUBJECT.fullmatch(text.strip())
    if found is None:
        raise BadRequest(
            f"{text!r} is not RUN, RUN/APID/DATAGRAM or RUN/APID/DATAGRAM/GEM, "
            "like r0734700000/956/12/1048577."
        )
    run, *numbers = found.groups()
    named = [None if number is None else int(number) for number in numbers]
    return Subject(known_run(snapshot, run), *named)
