"""Register the chunk files of a hand-off in the data catalog, and retire what is gone."""

from catalog.registry import Product, catalog_folder, register, run_metadata
from etl.settings import Settings
from etl.store.hand_offs import HandOff
from etl.store.store import Store


def register_chunks(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Register the chunk files that ``hand_off`` delivered; returns how many, in words."""
    chunks = store.records("register/chunks", hand_off=hand_off.hand_off_number)
    for chunk in chunks:
        register(
            store,
            Product(
                folder=catalog_folder(chunk["run_type"]),
                dataset_name=f"r{chunk['run_id']:010d}-c{chunk['chunk_number']:05d}",
                dataset_group="EVT",
                file_format="evt",
                version=chunk["version"],
                run_id=chunk["run_id"],
                hand_off_number=hand_off.hand_off_number,
                ordinal=hand_off.ordinal,
                event_count=chunk["event_count"],
                path=chunk["path"],
                sha256=chunk["sha256"],
                size_bytes=chunk["size_bytes"],
                site=settings.site,
                created_at=hand_off.opened_at,
                metadata=run_metadata(
                    run_id=chunk["run_id"],
                    downlink=hand_off.downlink,
                    span_met=(chunk["first_event_met"], chunk["last_event_met"]),
                    moot=(chunk["moot_key"], chunk["moot_alias"]),
                    data_source=chunk["run_type"],
                )
                | {
                    "sCreator": settings.creator,
                    "nChunk": chunk["chunk_number"],
                    "nGemStart": chunk["first_gem_sequence"],
                    "nGemStop": chunk["last_gem_sequence"],
                },
            ),
        )
    store.run("register/retire_gone", hand_off=hand_off.hand_off_number)
    return f"{len(chunks)} chunk files"
