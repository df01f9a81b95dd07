"""How fast chunk files become merged files: events/s, MB/s, and the ratio to ``cp``.

``python -m tests.bench.bench_merge [--events 1000000] [--rounds 3] [--folder DIR]``

One run of 400-byte payloads and four handlers, in eight chunk files of both EPUs. Each round
copies the bytes with ``cp`` and syncs them, then receives and cycles them in a fresh home, so
that both meet the same disk. *Merge* is decode, decide, gate and write: from chunk files in the
archive to merged files in the hand-off, as the original's whole merge step. *Whole* adds taking
the delivery in, FITS, registration, hand-off and the snapshot.
"""

import argparse
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from etl.schedule import StageLine, cycle
from etl.settings import Settings
from etl.simulator.bench import bench_scenario
from etl.simulator.packing import Packing
from etl.stages.receive import receive
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store
from tests.bench.memory import touch

MERGE_STAGES = ("decode", "decide", "gate", "write")
MEGABYTE = 1_000_000


def copy_seconds(source: Path, target: Path) -> float:
    """Time ``cp`` of the delivery and the sync that makes it as durable as ours."""
    began = perf_counter()
    subprocess.run(["cp", "-r", source, target], check=True)
    subprocess.run(["sync", *target.iterdir()], check=True)
    return perf_counter() - began


def merge_seconds(source: Path, folder: Path) -> dict[str, float]:
    """Time each stage of the delivery's way through a fresh home."""
    folder.mkdir()
    store = Store.open(Home(folder))
    migrate(store)
    seconds = delivered_seconds(store, source)
    store.close()
    return seconds


def delivered_seconds(store: Store, source: Path) -> dict[str, float]:
    """Take a delivery in and run a cycle; time each stage."""
    began = perf_counter()
    receive(store, source)
    seconds = {"receive": perf_counter() - began}

    def tell(line: StageLine) -> None:
        seconds[line.stage] = line.seconds

    cycle(store, Settings(models="off", checks="off"), tell)
    return seconds


def rounds(source: Path, folder: Path, count: int) -> Iterator[tuple[float, dict[str, float]]]:
    """Copy and merge in turn, each time from and to a clean disk."""
    for number in range(count):
        copied, home = folder / f"copy-{number}", folder / f"home-{number}"
        touch()
        os.sync()
        copying = copy_seconds(source, copied)
        shutil.rmtree(copied)
        os.sync()
        touch()
        yield copying, merge_seconds(source, home)
        shutil.rmtree(home)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None)
    chosen = parser.parse_args()
    with TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        packing = Packing(manifest=None, index=False)
        (source,) = bench_scenario(chosen.events).write(folder / "source", packing)
        size = sum(file.stat().st_size for file in source.iterdir()) / MEGABYTE
        measured = list(rounds(source, folder, chosen.rounds))
    copying = median(copied for copied, _ in measured)
    stages = {stage: median(took[stage] for _, took in measured) for stage in measured[0][1]}
    print(f"{chosen.events} events, {size:.0f} MB; median of {chosen.rounds} rounds")
    print(f"{'cp + sync':12s} {copying:6.2f} s")
    for stage, seconds in stages.items():
        print(f"{stage:12s} {seconds:6.2f} s")
    for title, wanted in (("merge", MERGE_STAGES), ("whole", tuple(stages))):
        seconds = sum(stages[stage] for stage in wanted)
        print(
            f"{title:12s} {seconds:6.2f} s  {chosen.events / seconds:9.0f} events/s "
            f"{size / seconds:6.0f} MB/s  {seconds / copying:5.2f} x cp"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    print(f"{'peak memory':12s} {peak:6.0f} MB")


if __name__ == "__main__":
    main()
