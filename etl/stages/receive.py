"""Take a delivery in: keep its bytes, check them against its manifest, give it an ordinal."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from etl import clock
from etl.errors import BadRequest
from etl.formats import manifest
from etl.settings import Settings, Source, source_of
from etl.store.alerts import Alert, raise_alert
from etl.store.archive import archive, quarantine
from etl.store.hand_offs import free_downlink, open_hand_off
from etl.store.package import BrokenPackage, Member, NoFile, members
from etl.store.store import Store
from etl.store.unpacked import archive_unpacked

_DOWNLINK = re.compile(r"(?<!\d)\d{9}(?!\d)")
KINDS = {".evt": "evt", ".idx": "idx"}
SIDE_KINDS = ("idx", "manifest", "other")
QUARANTINED = ("altered", "broken")
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


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery: its ordinal and id, and whether it was known before."""

    ordinal: int
    downlink: int
    is_repeat: bool
    files: tuple[ReceivedFile, ...]


def receive(
    store: Store, path: Path, downlink: int | None = None, settings: Settings | None = None
) -> Receipt:
    """Archive the delivery at ``path`` and record it; the same bytes again change nothing.

    The settings say which files are of Level 0; without them, those of the LAT by default.

    Raises
    ------
    BadRequest
        Nothing is at ``path``, or ``downlink`` is the id of another delivery.
    """
    at = clock.now().replace(tzinfo=None)
    path = path.absolute()  # "." has no name
    sources = (settings or Settings()).sources
    files = checked(store, archived_files(store, path, sources), sources)
    digest = content_digest(files)
    with store.transaction():
        known = store.rows("find_delivery", sha256=digest)
        if known:
            return Receipt(known[0][0], known[0][1], True, tuple(files))
        (ordinal,) = store.row("next_ordinal")
        chosen = _downlink_for(store, path, downlink, at)
        receipt = Receipt(ordinal, chosen, False, tuple(files))
        _insert(store, path, receipt, digest, at)
        open_hand_off(store, downlink=chosen, brought_by="delivery", at=at)
        for file in files:  # before the commit: once it is known, nobody would do it
            if file.file_state in QUARANTINED and file.sha256 is not None:
                quarantine(store.home, file.sha256, chosen, file.file_name)
    return receipt


def archived_files(store: Store, path: Path, sources: tuple[Source, ...]) -> list[ReceivedFile]:
    """Keep every file of the delivery at ``path``, and a damaged package as it is."""
    files: list[ReceivedFile] = []
    damage: str | None = None
    try:
        for member in members(path):
            if isinstance(member, NoFile):
                told = f"{member.what} stands there, whose bytes did not come with it"
                kind = _kind(member.file_name, sources)
                files.append(ReceivedFile(member.file_name, kind, None, 0, "missing", told))
            else:
                files += _kept(store, member, sources)
    except BrokenPackage as broken:
        damage = str(broken)
    if damage is not None:
        with path.open("rb") as content_of_all:
            kept = archive(store.home, content_of_all)
        whole = ReceivedFile(path.name, "package", kept.sha256, kept.size_bytes)
        files.append(replace(whole, file_state="broken", reason=damage))
    return files


def _kept(store: Store, member: Member, sources: tuple[Source, ...]) -> Iterator[ReceivedFile]:
    """Keep a file as it comes, or what is in it; a damaged gzip file both ways."""
    kind = _kind(member.file_name, sources)
    if kind == "l0":
        kept = archive_unpacked(store.home, member.content)
        sent_bytes = kept.sent_bytes
        if kept.packed is not None:
            packed = ReceivedFile(
                member.file_name, "package", kept.packed.sha256, kept.packed.size_bytes
            )
            yield replace(packed, file_state="broken", reason=kept.damage)
        plain, as_sent = kept.plain, kept.digests
    else:
        plain, as_sent = archive(store.home, member.content), None
        sent_bytes = plain.size_bytes
    file = ReceivedFile(member.file_name, kind, plain.sha256, plain.size_bytes, as_sent=as_sent)
    if sent_bytes < member.size_bytes:
        told = f"cut short: {sent_bytes} of {member.size_bytes} bytes came"
        file = replace(file, reason=told)
    yield file


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
            name, _kind(name, sources), None, 0, "missing", f"{entry.algorithm} {entry.digest}"
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


def content_digest(files: list[ReceivedFile]) -> str:
    """Return what makes a delivery the same delivery under another name: the bytes of its files."""
    digests = sorted(file.sha256 for file in files if file.sha256 is not None)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _kind(file_name: str, sources: tuple[Source, ...]) -> str:
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


def _downlink_for(store: Store, path: Path, downlink: int | None, at: datetime) -> int:
    free = free_downlink(store, at, of_delivery=True)
    if downlink is None:
        named = _DOWNLINK.search(path.name)
        wanted = int(named.group()) if named else free
        return free if store.rows("find_downlink", downlink=wanted) else wanted
    if store.rows("find_downlink", downlink=downlink):
        raise BadRequest(
            f"{path}: downlink {downlink:09d} is taken by another delivery. Give an id of its own "
            f"with --id; {free:09d} is free."
        )
    return downlink


def _digest(store: Store, file: ReceivedFile, algorithm: str) -> str:
    if file.as_sent is not None:
        return file.as_sent[algorithm]
    if algorithm == "sha256":
        return str(file.sha256)
    with store.home.archived(str(file.sha256)).open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _insert(store: Store, path: Path, receipt: Receipt, digest: str, at: datetime) -> None:
    store.run(
        "insert_delivery",
        ordinal=receipt.ordinal,
        downlink=receipt.downlink,
        sha256=digest,
        source_name=path.name,
        received_at=at,
        file_count=len(receipt.files),
        size_bytes=sum(file.size_bytes for file in receipt.files),
    )
    (first_id,) = store.row("next_file_id")
    for file_id, file in enumerate(receipt.files, start=first_id):
        store.run("insert_file", file_id=file_id, ordinal=receipt.ordinal, **vars(file))
        if file.file_state == "broken":
            _skip_whole(store, file_id, receipt.ordinal, file)
        if file.reason is not None:
            raise_alert(store, _file_alert(file, receipt), at)
    subject = f"{receipt.downlink:09d}"
    if not receipt.files:
        message = f"{path.name} holds no file. Look whether it was whole, and receive it again."
        raise_alert(store, Alert("empty_delivery", subject, message, ordinal=receipt.ordinal), at)
    elif all(file.file_kind in SIDE_KINDS for file in receipt.files):
        message = (
            f"{path.name}: none of its files is of a kind that has events ({', '.join(KINDS)}); "
            "they are kept as they are. Ask the sender what they are, or for the delivery again."
        )
        raise_alert(store, Alert("no_data", subject, message, ordinal=receipt.ordinal), at)


def _skip_whole(store: Store, file_id: int, ordinal: int, file: ReceivedFile) -> None:
    store.run(
        "insert_skipped_bytes",
        file_id=file_id,
        ordinal=ordinal,
        offset_bytes=0,
        length_bytes=file.size_bytes,
        reason=f"{file.file_state}_file",
        detail=file.reason,
    )


FILE_ALERTS = {
    "odd_manifest": "The other lines are used; ask the sender for the manifest again.",
    "missing_file": "Ask the sender for it; the rest of the delivery is used.",
    "altered_file": "What can be read of it is used for now; ask the sender for it again.",
    "broken_file": "What came before the damage is used; ask the sender for the package again.",
    "unlisted_file": "It is used; ask the sender why the manifest leaves it out.",
    "cut_short_file": "What came before the damage is used; ask the sender for the package again.",
}


def _file_alert(file: ReceivedFile, receipt: Receipt) -> Alert:
    kind = f"{file.file_state}_file"
    if file.file_state == "good":
        kind = "odd_manifest" if file.file_kind == "manifest" else "cut_short_file"
    return Alert(
        alert_kind=kind,
        subject=f"{receipt.downlink:09d}/{file.file_name}",
        message=f"{file.file_name} in delivery {receipt.downlink:09d}: {file.reason}. "
        + FILE_ALERTS[kind],
        ordinal=receipt.ordinal,
    )
