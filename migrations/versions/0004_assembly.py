"""From packets to datagrams, and what the spacecraft says of itself.

Groups of packets wait until they are whole; what is to be decoded is planned; Magic-7 messages and
GEM counters are rows. The tables carry no key, as all that grow with the telemetry.
"""

import sqlalchemy as sa
from alembic import op
from duckdb_sqlalchemy.datatypes import UBigInteger, UInteger, UTinyInteger

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables."""
    create_assembly()
    create_housekeeping()


def create_assembly() -> None:
    """Create what stands between packets and datagrams."""
    op.create_table(
        "packet_groups",
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("time_order", UBigInteger(), nullable=False),
        sa.Column("first_count", sa.BigInteger(), nullable=False),
        sa.Column("last_count", sa.BigInteger(), nullable=False),
        sa.Column("packet_count", sa.BigInteger(), nullable=False),
        sa.Column("datagram_bytes", sa.BigInteger(), nullable=False),
        sa.Column("group_state", sa.String(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )
    op.create_table(
        "decode_plan",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("decode_chunk", sa.Integer(), nullable=False),
        sa.Column("datagram_count", sa.BigInteger(), nullable=False),
        sa.Column("packet_count", sa.BigInteger(), nullable=False),
        sa.Column("datagram_bytes", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "planned_datagrams",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("decode_chunk", sa.Integer(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("scid", sa.Integer(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("time_order", UBigInteger(), nullable=False),
        sa.Column("first_count", sa.BigInteger(), nullable=False),
        sa.Column("last_count", sa.BigInteger(), nullable=False),
        sa.Column("packet_count", sa.BigInteger(), nullable=False),
        sa.Column("datagram_bytes", sa.BigInteger(), nullable=False),
        sa.Column("packets_digest", sa.String(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "datagram_origins",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("decode_chunk", sa.Integer(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("datagram_id", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "undecodable_datagrams",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("decode_chunk", sa.Integer(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        schema="raw",
    )


def create_housekeeping() -> None:
    """Create what the spacecraft says of itself."""
    op.create_table(
        "attitude",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("data_time_s", UInteger(), nullable=False),
        sa.Column("data_time_us", UInteger(), nullable=False),
        sa.Column("qx", sa.Double(), nullable=False),
        sa.Column("qy", sa.Double(), nullable=False),
        sa.Column("qz", sa.Double(), nullable=False),
        sa.Column("qw", sa.Double(), nullable=False),
        sa.Column("wx", sa.REAL(), nullable=False),
        sa.Column("wy", sa.REAL(), nullable=False),
        sa.Column("wz", sa.REAL(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "orbit",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("data_time_s", UInteger(), nullable=False),
        sa.Column("data_time_us", UInteger(), nullable=False),
        sa.Column("x", sa.REAL(), nullable=False),
        sa.Column("y", sa.REAL(), nullable=False),
        sa.Column("z", sa.REAL(), nullable=False),
        sa.Column("vx", sa.REAL(), nullable=False),
        sa.Column("vy", sa.REAL(), nullable=False),
        sa.Column("vz", sa.REAL(), nullable=False),
        sa.Column("gnc_mode", UTinyInteger(), nullable=False),
        sa.Column("is_in_saa", sa.Boolean(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "ancillary",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("data_time_s", UInteger(), nullable=False),
        sa.Column("data_time_us", UInteger(), nullable=False),
        sa.Column("gnc_mode", UTinyInteger(), nullable=False),
        sa.Column("ssr_usage", UTinyInteger(), nullable=False),
        sa.Column("ancillary_flags", sa.Integer(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "tones",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("tone_s", UInteger(), nullable=False),
        sa.Column("tone_flags", sa.Integer(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "gem_rates",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("packet_time_s", UInteger(), nullable=True),
        sa.Column("packet_time_us", UInteger(), nullable=True),
        sa.Column("apid", sa.Integer(), nullable=False),
        sa.Column("rate_live", UInteger(), nullable=False),
        sa.Column("rate_prescaled", UInteger(), nullable=False),
        sa.Column("rate_discarded", UInteger(), nullable=False),
        sa.Column("rate_sent", UInteger(), nullable=False),
        sa.Column("rate_deadzone", UInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "unread_messages",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.BigInteger(), nullable=True),
        sa.Column("line_number", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        schema="raw",
    )
