"""Write the merged chunk files: event records byte for byte as received, in order."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.errors import HalfPipeError
from etl.formats.evt import Header, write_header
from etl.settings import Settings
from etl.store.archive import forget, kept, viewed
from etl.store.durable import whole_file
from etl.store.gathered import write_gathered
from etl.store.hand_offs import HandOff
from etl.store.home import Home
from etl.store.store import Store

WRITERS = 4  # two to use the cores, two to wait for the disk
Columns = Mapping[str, NDArray[Any]]
Offsets = NDArray[np.int64]


@dataclass(frozen=True)
class ChunkToWrite:
    """A chunk to write, what its header says, and the digest it had if it was written before."""

    chunk_number: int
    version: int
    event_count: int
    first_gem_sequence: int
    last_gem_sequence: int
    moot_key: int
    moot_alias: str
    sha256: str | None


@dataclass(frozen=True)
class WrittenChunk:
    """The file of a chunk, as it goes into the database."""

    path: str
    sha256: str
    size_bytes: int


def write_chunks(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Write the files of the chunks that ``hand_off`` cut; returns how many, in words."""
    count = 0
    for (run_id,) in store.rows("write/runs_to_write", hand_off=hand_off.hand_off_number):
        for chunk, written in _write_run(store, hand_off, run_id, again=False):
            store.run(
                "write/record_chunk_file",
                run_id=run_id,
                hand_off=hand_off.hand_off_number,
                chunk_number=chunk.chunk_number,
                version=chunk.version,
                **vars(written),
            )
            count += 1
    return f"{count} chunk files"


def rewrite_chunks(store: Store, hand_off: HandOff, run_id: int) -> list[str]:
    """Write the chunk files of a run that ``hand_off`` made once more, from the raw archive.

    Returns
    -------
    list of str
        The paths written, relative to the home.

    Raises
    ------
    HalfPipeError
        A file does not come out as it was; the message names it and both digests, and what was
        there is left.
    """
    return [written.path for _, written in _write_run(store, hand_off, run_id, again=True)]


def chunk_path(home: Home, downlink: int, run_id: int, first_gem_sequence: int) -> Path:
    """Return where Level 1 looks for a chunk; numbers are printed whole, never cut to 32 bits."""
    run = f"r{run_id:010d}"
    folder = home.handoff / f"{downlink:09d}" / run
    return folder / f"{run}-e{first_gem_sequence:020d}.evt"


def _write_run(
    store: Store, hand_off: HandOff, run_id: int, *, again: bool
) -> list[tuple[ChunkToWrite, WrittenChunk]]:
    about = {"run_id": run_id, "hand_off": hand_off.hand_off_number, "again": again}
    chunks = [ChunkToWrite(*row) for row in store.rows("write/chunks_to_write", **about)]
    records = store.run("write/chunk_records", **about).fetchnumpy()
    due = sum(chunk.event_count for chunk in chunks)
    if len(records["file_id"]) != due:
        raise HalfPipeError(
            f"r{run_id:010d}: {len(records['file_id'])} event records for chunks of {due} events. "
            "Nothing was written; report this with the output of: halfpipe ledger --json"
        )
    archived = store.rows(
        "write/archived_files",
        file_ids=np.unique(records["file_id"]).tolist(),
        ordinal=hand_off.ordinal,
        again=again,
    )
    with ExitStack() as stack, ThreadPoolExecutor(max_workers=WRITERS) as writers:
        files = {
            file_id: stack.enter_context(viewed(kept(store.home, sha256, size, is_old=is_old)))
            for file_id, sha256, size, is_old in archived
        }
        writing = [
            writers.submit(_write_chunk, store.home, hand_off, run_id, chunk, part)
            for chunk, part in zip(chunks, _parts(files, records, chunks), strict=True)
        ]
        return [(chunk, written.result()) for chunk, written in zip(chunks, writing, strict=True)]


def _parts(
    files: Mapping[int, memoryview], records: Columns, chunks: Sequence[ChunkToWrite]
) -> Iterator["_Records"]:
    """Yield the records of each chunk."""
    first = 0
    for chunk in chunks:
        own = slice(first, first + chunk.event_count)
        yield _Records(files, {name: column[own] for name, column in records.items()})
        first += chunk.event_count


@dataclass(frozen=True)
class _Records:
    """The records of one chunk, in order: which file, where, how long."""

    files: Mapping[int, memoryview]
    columns: Columns

    def write(self, descriptor: int) -> int:
        """Append the records' bytes as they came in; neighbours there are one piece."""
        file_ids, starts = self.columns["file_id"], self.columns["offset_bytes"]
        stops = starts + self.columns["length_bytes"]
        is_first = np.ones(len(starts), dtype=bool)
        is_first[1:] = (file_ids[1:] != file_ids[:-1]) | (starts[1:] != stops[:-1])
        (firsts,) = np.nonzero(is_first)
        lasts = np.append(firsts[1:], len(starts)) - 1
        addresses = self._addresses(file_ids[firsts], starts[firsts], stops[lasts])
        return write_gathered(descriptor, addresses, (stops[lasts] - starts[firsts]).astype("u8"))

    def _addresses(self, file_ids: Offsets, starts: Offsets, stops: Offsets) -> NDArray[np.uintp]:
        """Return where in memory pieces begin, all of them inside their file."""
        known = sorted(self.files)
        files = [np.frombuffer(self.files[file_id], np.uint8) for file_id in known]
        of = np.searchsorted(known, file_ids)
        sizes = np.array([file.size for file in files])
        if (starts < 0).any() or (stops > sizes[of]).any():
            raise HalfPipeError(
                "An event record lies outside its chunk file. Nothing was written; report this "
                "with the output of: halfpipe ledger --json"
            )
        bases = np.array([file.ctypes.data for file in files], np.uintp)
        return bases[of] + starts.astype(np.uintp)


def _write_chunk(
    home: Home, hand_off: HandOff, run_id: int, chunk: ChunkToWrite, records: _Records
) -> WrittenChunk:
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
    path = chunk_path(home, hand_off.downlink, run_id, chunk.first_gem_sequence)
    with whole_file(path) as file:
        file.write(write_header(header))
        file.write_by(records.write)
        if chunk.sha256 not in (None, file.sha256):
            raise HalfPipeError(
                f"{home.relative(path)}: made again it has SHA-256 {file.sha256}, due "
                f"{chunk.sha256}; what was there is left. The raw archive may have changed; check "
                "it with: sha256sum raw/*/*"
            )
    for view in records.files.values():
        forget(view)
    return WrittenChunk(home.relative(path), file.sha256, file.size_bytes)
