"""Take a delivery in: keep its bytes, check them against its manifest, give it an ordinal."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from etl import clock
from etl.errors import BadRequest
from etl.settings import Settings, Source
from etl.store.alerts import Alert, raise_alert, raise_alerts
from etl.store.archive import archive, quarantine
from etl.store.hand_offs import free_downlink, open_hand_off
from etl.store.manifests import ReceivedFile, checked, kind_of
from etl.store.package import BrokenPackage, Member, NoFile, members, readable
from etl.store.store import Store
from etl.store.unpacked import archive_unpacked

_DOWNLINK = re.compile(r"(?<!\d)\d{9}(?!\d)")
SIDE_KINDS = ("idx", "manifest", "other")
QUARANTINED = ("altered", "broken")
FILE_COLUMNS = ("file_name", "file_kind", "sha256", "size_bytes", "file_state", "reason")


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
        Nothing is at ``path``, it is no delivery but the home itself, or ``downlink`` is the id of
        another delivery.
    """
    at = clock.now().replace(tzinfo=None)
    path = path.absolute()  # "." has no name
    _check_is_not_the_home(store, path)
    sources = (settings or Settings()).sources
    files = checked(store, archived_files(store, path, sources), sources)
    with store.transaction():
        (ordinal,) = store.row("next_ordinal")
        digest = content_digest(files, ordinal)
        known = store.rows("find_delivery", sha256=digest)
        if known:
            return Receipt(known[0][0], known[0][1], True, tuple(files))
        chosen = _downlink_for(store, path, downlink, at)
        receipt = Receipt(ordinal, chosen, False, tuple(files))
        _insert(store, path, receipt, digest, at)
        open_hand_off(store, downlink=chosen, brought_by="delivery", at=at)
        for file in files:  # before the commit: once it is known, nobody would do it
            if file.file_state in QUARANTINED and file.sha256 is not None:
                quarantine(store.home, file.sha256, chosen, file.file_name)
    return receipt


def _check_is_not_the_home(store: Store, path: Path) -> None:
    if not path.exists():
        return  # which is told in other words
    place, home = path.resolve(), store.home.folder.resolve()
    own = [folder.resolve() for folder in store.home.folders if folder != store.home.inbox]
    is_inbox = place == store.home.inbox.resolve()
    if is_inbox or home.is_relative_to(place) or any(map(place.is_relative_to, own)):
        raise BadRequest(
            f"{path} is no delivery: it is, or holds, or lies in the home {home}. Put deliveries "
            "elsewhere, or each into a folder or file of its own in the home's inbox/."
        )


def archived_files(store: Store, path: Path, sources: tuple[Source, ...]) -> list[ReceivedFile]:
    """Keep every file of the delivery at ``path``, and a damaged package as it is."""
    files: list[ReceivedFile] = []
    damage: str | None = None
    try:
        for member in members(path):
            if isinstance(member, NoFile):
                told = f"{member.what} stands there, whose bytes did not come with it"
                kind = kind_of(member.file_name, sources)
                files.append(ReceivedFile(member.file_name, kind, None, 0, "missing", told))
            else:
                files += _kept(store, member, sources)
    except BrokenPackage as broken:
        damage = str(broken)
    if damage is not None:
        with path.open("rb") as content_of_all:
            kept = archive(store.home, content_of_all)
        whole = ReceivedFile(readable(path.name), "package", kept.sha256, kept.size_bytes)
        files.append(replace(whole, file_state="broken", reason=damage))
    return files


def _kept(store: Store, member: Member, sources: tuple[Source, ...]) -> Iterator[ReceivedFile]:
    """Keep a file as it comes, or what is in it; a damaged gzip file both ways."""
    kind = kind_of(member.file_name, sources)
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


def content_digest(files: list[ReceivedFile], ordinal: int) -> str:
    """Return what makes a delivery the same delivery under another name: the bytes of its files.

    One without files is no copy of another such: only its ordinal tells it.
    """
    digests = sorted(file.sha256 for file in files if file.sha256 is not None)
    digests = digests or [f"nothing came as {ordinal}"]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


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


def _insert(store: Store, path: Path, receipt: Receipt, digest: str, at: datetime) -> None:
    name = readable(path.name)
    store.run(
        "insert_delivery",
        ordinal=receipt.ordinal,
        downlink=receipt.downlink,
        sha256=digest,
        source_name=name,
        received_at=at,
        file_count=len(receipt.files),
        size_bytes=sum(file.size_bytes for file in receipt.files),
    )
    _insert_files(store, receipt)
    told = [_file_alert(file, receipt) for file in receipt.files if file.reason is not None]
    raise_alerts(store, told, at)
    subject = f"{receipt.downlink:09d}"
    if not receipt.files:
        message = f"{name} holds no file. Look whether it was whole, and receive it again."
        raise_alert(store, Alert("empty_delivery", subject, message, ordinal=receipt.ordinal), at)
    elif all(file.file_kind in SIDE_KINDS for file in receipt.files):
        message = (
            f"{name}: none of its files has events, as chunk files (.evt) and Level-0 files have; "
            "they are kept as they are. Ask the sender what they are, or for the delivery again."
        )
        raise_alert(store, Alert("no_data", subject, message, ordinal=receipt.ordinal), at)


def _insert_files(store: Store, receipt: Receipt) -> None:
    (first_id,) = store.row("next_file_id")
    if receipt.files:
        columns = {name: [getattr(file, name) for file in receipt.files] for name in FILE_COLUMNS}
        count = len(receipt.files)
        place = {"file_id": np.arange(count) + first_id, "ordinal": [receipt.ordinal] * count}
        store.append("raw.files", {**place, **columns})
    for file_id, file in enumerate(receipt.files, start=first_id):
        if file.file_state == "broken":
            _skip_whole(store, file_id, receipt.ordinal, file)


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
