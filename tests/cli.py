"""``halfpipe`` on one home: in this process, which costs no start, or as a process of its own."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from commands import Row, Said, halfpipe

PROGRAM = Path(sys.executable).with_name("halfpipe")
LONGEST_S = 120


@dataclass(frozen=True)
class Halfpipe:
    """The command line on ``home``; ``settings`` are variables of the environment."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: object) -> Said:
        with patch.dict(os.environ, self.settings):
            return halfpipe(*words, home=self.home)

    def done(self, *words: object) -> Said:
        """Run a command that must succeed."""
        said = self.run(*words)
        assert said.code == 0, said.err
        return said

    def json(self, *words: object) -> list[Row]:
        return self.done(*words, "--json").rows

    def sql(self, query: str) -> list[Row]:
        return self.json("sql", query)

    def take_in(self, path: Path, *options: object) -> Said:
        """Receive a delivery and run a cycle; both must succeed."""
        self.done("receive", path, *options)
        return self.done("cycle")

    def standing(self) -> set[tuple[str, str]]:
        """The alerts that stand: kind and subject."""
        return {(row["alert_kind"], row["subject"]) for row in self.json("alerts")}

    @contextmanager
    def started(self, *words: object) -> Iterator["subprocess.Popen[str]"]:
        """A process of the installed program; it does not outlive the block."""
        process = subprocess.Popen(
            [PROGRAM, "--home", self.home, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.settings},
        )
        with process:
            try:
                yield process
            finally:
                process.kill()


def made(home: Path, **settings: object) -> Halfpipe:
    """A fresh home, and settings as the environment has them."""
    named = {f"HALFPIPE_{name.upper()}": str(value) for name, value in settings.items()}
    shutil.copytree(_fresh_home().name, home)
    return Halfpipe(home, named)


def copied(home: Path, folder: Path, **settings: str) -> Halfpipe:
    """A copy of a home, to be spoilt; a home that was copied publishes its snapshot anew."""
    shutil.copytree(home, folder)
    copy = Halfpipe(folder, settings)
    copy.done("init")
    return copy


@cache
def _fresh_home() -> "TemporaryDirectory[str]":
    """One home made by ``init``: it names no place, so a copy is as good and costs nothing."""
    place = TemporaryDirectory()
    Halfpipe(Path(place.name)).done("init")
    return place


def packed(folder: Path, target: Path, *, prefix: str, last_first: bool = False) -> Path:
    """Put a folder into an archive as another sender would: other names, order and dates."""
    mode = "w:gz" if target.name.endswith("gz") else "w"
    with tarfile.open(target, mode) as tar:  # type: ignore[call-overload]
        for path in sorted(folder.rglob("*"), reverse=last_first):
            tar.add(path, f"{prefix}{path.relative_to(folder)}", recursive=False)
    return target
