"""How fast packets become events: MB/s of Level 0, stage by stage, with two workers.

``python -m tests.bench.bench_level0 [--events 1000000] [--workers 2]``

A simulated run as one Level-0 file, its datagrams in packets of 4000 bytes. The stages from the
split to the events run once each, as in a cycle; the file is in memory. What the stages need is
imported where they run: every worker loads this module anew.
"""

import argparse
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

MEGABYTE = 1_000_000
TO_EVENTS = ("split", "count", "housekeeping", "assemble", "decode_packets")
PIECES = 6


def measured(path: Path, folder: Path, workers: int) -> dict[str, float]:
    """Seconds that each stage takes on the delivery at ``path``, in a fresh home."""
    from etl.settings import Settings
    from etl.stages import STAGES
    from etl.stages.receive import receive
    from etl.store.hand_offs import pending_hand_offs
    from etl.store.home import Home
    from etl.store.migrate import migrate
    from etl.store.store import Store

    home = Home(folder)
    for place in home.folders:
        place.mkdir(parents=True, exist_ok=True)
    size = sum(file.stat().st_size for file in path.iterdir())
    settings = Settings(decode_workers=workers, decode_chunk_bytes=size // PIECES)
    seconds: dict[str, float] = {}
    with closing(Store.open(home)) as store:
        migrate(store)
        receive(store, path)
        (hand_off,) = pending_hand_offs(store, "hand_off")
        for name in TO_EVENTS:
            began = perf_counter()
            with store.transaction():
                STAGES[name](store, hand_off, settings)
            seconds[name] = perf_counter() - began
    return seconds


def written(events: int, folder: Path) -> Path:
    """Write a simulated run as a delivery; returns where it lies."""
    from etl.simulator.level0 import Level0
    from etl.simulator.plan import RunPlan
    from etl.simulator.scenario import Scenario

    (path,) = Level0(Scenario(runs=(RunPlan(events=events),)), packet_bytes=4000).write(folder)
    return path


def main() -> None:
    """Measure, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = written(given.events, Path(folder) / "deliveries")
        megabytes = sum(file.stat().st_size for file in path.iterdir()) / MEGABYTE
        began = perf_counter()
        for file in path.iterdir():
            file.read_bytes()
        reading = perf_counter() - began
        seconds = measured(path, Path(folder) / "home", given.workers)
    print(f"{megabytes:.0f} MB of Level 0, {given.events} events, {given.workers} workers")
    for name, took in {"reading the file": reading, **seconds}.items():
        print(f"  {name:18} {took:7.2f} s  {megabytes / took:7.0f} MB/s")
    total = sum(seconds.values())
    print(f"  {'Level 0 to events':18} {total:7.2f} s  {megabytes / total:7.0f} MB/s  (due: 150)")


if __name__ == "__main__":
    main()
