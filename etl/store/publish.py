"""Publish the snapshot that readers open, at the cost of what changed, not of what is held.

Small tables are copied. Event, datagram and packet rows are Parquet files by delivery (and run),
written once, or by run or delivery, written again only when that changed; the snapshot has views
of the same names over them, so that the same SQL runs on both databases.
"""

import os
import re
import shutil
import time
from pathlib import Path

from etl.store.durable import sync_folder
from etl.store.store import DATAGRAMS_PER_FILE, Store

BY_DELIVERY = ("raw.events", "raw.datagrams")
BY_RUN = "core.datagrams"
PACKETS, PACKET_FATES = "raw.packets", "core.packets"
KEPT_FOR_READERS_S = 24 * 3600


def publish(store: Store) -> str:
    """Replace the snapshot of the store's home, whole; returns what was written, in words."""
    places = {table: _delivery_folders(store, table) for table in BY_DELIVERY}
    places |= {BY_RUN: _run_files(store), **_packet_files(store)}
    files = {table: [*filter(None, map(_pattern, found))] for table, found in places.items()}
    beside = store.home.snapshot.with_name(f".{store.home.snapshot.name}.part")
    for leftover in (beside, beside.with_name(f"{beside.name}.wal")):
        leftover.unlink(missing_ok=True)
    connection = store.connection
    connection.execute(f"attach '{_quoted(beside)}' as snapshot")
    try:
        for schema, tables in store.rows("publish/tables"):
            connection.execute(f"create schema snapshot.{schema}")
            for table in tables:
                _copy(store, f"{schema}.{table}", files.get(f"{schema}.{table}"))
        _copy_marts(store)
    finally:
        connection.execute("detach snapshot")
    _sync(beside)
    beside.rename(store.home.snapshot)
    sync_folder(store.home.folder)
    for table, kept in places.items():
        _remove_old(store, table, set(kept))
    return f"{store.home.snapshot.name} replaced"


def _copy(store: Store, table: str, files: list[str] | None) -> None:
    if files:
        listed = ", ".join(f"'{file}'" for file in files)
        source = f"read_parquet([{listed}], hive_partitioning = false)"
        store.connection.execute(f"create view snapshot.{table} as select * from {source}")
    else:
        store.connection.execute(f"create table snapshot.{table} as select * from {table}")


def _copy_marts(store: Store) -> None:
    """Copy what dbt built: from this database if it is whole there, else from the last snapshot."""
    (is_whole,) = next(iter(store.rows("publish/last_build")), (None,))
    if is_whole:
        (database,) = store.connection.execute("select current_database()").fetchone() or ("",)
        _copy_built(store, database)
    elif is_whole is not None and store.home.snapshot.exists():
        place = _quoted(store.home.snapshot)
        store.connection.execute(f"attach '{place}' as before (read_only)")
        try:
            _copy_built(store, "before")
        finally:
            store.connection.execute("detach before")


def _copy_built(store: Store, database: str) -> None:
    connection = store.connection
    built = store.rows("publish/marts", database=database)
    for schema, table, comment in built:
        name = f"snapshot.{schema}.{table}"
        connection.execute(f"create schema if not exists snapshot.{schema}")
        connection.execute(f"create table {name} as from {database}.{schema}.{table}")
        _comment(store, f"table {name}", comment)
    for schema, table, column, comment in store.rows("publish/mart_words", database=database):
        name = f"snapshot.{schema}.{table}"
        _comment(store, f"column {name}.{column}", comment)


def _comment(store: Store, what: str, comment: str | None) -> None:
    if comment is not None:
        words = comment.replace("'", "''")
        store.connection.execute(f"comment on {what} is '{words}'")


def _delivery_folders(store: Store, table: str) -> list[Path]:
    """Return the folders of Parquet files of a table that only grows, one a delivery.

    The files of a delivery that were decoded from its packets are numbered after those of
    deliveries received meanwhile, so a range of ids alone does not tell whose they are. A decision
    may have more of its packets decoded: the last file is in the name.
    """
    found: list[Path] = []
    for ordinal, sha256, first_id, last_id in store.rows("publish/decoded_deliveries"):
        name = f"o{ordinal:06d}-{sha256[:16]}-f{last_id // DATAGRAMS_PER_FILE}"
        folder = store.home.published.resolve() / table / name
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
        found.append(folder)
    return found


def _pattern(place: Path) -> str | None:
    """Return what ``read_parquet`` is to read of a place; None of a folder without files."""
    if place.is_file():
        return _literal(place)
    return f"{_literal(place)}/*/*.parquet" if any(place.iterdir()) else None


def _run_files(store: Store) -> list[Path]:
    """Return the Parquet files of the datagrams' fates, one a run, of its newest change."""
    return [
        _written(store, BY_RUN, f"run_id = {run_id}", f"r{run_id:010d}-h{number:06d}-{opened_us}")
        for run_id, number, opened_us in store.rows("publish/changed_runs")
    ]


def _packet_files(store: Store) -> dict[str, list[Path]]:
    """Return the Parquet files of packets, and of their fates, one a delivery."""
    files: dict[str, list[Path]] = {PACKETS: [], PACKET_FATES: []}
    for ordinal, sha256, first, last, number, opened_us in store.rows("publish/changed_packets"):
        which, name = f"ordinal = {ordinal}", f"o{ordinal:06d}-{sha256[:16]}"
        its = f"{which} and packet_id between {first} and {last}"
        files[PACKETS].append(_written(store, PACKETS, its, name))
        name = f"o{ordinal:06d}-h{number:06d}-{opened_us}"
        files[PACKET_FATES].append(_written(store, PACKET_FATES, which, name))
    return files


def _written(store: Store, table: str, which: str, name: str) -> Path:
    """Return the Parquet file of some rows of a table, written if it is not there."""
    place = store.home.published.resolve() / table / f"{name}.parquet"
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.part")
        store.connection.execute(
            f"copy (select * from {table} where {which}) to '{_quoted(beside)}' (format parquet)"
        )
        beside.rename(place)
    return place


def _remove_old(store: Store, table: str, kept: set[Path]) -> None:
    """Remove what no snapshot of the last day needs."""
    oldest = time.time() - KEPT_FOR_READERS_S
    for place in set((store.home.published.resolve() / table).glob("*")) - kept:
        if place.stat().st_mtime < oldest:
            shutil.rmtree(place) if place.is_dir() else place.unlink()


def _literal(path: Path) -> str:
    """Quote a path for ``read_parquet``, which takes some letters of a name for a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", _quoted(path))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
