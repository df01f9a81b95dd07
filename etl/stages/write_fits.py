"""Write the FITS file of each run that changed, as the next version, and register it."""

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.registry import Product, catalog_folder, latest_version, register, run_metadata
from etl.errors import HalfPipeError
from etl.formats.fits import RunHeader, WrittenFile, merged_events_name, write_merged_events
from etl.settings import Settings
from etl.store.alerts import Alert, clear_alert, raise_alert, standing_subjects
from etl.store.durable import file_sha256
from etl.store.hand_offs import HandOff
from etl.store.store import Store

ROWS_PER_BATCH = 65_536
GROUP = "MERGED"


@dataclass(frozen=True)
class ChangedRun:
    """A run whose file is out of date."""

    run_id: int
    event_count: int
    first_event_met: float
    last_event_met: float
    run_state: str
    run_type: str
    moot_key: int
    moot_alias: str

    @property
    def name(self) -> str:
        """The run as people write it."""
        return f"r{self.run_id:010d}"


@dataclass(frozen=True)
class Place:
    """Where a file is written, and as which version."""

    folder: Path
    version: int


@dataclass(frozen=True)
class MadeFile:
    """The file of a run, written, and its digest, which may still be on its way."""

    run: ChangedRun
    version: int
    written: WrittenFile
    sha256: Future[str]


def write_fits(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Write the files of the runs that ``hand_off`` changed; returns how many, in words."""
    changed = _changed_runs(store, hand_off, None)
    told = standing_subjects(store, "wrapped_values")
    with ThreadPoolExecutor(max_workers=1) as digests:  # of one file, while the next is written
        made = [_make(store, hand_off, settings, run, digests) for run in changed]
    for file in made:
        if file.written.wrapped:
            _report_wrapped(store, hand_off, file)
        elif file.run.name in told:
            clear_alert(store, "wrapped_values", file.run.name, hand_off.opened_at)
        register(store, _product(hand_off, settings, file))
    return f"{len(changed)} FITS files"


def rewrite_fits(store: Store, hand_off: HandOff, settings: Settings, run_id: int) -> list[str]:
    """Write the FITS file of a run that ``hand_off`` made once more.

    Returns
    -------
    list of str
        The path written, relative to the home; none if that hand-off made no file of the run.

    Raises
    ------
    HalfPipeError
        The file does not come out as it was; what was there is left.
    """
    made = store.rows("fits/made_files", run_id=run_id, hand_off=hand_off.hand_off_number)
    for version, path, due in made:
        (run,) = _changed_runs(store, hand_off, run_id)
        target = store.home.folder / path
        beside = target.with_name(f".{target.stem}.part")
        _write_run(store, hand_off, settings, run, Place(beside, version))
        found = file_sha256(beside / target.name)
        if found != due:
            shutil.rmtree(beside)
            raise HalfPipeError(
                f"{path}: made again it has SHA-256 {found}, due {due}; what was there is "
                "left. Settings that go into its headers (creator, processing_version) may have "
                "changed since."
            )
        (beside / target.name).replace(target)
        beside.rmdir()
    return [path for _, path, _ in made]


def folder_of(store: Store, run: ChangedRun) -> Path:
    """Return where the files of a run are."""
    return store.home.products / run.name


def _changed_runs(store: Store, hand_off: HandOff, run_id: int | None) -> list[ChangedRun]:
    rows = store.rows("fits/changed_runs", hand_off=hand_off.hand_off_number, run_id=run_id)
    return [ChangedRun(*row) for row in rows]


def _make(
    store: Store,
    hand_off: HandOff,
    settings: Settings,
    run: ChangedRun,
    digests: ThreadPoolExecutor,
) -> MadeFile:
    place = Place(folder_of(store, run), latest_version(store, GROUP, run.name) + 1)
    written = _write_run(store, hand_off, settings, run, place)
    path = place.folder / merged_events_name(run.run_id, place.version)
    return MadeFile(run, place.version, written, digests.submit(file_sha256, path))


def _write_run(
    store: Store, hand_off: HandOff, settings: Settings, run: ChangedRun, place: Place
) -> WrittenFile:
    target = place.folder / merged_events_name(run.run_id, place.version)
    target.parent.mkdir(parents=True, exist_ok=True)
    header = RunHeader(
        run_id=run.run_id,
        version=place.version,
        event_count=run.event_count,
        tstart_met=run.first_event_met,
        tstop_met=run.last_event_met,
        date_utc=hand_off.opened_at.replace(tzinfo=UTC),
        creator=settings.creator,
        proc_ver=settings.processing_version,
        moot_key=run.moot_key,
        moot_alias=run.moot_alias,
        run_state=run.run_state,
        downlink=hand_off.downlink,
        ordinal=hand_off.ordinal,
    )
    return write_merged_events(
        target,
        header,
        _batches(store, hand_off, run),
        _good_times(store, hand_off, run),
        _gaps(store, hand_off, run),
    )


def _product(hand_off: HandOff, settings: Settings, file: MadeFile) -> Product:
    run = file.run
    return Product(
        folder=catalog_folder(run.run_type),
        dataset_name=run.name,
        dataset_group=GROUP,
        file_format="fit",
        version=file.version,
        run_id=run.run_id,
        hand_off_number=hand_off.hand_off_number,
        ordinal=hand_off.ordinal,
        event_count=run.event_count,
        path=f"products/{run.name}/{merged_events_name(run.run_id, file.version)}",
        sha256=file.sha256.result(),
        size_bytes=file.written.size_bytes,
        site=settings.site,
        created_at=hand_off.opened_at,
        metadata=run_metadata(
            run_id=run.run_id,
            downlink=hand_off.downlink,
            span_met=(run.first_event_met, run.last_event_met),
            moot=(run.moot_key, run.moot_alias),
            data_source=run.run_type,
        )
        | {"sCreator": settings.creator, "sRunState": run.run_state},
    )


def _batches(
    store: Store, hand_off: HandOff, run: ChangedRun
) -> Iterator[Mapping[str, NDArray[np.generic]]]:
    events = store.run(
        "fits/delivered_events", run_id=run.run_id, hand_off=hand_off.hand_off_number
    )
    for batch in events.to_arrow_reader(ROWS_PER_BATCH):
        yield {
            name: column.to_numpy(zero_copy_only=False)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }


def _good_times(store: Store, hand_off: HandOff, run: ChangedRun) -> NDArray[np.float64]:
    rows = store.rows(
        "fits/good_times",
        run_id=run.run_id,
        hand_off=hand_off.hand_off_number,
        first_event_met=run.first_event_met,
        last_event_met=run.last_event_met,
    )
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _gaps(store: Store, hand_off: HandOff, run: ChangedRun) -> dict[str, list[Any]]:
    result = store.run("fits/gaps", run_id=run.run_id, hand_off=hand_off.hand_off_number)
    names = [column[0] for column in result.description]
    rows = result.fetchall()
    return {name: [row[number] for row in rows] for number, name in enumerate(names)}


def _report_wrapped(store: Store, hand_off: HandOff, file: MadeFile) -> None:
    name = file.run.name
    told = ", ".join(f"{count} in {column}" for column, count in file.written.wrapped.items())
    message = (
        f"{name}: values that its FITS file has no room for ({told}) read as other numbers "
        "there. They are likely damage; see docs/runbooks/wrapped_values.md for the events."
    )
    alert = Alert("wrapped_values", name, message, run_id=file.run.run_id)
    raise_alert(store, alert, hand_off.opened_at)
