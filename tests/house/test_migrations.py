"""Migrations make the database that the code declares, and lose no home on the way."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import text

from etl.errors import HomeError
from etl.store import migrate as migrations
from etl.store.home import Home
from etl.store.migrate import SCRIPTS, engine_of, migrate
from etl.store.schema import SCHEMAS, metadata
from etl.store.store import Store

COLUMNS = """
    select
        schema_name, table_name, column_index, column_name, data_type, is_nullable, column_default
    from duckdb_columns()
    where schema_name in ('raw', 'core', 'ops', 'catalog')
    order by all
"""
CONSTRAINTS = """
    select schema_name, table_name, constraint_type, constraint_column_names
    from duckdb_constraints()
    where schema_name in ('raw', 'core', 'ops', 'catalog')
    order by all
"""
VIEWS = "select schema_name, view_name, sql from duckdb_views() where not internal order by all"
INDEXES = "select schema_name, table_name, index_name, sql from duckdb_indexes() order by all"

PACKETS_BEFORE = """
    insert into raw.packet_files by name
    select unnest([5, 6]) as file_id, 1 as ordinal, 'lat' as source, 77 as scid,
        0 as annotation_bytes, 1000 as packet_count, 9000 as packet_bytes;
    insert into raw.packets by name
    select file_id * 4294967296 + n as packet_id, ordinal, file_id, scid,
        (n * 37) % 2048 as apid, n % 32 as header_flags, n % 4 as sequence_flags,
        (n * 4099) % 16384 as sequence_count, n as length_field,
        if(n % 3 = 0, null, 4294967295 - n) as packet_time_s,
        if(n % 3 = 0, null, n * 4294967) as packet_time_us,
        if(n % 3 = 0, null, n) as pad_bytes,
        4294967295 - n as crc32, n * 9 as offset_bytes, n + 7 as length_bytes
    from raw.packet_files, range(1000) as numbers (n)
"""

NEXT_REVISION = '''
"""Hand-offs have a colour."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9000", "{head}"


def upgrade() -> None:
    op.add_column("hand_offs", sa.Column("colour", sa.String()), schema="ops")
'''


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    folder.mkdir(exist_ok=True)
    with closing(Store.open(Home(folder))) as store:
        yield store


def revision_of(store: Store) -> str:
    return str(store.connection.execute("select version_num from alembic_version").fetchone()[0])


def next_release(folder: Path, head: str) -> Path:
    """The migrations of a release that comes after this one."""
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions/9000_colour.py").write_text(NEXT_REVISION.format(head=head))
    return folder


@pytest.mark.parametrize("question", [COLUMNS, CONSTRAINTS, VIEWS, INDEXES])
def test_migrations_make_the_tables_that_the_code_declares(tmp_path: Path, question: str) -> None:
    with opened(tmp_path / "migrated") as store:
        migrate(store)
        migrated = store.connection.execute(question).fetchall()
    with opened(tmp_path / "declared") as store, engine_of(store).begin() as connection:
        for schema in SCHEMAS:
            connection.execute(text(f"create schema {schema}"))
        metadata.create_all(connection)
        declared = store.connection.execute(question).fetchall()
    assert migrated == declared
    assert migrated or question == INDEXES


def test_migrating_again_changes_nothing_and_keeps_no_copy(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as store:
        migrate(store)
        migrate(store)
    assert [path.name for path in (tmp_path / "home").glob("*.duckdb")] == ["halfpipe.duckdb"]


def test_an_older_home_is_migrated_after_a_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "home") as store:
        migrate(store)
        head = revision_of(store)
        store.run(
            "insert_hand_off",
            hand_off_number=1,
            ordinal=1,
            downlink=240414001,
            brought_by="delivery",
            opened_at="2024-04-14",
        )
    monkeypatch.setattr(migrations, "SCRIPTS", next_release(tmp_path / "next", head))
    with opened(tmp_path / "home") as store:
        migrate(store)
        assert revision_of(store) == "9000"
        rows = store.connection.execute("select downlink, colour from ops.hand_offs").fetchall()
        assert rows == [(240414001, None)]
    kept = tmp_path / "home" / f"halfpipe.{head}.duckdb"
    with closing(duckdb.connect(str(kept), read_only=True)) as copy:
        assert copy.execute("select downlink from ops.hand_offs").fetchall() == [(240414001,)]
        assert copy.execute("select version_num from alembic_version").fetchall() == [(head,)]


def test_packets_stored_whole_are_the_same_when_they_are_stored_as_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "before"
    newer = ("__pycache__", "00[1-9]?_*.py")
    shutil.copytree(SCRIPTS, before, ignore=shutil.ignore_patterns(*newer))
    with monkeypatch.context() as older, opened(tmp_path / "home") as store:
        older.setattr(migrations, "SCRIPTS", before)
        migrate(store)
        assert revision_of(store) == "0009"
        store.connection.execute(PACKETS_BEFORE)
        rows = store.connection.execute("from raw.packets order by all").fetchall()
    with opened(tmp_path / "home") as store:
        migrate(store)
        assert store.connection.execute("from raw.packets order by all").fetchall() == rows
    assert len(rows) == 2 * 1000


def test_a_home_of_a_newer_halfpipe_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "home") as store:
        migrate(store)
        head = revision_of(store)
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "SCRIPTS", next_release(tmp_path / "next", head))
        with opened(tmp_path / "home") as store:
            migrate(store)
    with opened(tmp_path / "home") as store:
        with pytest.raises(HomeError, match=r"revision 9000.*a newer one.*Install that version"):
            migrate(store)
        assert revision_of(store) == "9000"
