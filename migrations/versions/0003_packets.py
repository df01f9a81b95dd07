"""Level 0: files of packets, the packets themselves, what became of them, and what is missing.

The large tables have no key; packets are found by file and place, or by spacecraft, APID and time.
"""

import sqlalchemy as sa
from alembic import op
from duckdb_sqlalchemy.datatypes import UBigInteger, UInteger, UTinyInteger

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of the packet level."""
    create_raw()
    create_derived()


def create_raw() -> None:
    """Create what Level-0 files hold."""
    op.create_table(
        "packet_files",
        sa.Column(
            "file_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("annotation_bytes", sa.Integer(), nullable=False),
        sa.Column("packet_count", sa.BigInteger(), nullable=False),
        sa.Column("packet_bytes", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "packet_apids",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("apid_kind", sa.String(), nullable=False),
        sa.Column("packet_count", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "packets",
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("header_flags", UTinyInteger(), nullable=False),
        sa.Column("sequence_flags", UTinyInteger(), nullable=False),
        sa.Column("sequence_count", sa.SmallInteger(), nullable=False),
        sa.Column("length_field", sa.Integer(), nullable=False),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("pad_bytes", sa.Integer(), nullable=True),
        sa.Column("crc32", UInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("length_bytes", sa.Integer(), nullable=False),
        schema="raw",
    )


def create_derived() -> None:
    """Create what follows from it, and what was asked for again."""
    op.create_table(
        "packets",
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("apid_kind", sa.String(), nullable=False),
        sa.Column("packet_fate", sa.String(), nullable=False),
        sa.Column("current_packet_id", sa.BigInteger(), nullable=True),
        sa.Column("time_order", UBigInteger(), nullable=False),
        sa.Column("unwrapped_count", sa.BigInteger(), nullable=True),
        sa.Column("is_out_of_order", sa.Boolean(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "packet_gaps",
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("gap_kind", sa.String(), nullable=False),
        sa.Column("first_missing_count", sa.BigInteger(), nullable=True),
        sa.Column("last_missing_count", sa.BigInteger(), nullable=True),
        sa.Column("missing_count", sa.BigInteger(), nullable=False),
        sa.Column("after_packet_id", sa.BigInteger(), nullable=False),
        sa.Column("before_packet_id", sa.BigInteger(), nullable=False),
        sa.Column("after_met", sa.Double(), nullable=True),
        sa.Column("before_met", sa.Double(), nullable=True),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "packet_requests",
        sa.Column(
            "request_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("first_missing_count", sa.BigInteger(), nullable=False),
        sa.Column("last_missing_count", sa.BigInteger(), nullable=False),
        sa.Column("start_met", sa.Double(), nullable=True),
        sa.Column("stop_met", sa.Double(), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="ops",
    )
