"""Hold the files of a delivery against its manifests."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from etl.formats import manifest
from etl.settings import Source, source_of
from etl.store.store import Store

KINDS = {".evt": "evt", ".idx": "idx"}
SHOWN_LINES = 5


@dataclass(frozen=True)
class ReceivedFile:
    """One file of a delivery, as it will stand in ``raw.files``.

    Of a file that came gzipped, the bytes are what was in it; ``as_sent`` has the digests of what
    came, by algorithm.
    """

    file_name: str
    file_kind: str
    sha256: str | None
    size_bytes: int
    file_state: str = "good"
    reason: str | None = None
    as_sent: Mapping[str, str] | None = None


def checked(
    store: Store, files: list[ReceivedFile], sources: tuple[Source, ...]
) -> list[ReceivedFile]:
    """Return ``files`` with what the delivery's manifests say of each; missing ones are added."""
    files = [_odd_lines_told(store, file) for file in files]
    due = _due(store, files)
    if not due:
        return files
    came = [file for file in files if file.sha256 is not None]
    present = {file.file_name for file in came}
    # A manifest may have been made in another folder: then the last part of the name counts.
    elsewhere = {_base(name): name for name in due if name not in present}
    names = {
        file.file_name: file.file_name
        if file.file_name in due
        else elsewhere.get(_base(file.file_name))
        for file in came
    }
    judged = [_judged(store, file, due.get(names[file.file_name] or "")) for file in came]
    judged += [file for file in files if file.sha256 is None and file.file_name not in due]
    missing = [
        ReceivedFile(
            name, kind_of(name, sources), None, 0, "missing", f"{entry.algorithm} {entry.digest}"
        )
        for name, entry in due.items()
        if name not in names.values()
    ]
    return judged + missing


def _odd_lines_told(store: Store, file: ReceivedFile) -> ReceivedFile:
    """Return a manifest with what is wrong with it as its reason; other files as they are."""
    if file.file_kind != "manifest" or file.sha256 is None:
        return file
    text = store.home.archived(file.sha256).read_text(errors="replace")
    odd = manifest.parse(text)[1]
    if not odd:
        return file
    shown = ", ".join(map(str, odd[:SHOWN_LINES])) + (" …" if len(odd) > SHOWN_LINES else "")
    return replace(file, reason=f"{len(odd)} lines are no digest and file name: line {shown}")


def _due(store: Store, files: list[ReceivedFile]) -> dict[str, manifest.Entry]:
    """Return what the manifests list, by its name in the delivery."""
    due: dict[str, manifest.Entry] = {}
    for file in files:
        if file.file_kind == "manifest" and file.sha256 is not None:
            text = store.home.archived(file.sha256).read_text(errors="replace")
            folder = PurePosixPath(file.file_name).parent
            for entry in manifest.parse(text)[0]:
                due[(folder / entry.file_name).as_posix()] = entry
    return due


def kind_of(file_name: str, sources: tuple[Source, ...]) -> str:
    """Return what a file of a delivery is, by its name."""
    if kind := KINDS.get(Path(file_name).suffix.lower()):
        return kind
    if manifest.is_manifest_name(file_name):
        return "manifest"
    return "other" if source_of(sources, file_name) is None else "l0"


def _base(file_name: str) -> str:
    return file_name.rpartition("/")[2]


def _judged(store: Store, file: ReceivedFile, entry: manifest.Entry | None) -> ReceivedFile:
    if file.file_kind in ("manifest", "package"):
        return file
    if entry is None:
        return replace(file, file_state="unlisted", reason="the manifest does not name it")
    found = _digest(store, file, entry.algorithm)
    if found == entry.digest:
        return file
    reason = f"{entry.algorithm} is {found}, the manifest has {entry.digest}"
    return replace(file, file_state="altered", reason=reason)


def _digest(store: Store, file: ReceivedFile, algorithm: str) -> str:
    if file.as_sent is not None:
        return file.as_sent[algorithm]
    if algorithm == "sha256":
        return str(file.sha256)
    with store.home.archived(str(file.sha256)).open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
