"""Read every registered file again, and tell which is not as it was registered."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from etl.store.alerts import Alert, clear_alert, raise_alert, standing_subjects
from etl.store.outcomes import Outcome, instant, record_outcome
from etl.store.store import Store

STAGE = "verify"
OK, MISSING, CHANGED = "ok", "missing", "changed"
ALERT = "product_differs"


@dataclass(frozen=True)
class Location:
    """A file as it was registered."""

    version_id: int
    site: str
    path: str
    size_bytes: int
    sha256: str
    run_id: int


@dataclass(frozen=True)
class Scan:
    """What was found at a location: nothing has neither size nor digest."""

    location: Location
    size_bytes: int | None
    sha256: str | None

    @property
    def scan_status(self) -> str:
        """The verdict: ok, missing or changed."""
        if self.size_bytes is None:
            return MISSING
        due = (self.location.size_bytes, self.location.sha256)
        return OK if (self.size_bytes, self.sha256) == due else CHANGED

    @property
    def remark(self) -> str:
        """What is wrong, in words."""
        if self.scan_status == MISSING:
            return "is not there"
        return (
            f"has {self.size_bytes} bytes and SHA-256 {self.sha256}, registered with "
            f"{self.location.size_bytes} and {self.location.sha256}"
        )


def verify(store: Store, run_id: int | None = None) -> list[Scan]:
    """Look at every location, or at those of one run; what was found is kept and told."""
    started_at = instant()
    locations = [Location(*row) for row in store.rows("verify/locations", run_id=run_id)]
    scans = list(_scanned(store.home.folder, locations))
    wrong = [scan for scan in scans if scan.scan_status != OK]
    with store.transaction():
        _record(store, scans, started_at)
        _tell(store, scans, started_at)
        detail = f"{len(scans)} locations, {len(wrong)} not as registered"
        record_outcome(store, Outcome(STAGE, None, started_at, True, detail))
    return scans


def _scanned(folder: Path, locations: list[Location]) -> Iterator[Scan]:
    for location in locations:
        try:
            with (folder / location.path).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                yield Scan(location, file.tell(), digest)
        except OSError:
            yield Scan(location, None, None)


def _record(store: Store, scans: list[Scan], at: datetime) -> None:
    store.make("verify/found")
    store.append(
        "found",
        {
            "version_id": pa.array([scan.location.version_id for scan in scans], pa.int64()),
            "site": pa.array([scan.location.site for scan in scans], pa.string()),
            "path": pa.array([scan.location.path for scan in scans], pa.string()),
            "size_bytes": pa.array([scan.size_bytes for scan in scans], pa.int64()),
            "sha256": pa.array([scan.sha256 for scan in scans], pa.string()),
            "scan_status": pa.array([scan.scan_status for scan in scans], pa.string()),
            "scanned_at": pa.array([at] * len(scans), pa.timestamp("us")),
        },
    )
    store.run("verify/add_scans")
    store.run("verify/mark_locations")


def _tell(store: Store, scans: list[Scan], at: datetime) -> None:
    standing = standing_subjects(store, ALERT)
    for scan in scans:
        location = scan.location
        if scan.scan_status != OK:
            message = (
                f"{location.path} {scan.remark}. Make it again with: halfpipe repipe "
                f"r{location.run_id:010d}, then halfpipe verify"
            )
            alert = Alert("product_differs", location.path, message, run_id=location.run_id)
            raise_alert(store, alert, at)
        elif location.path in standing:
            clear_alert(store, ALERT, location.path, at)
