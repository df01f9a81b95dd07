"""The places of a home directory, each named once."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """A HalfPipe home; every path the project writes is a property here."""

    folder: Path

    @property
    def database(self) -> Path:
        """The writer's database; nobody else opens it."""
        return self.folder / "halfpipe.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published database that readers open."""
        return self.folder / "ops.duckdb"

    @property
    def published(self) -> Path:
        """Parquet files behind the snapshot's views."""
        return self.folder / "published"

    @property
    def writer_lock(self) -> Path:
        """The file a writer holds; it names the holder."""
        return self.folder / "writer.lock"

    @property
    def inbox(self) -> Path:
        """Where deliveries may be dropped."""
        return self.folder / "inbox"

    @property
    def raw(self) -> Path:
        """The content-addressed archive: every byte received, once."""
        return self.folder / "raw"

    @property
    def plans(self) -> Path:
        """RetDef files: how each Level-0 delivery was decoded."""
        return self.folder / "plans"

    @property
    def products(self) -> Path:
        """FITS files."""
        return self.folder / "products"

    @property
    def handoff(self) -> Path:
        """What Level 1 reads, one folder a downlink."""
        return self.folder / "handoff"

    @property
    def outbox(self) -> Path:
        """What is sent away."""
        return self.folder / "outbox"

    @property
    def quarantine(self) -> Path:
        """Files that could not be used, linked by name."""
        return self.folder / "quarantine"

    @property
    def models(self) -> Path:
        """What dbt keeps between two builds of the marts, and its log."""
        return self.folder / "models"

    @property
    def limits(self) -> Path:
        """The site's own limits, which stand in for those of the models."""
        return self.folder / "limits.csv"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder a home has."""
        return (
            self.inbox,
            self.raw,
            self.plans,
            self.products,
            self.handoff,
            self.outbox,
            self.quarantine,
            self.published,
        )

    def archived(self, sha256: str) -> Path:
        """Return where the bytes with this digest are kept."""
        return self.raw / sha256[:2] / sha256

    def relative(self, path: Path) -> str:
        """Return ``path`` as the database stores it: relative to the home."""
        return path.relative_to(self.folder).as_posix()
