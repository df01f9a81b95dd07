"""Cases drawn as a person would: a delivery is a table of datagrams, what must follow another."""

from dataclasses import dataclass, field
from hashlib import sha256

from decided import Bench
from oracle.facts import TOP, Copy, Decision
from oracle.plans import Line

RUN = 100
ENDS = ("stop", "abort", "pause")


def table(text: str) -> list[dict[str, str]]:
    """Read a drawn table: a line of names, then lines of values, with bars between them."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def copy_of(line: dict[str, str]) -> Copy:
    """Make a datagram of apid, number, events (their GEM sequences) and action.

    The action is empty, or ``start``, or an end, or both. A letter under ``bytes`` makes copies of
    the same events differ. ``keys`` are its hardware and software key, and its file's MOOT key.
    """
    gems = tuple(int(gem) for gem in line["events"].split())
    actions = line.get("action", "").split()
    opens = "start" if "start" in actions else "continue"
    closes = next((action for action in actions if action in ENDS), "continue")
    content = repr((gems, actions, line.get("bytes", ""))).encode()
    digest = line.get("bytes", "") + sha256(content).hexdigest()[:16]
    run_id, apid, number = int(line.get("run", RUN)), int(line["apid"]), int(line["number"])
    altered = line.get("file", "") == "altered"
    hardware, software, moot = (*map(int, line.get("keys", "1 2").split()), None)[:3]
    return Copy(
        *(run_id, apid, number, gems, opens, closes, digest, altered),
        hardware_key=hardware,
        software_key=software,
        moot_key=moot,
    )


def line_of(line: dict[str, str]) -> Line:
    """Make a line of a plan: a run or a time, and what is expected, where ``-`` is nothing."""
    start, stop = (float(line[name]) for name in ("start", "stop"))
    keys = [None if line[name] == "-" else int(line[name]) for name in ("moot", "hw", "sw")]
    state = line.get("state", "CREATED")
    return Line(start, stop, *keys, state, names_run=stop == start + 1)


def shown(value: object) -> str:
    """How a drawn table says a value: ``-`` is nothing, ``end`` the last GEM sequence there is."""
    if value is None:
        return "-"
    return "end" if value == TOP else str(value)


@dataclass
class Drawn:
    """A bench that takes drawn deliveries and decisions, and is asked for what follows."""

    bench: Bench = field(default_factory=Bench)

    def receives(self, text: str) -> None:
        self.bench.deliver([copy_of(line) for line in table(text)])

    def plans(self, text: str) -> None:
        self.bench.plan([line_of(line) for line in table(text)])

    def decides(self, action: str, **about: object) -> int:
        """Record one decision about the run, or what is named; returns its number."""
        number = len(self.bench.decisions) + 1
        named = {"run_id": RUN, **about}
        self.bench.decree([Decision(number, action, **named)])  # type: ignore[arg-type]
        return number

    def shows(self, relation: str, due: str) -> None:
        """Hold that a relation of decide has exactly the rows drawn, in the columns named."""
        expected = table(due)
        names = [name.strip() for name in due.strip().splitlines()[0].split("|")]
        found = self.bench.rows(f"select {', '.join(names)} from {relation}")
        assert sorted(tuple(map(shown, row.values())) for row in found) == sorted(
            tuple(line.values()) for line in expected
        )
