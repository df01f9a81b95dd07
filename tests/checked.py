"""A home that was checked by everything there is, and how its data is made to offend."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from cli import Halfpipe, made
from written import SMALL

from etl.simulator.scenario import Scenario

RUN, OTHER_RUN = 734_700_000, 734_706_000
STORY = Scenario(
    runs=tuple(replace(SMALL, run_id=run, event_rate_hz=1.0) for run in (RUN, OTHER_RUN))
)
"""Two runs that came whole, of so few events a second that their rates are not judged."""

CHUNKED = {"max_events": 250}
ALL = {"HALFPIPE_MODELS": "on", "HALFPIPE_CHECKS": "on"}
QUERIES = {"HALFPIPE_MODELS": "off", "HALFPIPE_CHECKS": "sql"}


@dataclass(frozen=True)
class Checked:
    """The home, and how long its cycle took."""

    halfpipe: Halfpipe

    def copy(self, folder: Path, settings: dict[str, str]) -> Halfpipe:
        """A copy of the home, to be damaged."""
        shutil.copytree(self.halfpipe.home, folder)
        own = replace(self.halfpipe, home=folder, settings=self.halfpipe.settings | settings)
        own.done("init")  # its snapshot reads the files of this place now
        return own


def check(folder: Path) -> Checked:
    """Take the story in, build its marts and check it."""
    halfpipe = made(folder / "home", **CHUNKED)
    halfpipe = replace(halfpipe, settings=halfpipe.settings | ALL)
    (delivery,) = STORY.write(folder / "deliveries")
    halfpipe.take_in(delivery)
    return Checked(halfpipe)
