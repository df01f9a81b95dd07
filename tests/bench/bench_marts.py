"""How long a cycle takes to build the marts of a home of 1000 runs when one run changed.

``python -m tests.bench.bench_marts [--runs 1000] [--run-events 5000] [--memory 1GB]``

The rows are made in the database, decided, and built in full once; then a late delivery changes the
last run, and what is timed is what a cycle does then: dbt, incrementally, from its start to the
published snapshot, and the loading of dbt.
"""

import argparse
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from etl.stages.models import build_models
from etl.store.hand_offs import open_hand_off
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.publish import publish
from etl.store.store import Store
from tests.bench.bench_decide import AT, FOLDER, decide_seconds

TARGET_S = 30


def make_rows(store: Store, runs: int, run_events: int) -> None:
    """Fill the raw tables: delivery 1 with all but a stretch of the last run, 2 with that."""
    values = {"events": runs * run_events, "run_events": run_events, "late_fraction": 0.1}
    for name in ("bench_deliveries", "bench_events", "bench_datagrams"):
        for statement in (FOLDER / f"{name}.sql").read_text().split(";"):
            if statement.strip():
                wanted = {key: value for key, value in values.items() if f"${key}" in statement}
                store.connection.execute(statement, wanted or None)


def build_seconds(store: Store) -> float:
    """Build the marts; returns the time it took."""
    began = perf_counter()
    outcome = build_models(store)
    assert outcome is not None
    assert outcome.is_success, outcome.detail
    return perf_counter() - began


def publish_seconds(store: Store) -> float:
    """Publish the snapshot; returns the time it took."""
    began = perf_counter()
    publish(store)
    return perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--run-events", type=int, default=5_000)
    parser.add_argument("--memory", default="1GB")
    chosen = parser.parse_args()
    began = perf_counter()
    import_module("dbt.cli.main")
    loading = perf_counter() - began
    with TemporaryDirectory() as place:
        home = Home(Path(place))
        for folder in home.folders:
            folder.mkdir(exist_ok=True)
        store = Store.open(home, chosen.memory)
        migrate(store)
        open_hand_off(store, downlink=260101001, brought_by="delivery", at=AT)
        make_rows(store, chosen.runs, chosen.run_events)
        decide_seconds(store, 1)
        whole = build_seconds(store)
        publish_seconds(store)
        open_hand_off(store, downlink=260101002, brought_by="delivery", at=AT)
        decide_seconds(store, 2)
        one, publishing = build_seconds(store), publish_seconds(store)
        store.close()
    total = loading + one + publishing
    print(f"{chosen.runs} runs of {chosen.run_events} events, {chosen.memory} for the database")
    print(f"dbt loaded         {loading:7.2f} s")
    print(f"all runs built     {whole:7.2f} s")
    print(f"one run built      {one:7.2f} s")
    print(f"published          {publishing:7.2f} s")
    print(f"one changed run    {total:7.2f} s, of {TARGET_S} s allowed")


if __name__ == "__main__":
    main()
