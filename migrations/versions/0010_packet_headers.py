"""Packets are stored as their headers are laid, in seven columns; a view takes them apart.

A column costs more to store than a packet of some 70 bytes costs to read.
"""

import sqlalchemy as sa
from alembic import op
from duckdb_sqlalchemy.datatypes import UBigInteger, UInteger

revision = "0010"
down_revision = "0009"

STORED = """
    insert into raw.packet_headers by name
    select
        packet_id,
        (header_flags::uinteger << 27)
        | (apid::uinteger << 16)
        | (sequence_flags::uinteger << 14)
        | sequence_count::uinteger as header_word,
        (packet_time_s::ubigint << 32) | packet_time_us::ubigint as packet_time,
        pad_bytes,
        crc32,
        offset_bytes,
        length_bytes
    from raw.packets
"""
SHOWN = """
    create view raw.packets as
    select
        headers.packet_id,
        files.ordinal,
        headers.packet_id >> 32 as file_id,
        files.scid,
        ((headers.header_word >> 16) & 2047)::integer as apid,
        (headers.header_word >> 27)::utinyint as header_flags,
        ((headers.header_word >> 14) & 3)::utinyint as sequence_flags,
        (headers.header_word & 16383)::smallint as sequence_count,
        headers.length_bytes - 7 as length_field,
        (headers.packet_time >> 32)::uinteger as packet_time_s,
        (headers.packet_time & 4294967295)::uinteger as packet_time_us,
        headers.pad_bytes,
        headers.crc32,
        headers.offset_bytes,
        headers.length_bytes
    from raw.packet_headers as headers
    left join raw.packet_files as files on headers.packet_id >> 32 = files.file_id
"""


def upgrade() -> None:
    """Move ``raw.packets`` to ``raw.packet_headers``, and show it from there."""
    op.create_table(
        "packet_headers",
        sa.Column("packet_id", sa.BigInteger(), nullable=False),
        sa.Column("header_word", UInteger(), nullable=False),
        sa.Column("packet_time", UBigInteger(), nullable=True),
        sa.Column("pad_bytes", sa.Integer(), nullable=True),
        sa.Column("crc32", UInteger(), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("length_bytes", sa.Integer(), nullable=False),
        schema="raw",
    )
    op.execute(STORED)
    op.drop_table("packets", schema="raw")
    op.execute(SHOWN)
