"""How fast SQL orders a LAT day and finds its holes, shadows and chunks, beside a plain ORDER BY.

``python -m tests.bench.bench_decide [--events 36000000] [--memory 4GB] [--folder DIR]``

Runs of 2.4 M events from two EPUs, about 100 events a datagram, with a hole in one of them. The
rows are made in the database; what is timed is the decision (`decide`) and the order in which the
records of every chunk are written, against sorting the same rows by the same key. Then the hole,
one percent of the day, is filled by a late delivery.
"""

import argparse
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from etl.settings import Settings
from etl.stages.decide import decide
from etl.store.hand_offs import HandOff, open_hand_off
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store

RUN_EVENTS = 2_400_000
AT = datetime(2026, 1, 1)  # noqa: DTZ001 - instants in the database are UTC without a zone
FOLDER = Path(__file__).parent / "sql"


def make_rows(store: Store, events: int) -> None:
    """Fill the raw tables with a day: delivery 1 with holes, delivery 2 with what fills them."""
    late = 0.01 * events / min(events, RUN_EVENTS)
    for name in ("bench_deliveries", "bench_events", "bench_datagrams"):
        text = (FOLDER / f"{name}.sql").read_text()
        values = {"events": events, "run_events": RUN_EVENTS, "late_fraction": late}
        for statement in text.split(";"):
            if statement.strip():
                wanted = {key: value for key, value in values.items() if f"${key}" in statement}
                store.connection.execute(statement, wanted or None)


def decide_seconds(store: Store, number: int) -> tuple[HandOff, float]:
    """Decide one delivery; returns its hand-off and the time it took."""
    (row,) = store.connection.execute(
        "select * from ops.hand_offs where hand_off_number = ?", [number]
    ).fetchall()
    hand_off = HandOff(*row)
    began = perf_counter()
    with store.transaction():
        decide(store, hand_off, Settings())
    return hand_off, perf_counter() - began


def order_seconds(store: Store, hand_off: HandOff) -> float:
    """Order the records of every chunk of a hand-off, as the chunk writer asks for them."""
    began = perf_counter()
    for (run_id,) in store.rows("write/runs_to_write", hand_off=hand_off.hand_off_number):
        about = {"run_id": run_id, "hand_off": hand_off.hand_off_number, "again": False}
        store.run("write/chunk_records", **about).fetchnumpy()
    return perf_counter() - began


def sort_seconds(store: Store) -> float:
    """Sort the rows of the first delivery by the key of the delivered order, run by run."""
    began = perf_counter()
    for (run_id,) in store.connection.execute("select distinct run_id from raw.events").fetchall():
        store.connection.execute((FOLDER / "plain_sort.sql").read_text(), {"run_id": run_id})
        store.connection.fetchnumpy()
    return perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=36_000_000)
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--folder", type=Path, default=None)
    chosen = parser.parse_args()
    with TemporaryDirectory(dir=chosen.folder) as folder:
        store = Store.open(Home(Path(folder)), chosen.memory)
        migrate(store)
        for number in (1, 2):
            open_hand_off(store, downlink=260101000 + number, brought_by="delivery", at=AT)
        make_rows(store, chosen.events)
        store.connection.execute("update ops.hand_offs set ordinal = hand_off_number")
        sorting = sort_seconds(store)
        first, deciding = decide_seconds(store, 1)
        ordering = order_seconds(store, first)
        late, deciding_late = decide_seconds(store, 2)
        ordering_late = order_seconds(store, late)
        store.close()
    whole, fill = deciding + ordering, deciding_late + ordering_late
    print(f"{chosen.events} events, {chosen.memory} for the database")
    print(f"plain sort          {sorting:7.2f} s")
    print(f"decide              {deciding:7.2f} s")
    print(f"order of chunks     {ordering:7.2f} s")
    print(f"decide and order    {whole:7.2f} s  {whole / sorting:5.2f} x plain sort")
    print(f"late datagrams      {fill:7.2f} s  {fill / whole:6.1%} of the whole")


if __name__ == "__main__":
    main()
