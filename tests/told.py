"""A home that saw a story in four deliveries, and what each listing said after each of them."""

from dataclasses import dataclass, replace
from pathlib import Path

from commands import Row, done
from written import SMALL

from etl.simulator.copies import Fractions
from etl.simulator.faults import Conflict, Delay, Lose, Partial, Repeat
from etl.simulator.scenario import A, B, Scenario

WHOLE_RUN, LOSSY_RUN, LONELY_RUN = 734_700_000, 734_706_000, 734_712_000
LATE, LOST = 12, 7
LISTINGS = ("deliveries", "runs", "streams", "holes", "gaps", "chunks", "products", "alerts")

STORY = Scenario(
    runs=tuple(replace(SMALL, run_id=run) for run in (WHOLE_RUN, LOSSY_RUN, LONELY_RUN)),
    passes=Fractions(((0.3, 0.6), (0.4, 0.7))),
).but(
    Delay(epu=A, datagrams=(LATE,), to=3),
    Repeat(epu=B, datagrams=(1,), again_in=1),
    Conflict(epu=B, datagrams=(2,), other_in=2),
    Partial(epu=B, datagrams=(3,), whole_in=2),
    Lose(epu=A, datagrams=(LOST,), run=1),
    Lose(epu=B, run=2),
)


@dataclass(frozen=True)
class ToldHome:
    """A home, the deliveries it saw, and its listings (JSON) after each."""

    folder: Path
    deliveries: tuple[Path, ...]
    said: tuple[dict[str, list[Row]], ...]

    def rows(self, *words: object) -> list[Row]:
        return done(*words, "--json", home=self.folder).rows

    def row(self, *words: object) -> Row:
        (only,) = self.rows(*words)
        return only


def listings_of(home: Path, *options: object) -> dict[str, list[Row]]:
    """Everything the listings say."""
    said = {name: done(name, "--json", *options, home=home).rows for name in LISTINGS}
    said["ledger"] = done("ledger", "--json", *options, home=home).rows
    said["ledger by run"] = done("ledger", "--by", "run", "--json", *options, home=home).rows
    return said


def tell(folder: Path) -> ToldHome:
    """Make the home, and listen to it after each delivery."""
    home = folder / "home"
    deliveries = STORY.write(folder / "deliveries")
    done("init", home=home)
    said = []
    for path in deliveries:
        done("receive", path, home=home)
        done("cycle", home=home)
        said.append(listings_of(home))
    return ToldHome(home, deliveries, tuple(said))
