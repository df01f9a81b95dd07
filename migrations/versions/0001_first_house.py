"""The first house: raw, core, ops and catalog, with the few keys DuckDB could not add later."""

import sqlalchemy as sa
from alembic import op
from duckdb_sqlalchemy.datatypes import UBigInteger, UInteger, UTinyInteger

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the four schemas and their tables."""
    for schema in ("raw", "core", "ops", "catalog"):
        op.execute(f"create schema if not exists {schema}")
    create_raw()
    create_core()
    create_ops()
    create_catalog()


def create_raw() -> None:
    """Create the tables of raw."""
    op.create_table(
        "chunk_headers",
        sa.Column(
            "file_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("header_downlink", sa.BigInteger(), nullable=True),
        sa.Column("header_event_count", sa.BigInteger(), nullable=True),
        sa.Column("source_sequence_errors", sa.BigInteger(), nullable=True),
        sa.Column("dfi_errors", sa.BigInteger(), nullable=True),
        sa.Column("moot_key", sa.BigInteger(), nullable=True),
        sa.Column("moot_alias", sa.String(), nullable=True),
        sa.Column("header_bytes", sa.BigInteger(), nullable=False),
        sa.Column("record_count", sa.BigInteger(), nullable=False),
        sa.Column("record_bytes", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "datagrams",
        sa.Column("datagram_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("datagram_sequence", sa.BigInteger(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("first_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("last_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("first_event_met", sa.Double(), nullable=False),
        sa.Column("last_event_met", sa.Double(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("packet_unix_s", sa.Double(), nullable=False),
        sa.Column("ground_id", sa.BigInteger(), nullable=False),
        sa.Column("mode_changes", sa.BigInteger(), nullable=False),
        sa.Column("open_action", sa.String(), nullable=False),
        sa.Column("open_reason", sa.String(), nullable=False),
        sa.Column("close_action", sa.String(), nullable=False),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("crate", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("hardware_key", sa.BigInteger(), nullable=False),
        sa.Column("software_key", sa.BigInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("record_bytes", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "deliveries",
        sa.Column(
            "ordinal", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("downlink", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "events",
        sa.Column("datagram_id", sa.BigInteger(), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("gem_sequence", UBigInteger(), nullable=False),
        sa.Column("event_met", sa.Double(), nullable=False),
        sa.Column("elapsed_ticks", UBigInteger(), nullable=False),
        sa.Column("livetime_ticks", UBigInteger(), nullable=False),
        sa.Column("prescaled_count", UBigInteger(), nullable=False),
        sa.Column("discarded_count", UBigInteger(), nullable=False),
        sa.Column("deadzone_count", UBigInteger(), nullable=False),
        sa.Column("time_tics", UInteger(), nullable=False),
        sa.Column("timetone_s", UInteger(), nullable=False),
        sa.Column("timetone_tics", UInteger(), nullable=False),
        sa.Column("timetone_flags", UTinyInteger(), nullable=False),
        sa.Column("timetone_incomplete", UInteger(), nullable=False),
        sa.Column("timetone_flywheeling", UInteger(), nullable=False),
        sa.Column("previous_timetone_s", UInteger(), nullable=False),
        sa.Column("previous_timetone_tics", UInteger(), nullable=False),
        sa.Column("previous_timetone_flags", UTinyInteger(), nullable=False),
        sa.Column("info_type", sa.SmallInteger(), nullable=False),
        sa.Column("compression_level", sa.Integer(), nullable=False),
        sa.Column("compressed_size_bytes", sa.Integer(), nullable=False),
        sa.Column("pass_thru_state", sa.SmallInteger(), nullable=True),
        sa.Column("gamma_state", sa.SmallInteger(), nullable=True),
        sa.Column("asc_state", sa.SmallInteger(), nullable=True),
        sa.Column("mip_state", sa.SmallInteger(), nullable=True),
        sa.Column("hip_state", sa.SmallInteger(), nullable=True),
        sa.Column("dgn_state", sa.SmallInteger(), nullable=True),
        sa.Column("hardware_key", UInteger(), nullable=False),
        sa.Column("software_key", UInteger(), nullable=False),
        sa.Column("latc_master_key", UInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("length_bytes", sa.Integer(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "files",
        sa.Column(
            "file_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        schema="raw",
    )
    op.create_table(
        "skipped_bytes",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("length_bytes", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        schema="raw",
    )


def create_core() -> None:
    """Create the tables of core."""
    op.create_table(
        "chunks",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("chunk_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("downlink", sa.BigInteger(), nullable=False),
        sa.Column("covers_first_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("covers_last_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("first_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("last_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("first_event_met", sa.Double(), nullable=False),
        sa.Column("last_event_met", sa.Double(), nullable=False),
        sa.Column("event_count", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "datagrams",
        sa.Column("datagram_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("datagram_sequence", sa.BigInteger(), nullable=False),
        sa.Column("datagram_fate", sa.String(), nullable=False),
        sa.Column("current_datagram_id", sa.BigInteger(), nullable=True),
        sa.Column("current_since_hand_off", sa.BigInteger(), nullable=True),
        sa.Column("event_count", sa.BigInteger(), nullable=False),
        sa.Column("delivered_count", sa.BigInteger(), nullable=False),
        sa.Column("withheld_count", sa.BigInteger(), nullable=False),
        sa.Column("held_count", sa.BigInteger(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "holes",
        sa.Column("hole_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=True),
        sa.Column("hole_kind", sa.String(), nullable=False),
        sa.Column("first_datagram", sa.BigInteger(), nullable=True),
        sa.Column("last_datagram", sa.BigInteger(), nullable=True),
        sa.Column("hole_state", sa.String(), nullable=False),
        sa.Column("after_gem_sequence", UBigInteger(), nullable=True),
        sa.Column("before_gem_sequence", UBigInteger(), nullable=True),
        sa.Column("after_met", sa.Double(), nullable=True),
        sa.Column("before_met", sa.Double(), nullable=True),
        sa.Column("withheld_count", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("first_seen_ordinal", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "runs",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("run_type", sa.String(), nullable=False),
        sa.Column("run_state", sa.String(), nullable=False),
        sa.Column("held_reason", sa.String(), nullable=True),
        sa.Column("expected_epus", sa.Integer(), nullable=False),
        sa.Column("seen_epus", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.BigInteger(), nullable=False),
        sa.Column("delivered_count", sa.BigInteger(), nullable=False),
        sa.Column("withheld_count", sa.BigInteger(), nullable=False),
        sa.Column("held_count", sa.BigInteger(), nullable=False),
        sa.Column("open_hole_count", sa.BigInteger(), nullable=False),
        sa.Column("written_off_count", sa.BigInteger(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("first_event_met", sa.Double(), nullable=False),
        sa.Column("last_event_met", sa.Double(), nullable=False),
        sa.Column("moot_key", sa.BigInteger(), nullable=False),
        sa.Column("moot_alias", sa.String(), nullable=False),
        sa.Column("source_sequence_errors", sa.BigInteger(), nullable=False),
        sa.Column("dfi_errors", sa.BigInteger(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "streams",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("crate", sa.String(), nullable=False),
        sa.Column("datagram_count", sa.BigInteger(), nullable=False),
        sa.Column("event_count", sa.BigInteger(), nullable=False),
        sa.Column("first_datagram", sa.BigInteger(), nullable=False),
        sa.Column("last_datagram", sa.BigInteger(), nullable=False),
        sa.Column("open_action", sa.String(), nullable=False),
        sa.Column("close_action", sa.String(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("missing_count", sa.BigInteger(), nullable=False),
        sa.Column("first_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("last_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("first_event_met", sa.Double(), nullable=False),
        sa.Column("last_event_met", sa.Double(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "withheld_ranges",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("hole_id", sa.BigInteger(), nullable=False),
        sa.Column("first_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("last_gem_sequence", UBigInteger(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )


def create_ops() -> None:
    """Create the tables of ops."""
    op.create_table(
        "alerts",
        sa.Column(
            "alert_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("alert_kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("ordinal", sa.BigInteger(), nullable=True),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        schema="ops",
    )
    op.create_table(
        "cycles",
        sa.Column(
            "cycle_number", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        schema="ops",
    )
    op.create_table(
        "decisions",
        sa.Column(
            "decision_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("hole_id", sa.BigInteger(), nullable=True),
        sa.Column("downlink", sa.BigInteger(), nullable=True),
        sa.Column("epus", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("undoes_decision_id", sa.BigInteger(), nullable=True),
        sa.Column("as_of_ordinal", sa.BigInteger(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=True),
        schema="ops",
    )
    op.create_table(
        "hand_offs",
        sa.Column(
            "hand_off_number",
            sa.BigInteger(),
            nullable=False,
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("downlink", sa.BigInteger(), nullable=False),
        sa.Column("brought_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        schema="ops",
    )
    op.create_table(
        "outcomes",
        sa.Column(
            "outcome_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("cycle_number", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        schema="ops",
    )
    op.create_table(
        "requests",
        sa.Column(
            "request_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("hole_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=True),
        sa.Column("first_datagram", sa.BigInteger(), nullable=True),
        sa.Column("last_datagram", sa.BigInteger(), nullable=True),
        sa.Column("start_met", sa.Double(), nullable=False),
        sa.Column("stop_met", sa.Double(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        schema="ops",
    )


def create_catalog() -> None:
    """Create the tables of catalog."""
    op.create_table(
        "datasets",
        sa.Column(
            "dataset_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("dataset_name", sa.String(), nullable=False),
        sa.Column("dataset_group", sa.String(), nullable=False),
        sa.Column("data_type", sa.String(), nullable=False),
        sa.Column("file_format", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        schema="catalog",
    )
    op.create_table(
        "locations",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("scan_status", sa.String(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(), nullable=True),
        schema="catalog",
    )
    op.create_table(
        "metadata",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number_value", sa.Double(), nullable=True),
        sa.Column("text_value", sa.String(), nullable=True),
        sa.Column("time_value", sa.DateTime(), nullable=True),
        schema="catalog",
    )
    op.create_table(
        "versions",
        sa.Column(
            "version_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=False),
        sa.Column("event_count", sa.BigInteger(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        schema="catalog",
    )
