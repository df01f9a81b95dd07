"""Write the merged chunk files: event records byte for byte as received, in order."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from etl.errors import HalfPipeError
from etl.formats.evt import Header, write_header
from etl.settings import Settings
from etl.store.archive import mapped
from etl.store.durable import WholeFile
from etl.store.hand_offs import HandOff
from etl.store.store import Store

RECORDS_PER_WRITE = 4096
Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class ChunkToWrite:
    """A chunk that has no file yet, and what its header says."""

    chunk_number: int
    version: int
    event_count: int
    first_gem_sequence: int
    last_gem_sequence: int
    moot_key: int
    moot_alias: str


def write_chunks(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Write the files of the chunks that ``hand_off`` cut; returns how many, in words."""
    written = 0
    for (run_id,) in store.rows("write/runs_to_write", hand_off=hand_off.hand_off_number):
        written += _write_run(store, hand_off, run_id)
    return f"{written} chunk files"


def chunk_path(store: Store, downlink: int, run_id: int, first_gem_sequence: int) -> Path:
    """Return where Level 1 looks for a chunk; numbers are printed whole, never cut to 32 bits."""
    run = f"r{run_id:010d}"
    folder = store.home.handoff / f"{downlink:09d}" / run
    return folder / f"{run}-e{first_gem_sequence:020d}.evt"


def _write_run(store: Store, hand_off: HandOff, run_id: int) -> int:
    about = {"run_id": run_id, "hand_off": hand_off.hand_off_number}
    chunks = [ChunkToWrite(*row) for row in store.rows("write/chunks_to_write", **about)]
    records = store.run("write/chunk_records", **about).fetchnumpy()
    due = sum(chunk.event_count for chunk in chunks)
    if len(records["file_id"]) != due:
        raise HalfPipeError(
            f"r{run_id:010d}: {len(records['file_id'])} event records for chunks of {due} events. "
            "Nothing was written; report this with the output of: halfpipe ledger --json"
        )
    with ExitStack() as stack:
        files = {
            file_id: memoryview(stack.enter_context(mapped(store.home.archived(sha256))))
            for file_id, sha256 in store.rows("write/archived_files", run_id=run_id)
        }
        for view in files.values():
            stack.callback(view.release)
        first = 0
        for chunk in chunks:
            part = {
                name: column[first : first + chunk.event_count] for name, column in records.items()
            }
            _write_chunk(store, hand_off, run_id, chunk, _Records(files, part))
            first += chunk.event_count
    return len(chunks)


@dataclass(frozen=True)
class _Records:
    """The records of one chunk, in order: which file, where, how long."""

    files: Mapping[int, memoryview]
    columns: Columns

    def blocks(self) -> Iterator[bytes]:
        """Yield the records' bytes, many records at a time."""
        file_ids, starts = self.columns["file_id"], self.columns["offset_bytes"]
        stops = starts + self.columns["length_bytes"]
        for first in range(0, len(starts), RECORDS_PER_WRITE):
            some = slice(first, first + RECORDS_PER_WRITE)
            places = zip(
                file_ids[some].tolist(), starts[some].tolist(), stops[some].tolist(), strict=True
            )
            yield b"".join([self.files[file][start:stop] for file, start, stop in places])


def _write_chunk(
    store: Store, hand_off: HandOff, run_id: int, chunk: ChunkToWrite, records: _Records
) -> None:
    seconds = records.columns["timetone_s"]
    header = Header(
        downlink=hand_off.downlink,
        first_s=int(seconds[0]),
        last_s=int(seconds[-1]),
        event_count=chunk.event_count,
        first_gem_sequence=chunk.first_gem_sequence,
        last_gem_sequence=chunk.last_gem_sequence,
        moot_key=chunk.moot_key,
        moot_alias=chunk.moot_alias,
    )
    path = chunk_path(store, hand_off.downlink, run_id, chunk.first_gem_sequence)
    with WholeFile(path) as file:
        file.write(write_header(header))
        for block in records.blocks():
            file.write(block)
    store.run(
        "write/record_chunk_file",
        run_id=run_id,
        hand_off=hand_off.hand_off_number,
        chunk_number=chunk.chunk_number,
        version=chunk.version,
        path=store.home.relative(path),
        sha256=file.sha256,
        size_bytes=file.size_bytes,
    )
