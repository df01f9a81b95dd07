"""The packet level: what Level-0 files hold, what became of each packet, and what is missing.

The tables of raw are append-only; those of core hold from one hand-off until another.
"""

from sqlalchemy import Table

from etl.store.schema.base import (
    big,
    count32,
    count64,
    flags,
    instant,
    integer,
    key,
    lifetime,
    metadata,
    real,
    small,
    text,
    truth,
    view,
)

packet_files = Table(
    "packet_files",
    metadata,
    key("file_id"),
    big("ordinal"),
    text("source"),
    integer("scid"),
    integer("annotation_bytes"),
    big("packet_count"),
    big("packet_bytes"),
    schema="raw",
)

packet_apids = Table(
    "packet_apids",
    metadata,
    big("file_id"),
    big("ordinal"),
    integer("scid"),
    integer("apid"),
    text("apid_kind"),
    big("packet_count"),
    schema="raw",
)

packet_headers = Table(
    "packet_headers",
    metadata,
    big("packet_id"),
    count32("header_word"),
    count64("packet_time", null=True),
    integer("pad_bytes", null=True),
    count32("crc32"),
    big("offset_bytes"),
    integer("length_bytes"),
    schema="raw",
)

packets = view(
    "packets",
    big("packet_id"),
    big("ordinal"),
    big("file_id"),
    integer("scid"),
    integer("apid"),
    flags("header_flags"),
    flags("sequence_flags"),
    small("sequence_count"),
    integer("length_field"),
    count32("packet_time_s", null=True),
    count32("packet_time_us", null=True),
    integer("pad_bytes", null=True),
    count32("crc32"),
    big("offset_bytes"),
    integer("length_bytes"),
    schema="raw",
)

packet_fates = Table(
    "packets",
    metadata,
    big("packet_id"),
    big("ordinal"),
    integer("scid"),
    integer("apid"),
    text("apid_kind"),
    text("packet_fate"),
    big("current_packet_id", null=True),
    count64("time_order"),
    big("unwrapped_count", null=True),
    truth("is_out_of_order"),
    *lifetime(),
    schema="core",
)

packet_gaps = Table(
    "packet_gaps",
    metadata,
    integer("scid"),
    integer("apid"),
    text("gap_kind"),
    big("first_missing_count", null=True),
    big("last_missing_count", null=True),
    big("missing_count"),
    big("after_packet_id"),
    big("before_packet_id"),
    real("after_met", null=True),
    real("before_met", null=True),
    *lifetime(),
    schema="core",
)

packet_requests = Table(
    "packet_requests",
    metadata,
    key("request_id"),
    integer("scid"),
    integer("apid"),
    big("first_missing_count"),
    big("last_missing_count"),
    real("start_met", null=True),
    real("stop_met", null=True),
    instant("requested_at"),
    *lifetime(),
    schema="ops",
)
