"""Publish the snapshot that readers open, at the cost of what changed, not of what is held.

Small tables are copied. Event, datagram and packet rows are Parquet files by delivery (and run),
written once, or by run or delivery, written again only when that changed; the snapshot has views
of the same names over them, so that the same SQL runs on both databases.
"""

import os
import shutil
import time
from pathlib import Path

from etl.store.durable import sync_folder
from etl.store.schema import SCHEMAS, metadata
from etl.store.store import Store

BY_DELIVERY = ("raw.events", "raw.datagrams")
BY_RUN = "core.datagrams"
PACKETS, PACKET_FATES = "raw.packets", "core.packets"
DATAGRAMS_PER_FILE = 1 << 24
KEPT_FOR_READERS_S = 24 * 3600


def publish(store: Store) -> str:
    """Replace the snapshot of the store's home, whole; returns what was written, in words."""
    files = {table: _delivery_files(store, table) for table in BY_DELIVERY}
    files[BY_RUN] = _run_files(store)
    files |= _packet_files(store)
    beside = store.home.snapshot.with_name(f".{store.home.snapshot.name}.part")
    for leftover in (beside, beside.with_name(f"{beside.name}.wal")):
        leftover.unlink(missing_ok=True)
    connection = store.connection
    connection.execute(f"attach '{_quoted(beside)}' as snapshot")
    try:
        for schema in SCHEMAS:
            connection.execute(f"create schema snapshot.{schema}")
        for table in sorted(metadata.tables):
            _copy(store, table, files.get(table))
    finally:
        connection.execute("detach snapshot")
    _sync(beside)
    beside.rename(store.home.snapshot)
    sync_folder(store.home.folder)
    for table in (BY_RUN, PACKET_FATES):
        _remove_old(store, table, {Path(file) for file in files[table]})
    return f"{store.home.snapshot.name} replaced"


def _copy(store: Store, table: str, files: list[str] | None) -> None:
    if files:
        listed = ", ".join(f"'{file}'" for file in files)
        source = f"read_parquet([{listed}], hive_partitioning = false)"
        store.connection.execute(f"create view snapshot.{table} as select * from {source}")
    else:
        store.connection.execute(f"create table snapshot.{table} as select * from {table}")


def _delivery_files(store: Store, table: str) -> list[str]:
    """Return the Parquet files of a table that only grows, one folder a delivery.

    The files of a delivery that were decoded from its packets are numbered after those of
    deliveries received meanwhile, so a range of ids alone does not tell whose they are.
    """
    found: list[str] = []
    for ordinal, first_id, last_id in store.rows("publish/decoded_deliveries"):
        folder = store.home.published.resolve() / table / f"o{ordinal:06d}"
        if not folder.is_dir():
            beside = folder.with_name(f".{folder.name}.part")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(parents=True)
            store.connection.execute(
                f"copy (select * from {table} where datagram_id between {first_id} and {last_id} "
                f"and datagram_id // {DATAGRAMS_PER_FILE} in "
                f"(select file_id from raw.files where ordinal = {ordinal})) "
                f"to '{_quoted(beside)}' "
                "(format parquet, partition_by (run_id), write_partition_columns true)"
            )
            beside.rename(folder)
        if any(folder.iterdir()):
            found.append(f"{_quoted(folder)}/*/*.parquet")
    return found


def _run_files(store: Store) -> list[str]:
    """Return the Parquet files of the datagrams' fates, one a run, of its newest change."""
    return [
        _written(store, BY_RUN, f"run_id = {run_id}", f"r{run_id:010d}-h{hand_off:06d}")
        for run_id, hand_off in store.rows("publish/changed_runs")
    ]


def _packet_files(store: Store) -> dict[str, list[str]]:
    """Return the Parquet files of packets, and of their fates, one a delivery."""
    files: dict[str, list[str]] = {PACKETS: [], PACKET_FATES: []}
    for ordinal, hand_off in store.rows("publish/changed_packets"):
        which = f"ordinal = {ordinal}"
        files[PACKETS].append(_written(store, PACKETS, which, f"o{ordinal:06d}"))
        name = f"o{ordinal:06d}-h{hand_off:06d}"
        files[PACKET_FATES].append(_written(store, PACKET_FATES, which, name))
    return files


def _written(store: Store, table: str, which: str, name: str) -> str:
    """Return the Parquet file of some rows of a table, written if it is not there."""
    place = store.home.published.resolve() / table / f"{name}.parquet"
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.part")
        store.connection.execute(
            f"copy (select * from {table} where {which}) to '{_quoted(beside)}' (format parquet)"
        )
        beside.rename(place)
    return _quoted(place)


def _remove_old(store: Store, table: str, kept: set[Path]) -> None:
    """Remove what no snapshot of the last day needs."""
    oldest = time.time() - KEPT_FOR_READERS_S
    for place in (store.home.published.resolve() / table).glob("*.parquet"):
        if place not in kept and place.stat().st_mtime < oldest:
            place.unlink()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
