"""Register a product: its dataset, the version, where it lies, and its metadata."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from etl.store.store import Store

Value = float | int | str | datetime


@dataclass(frozen=True)
class Product:
    """One version of a product.

    Metadata keys follow the data catalog of the LAT: ``n`` numbers, ``s`` text, ``t`` instants.
    """

    folder: str
    dataset_name: str
    dataset_group: str
    file_format: str
    version: int
    run_id: int
    hand_off_number: int
    ordinal: int
    event_count: int
    path: str
    sha256: str
    size_bytes: int
    site: str
    created_at: datetime
    metadata: dict[str, Value]


def catalog_folder(run_type: str) -> str:
    """Return the folder of the catalog that holds the products of a type of run."""
    return f"/Data/Flight/HalfPipe/{run_type}"


def run_metadata(
    *,
    run_id: int,
    downlink: int,
    span_met: tuple[float, float],
    moot: tuple[int, str],
    data_source: str,
) -> dict[str, Value]:
    """Return the metadata that the data catalog of the LAT keeps of every product of a run."""
    return {
        "nRun": run_id,
        "nDownlink": downlink,
        "nMetStart": span_met[0],
        "nMetStop": span_met[1],
        "nMootKey": moot[0],
        "sIntent": moot[1],
        "sDataSource": data_source,
    }


def latest_version(store: Store, dataset_group: str, dataset_name: str) -> int:
    """Return the newest version of a dataset, 0 when there is none."""
    (version,) = store.row(
        "catalog/latest_version", dataset_group=dataset_group, dataset_name=dataset_name
    )
    return int(version)


def register(store: Store, product: Product) -> None:
    """Add ``product`` to the catalog as the latest version of its dataset."""
    values = {key: value for key, value in vars(product).items() if key != "metadata"}
    store.run("catalog/insert_dataset", **values)
    store.run("catalog/retire_versions", **values)
    store.run("catalog/insert_version", **values)
    store.run("catalog/insert_location", **values)
    (version_id,) = store.row("catalog/last_version_id")
    store.append("catalog.metadata", metadata_rows(version_id, product.metadata))


def _rounded(number: Value | None) -> float | None:
    """Return the nearest number the column can hold: a GEM sequence has up to 64 bits."""
    return None if number is None else float(number)  # type: ignore[arg-type]


def metadata_rows(version_id: int, metadata: dict[str, Value]) -> pa.Table:
    """Return metadata as rows, each value in the column of its type: n, s or t."""
    keys = list(metadata)
    typed = {
        letter: [value if key.startswith(letter) else None for key, value in metadata.items()]
        for letter in "nst"
    }
    return pa.table(
        {
            "version_id": pa.array([version_id] * len(keys), pa.int64()),
            "key": pa.array(keys, pa.string()),
            "number_value": pa.array(map(_rounded, typed["n"]), pa.float64()),
            "text_value": pa.array(typed["s"], pa.string()),
            "time_value": pa.array(typed["t"], pa.timestamp("us")),
        }
    )
