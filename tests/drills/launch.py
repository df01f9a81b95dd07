"""Orders processes that die, and takes down what they leave behind."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from cli import Halfpipe
from sound import STORED_PACKETS
from written import digests

from drills.killed import Order
from etl.store.schema import metadata

DATABASES = ("halfpipe.duckdb", "ops.duckdb")
OWN_ACCOUNT = ("ops.cycles", "ops.outcomes", "ops.check_results")
"""What says how often the machine tried, so a killed attempt is to be seen there."""


@dataclass(frozen=True)
class Launcher:
    """The process that forks one that dies for each order."""

    process: "subprocess.Popen[str]"
    folder: Path

    def run(
        self, halfpipe: Halfpipe, words: list[str], fatal: int = 0, scripts: Path | None = None
    ) -> tuple[int, list[str]]:
        """Run a command that dies at an instant; returns its exit code and the instants passed."""
        log, said = self.folder / "instants", self.folder / "said"
        order = Order(
            words=["--home", str(halfpipe.home), *words],
            fatal=fatal,
            log=str(log),
            said=str(said),
            settings=dict(halfpipe.settings),
            scripts=scripts and str(scripts),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(asdict(order)), file=self.process.stdin, flush=True)
        code = int(self.process.stdout.readline())
        assert code in (0, -9), said.read_text()
        return code, log.read_text().splitlines()


@contextmanager
def launcher() -> Iterator[Launcher]:
    """A launcher that ends with the block."""
    script = Path(__file__).with_name("killed.py")
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        yield Launcher(process, Path(folder))


def left_behind(halfpipe: Halfpipe) -> dict[str, object]:
    """All of a home that must be the same however often its processes were killed."""
    files = digests(halfpipe.home)
    kept, published = (rows_of(halfpipe.home / name) for name in DATABASES)
    return {
        **{table: found for table, found in kept.items() if table not in OWN_ACCOUNT},
        "stages done": sorted(row[2:4] for row in kept["ops.outcomes"] if row[7]),
        "not published": [table for table in kept if published[table] != kept[table]],
        "off the ledger": [line for line in halfpipe.json("ledger") if line["residual"] != 0],
        "file names": sorted(files),
        "digests": {
            name: digest
            for name, digest in files.items()
            if name not in DATABASES and not name.endswith(".parquet")
        },
    }


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a home's database shows, by the name of the table."""
    with duckdb.connect() as reader:
        reader.execute(f"attach '{database}' as home (read_only)")
        return {
            table: reader.execute(f"select * from home.{table} order by all").fetchall()
            for table in sorted(metadata.tables.keys() - {STORED_PACKETS})
        }
