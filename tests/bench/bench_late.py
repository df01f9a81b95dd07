"""What a late delivery of 1 % of a day costs, beside the delivery of the whole day.

``python -m tests.bench.bench_late [--events 6000000] [--folder DIR]``

Fifteen runs of one day in one delivery, but for datagrams of one EPU: one percent of the day, all
of one run, which come in a second one. Both go through everything, from taking the delivery in to
the snapshot; the run's FITS file is written anew, and of its merged files those that change.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.simulator.faults import Delay
from etl.simulator.packing import Packing
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, Scenario
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store
from tests.bench.bench_merge import delivered_seconds

RUNS = 15
ORBIT_S = 5_760
FIRST_RUN = 734_700_000
LATE_RUN = 7
EVENTS_PER_DATAGRAM = (80, 120)
MEGABYTE = 1_000_000


def day(events: int) -> Scenario:
    """Tell of a day of which one percent comes late."""
    runs = tuple(
        RunPlan(
            run_id=FIRST_RUN + number * ORBIT_S,
            events=events // RUNS,
            event_rate_hz=events / RUNS / (ORBIT_S - 300),
            payload_bytes=(40, 40),
            events_per_datagram=EVENTS_PER_DATAGRAM,
        )
        for number in range(RUNS)
    )
    first, count = 20, events // sum(EVENTS_PER_DATAGRAM) * 2 // 100
    late = Delay(epu=A, datagrams=tuple(range(first, first + count)), run=LATE_RUN, to=1)
    return Scenario(runs=runs, datagrams_per_file=10_000).but(late)


def deliveries(events: int, folder: Path) -> Iterator[Path]:
    """Write the two deliveries."""
    yield from day(events).write(folder / "source", Packing(manifest=None, index=False))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=6_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    chosen = parser.parse_args()
    with TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        whole, late = deliveries(chosen.events, folder)
        (folder / "home").mkdir()
        store = Store.open(Home(folder / "home"))
        migrate(store)
        took = [delivered_seconds(store, source) for source in (whole, late)]
        sizes = [
            sum(file.stat().st_size for file in source.iterdir()) / MEGABYTE
            for source in (whole, late)
        ]
        store.close()
    print(f"{chosen.events} events in {RUNS} runs; {sizes[0]:.0f} MB, then {sizes[1]:.0f} MB late")
    for stage, seconds in took[0].items():
        print(f"{stage:15s} {seconds:7.2f} s  {took[1][stage]:6.2f} s")
    day_s, late_s = (sum(seconds.values()) for seconds in took)
    print(f"{'all':15s} {day_s:7.2f} s  {late_s:6.2f} s  {late_s / day_s:6.1%} of the whole")


if __name__ == "__main__":
    main()
