"""From packets to datagrams: groups of packets, what of them is decoded, and what came of it."""

from sqlalchemy import Table

from etl.store.schema.base import big, count64, integer, lifetime, metadata, text

packet_groups = Table(
    "packet_groups",
    metadata,
    integer("scid"),
    integer("apid"),
    count64("time_order"),
    big("first_count"),
    big("last_count"),
    big("packet_count"),
    big("datagram_bytes"),
    text("group_state"),
    *lifetime(),
    schema="core",
)

decode_plan = Table(
    "decode_plan",
    metadata,
    big("ordinal"),
    integer("decode_chunk"),
    big("datagram_count"),
    big("packet_count"),
    big("datagram_bytes"),
    text("path"),
    schema="raw",
)

planned_datagrams = Table(
    "planned_datagrams",
    metadata,
    big("ordinal"),
    integer("decode_chunk"),
    integer("place_number"),
    integer("scid"),
    integer("apid"),
    count64("time_order"),
    big("first_count"),
    big("last_count"),
    big("packet_count"),
    big("datagram_bytes"),
    text("packets_digest"),
    schema="raw",
)

datagram_deliveries = Table(
    "datagram_deliveries",
    metadata,
    big("ordinal"),
    integer("decode_chunk"),
    integer("place_number"),
    big("packet_ordinal"),
    schema="raw",
)

datagram_origins = Table(
    "datagram_origins",
    metadata,
    big("ordinal"),
    integer("decode_chunk"),
    integer("place_number"),
    big("datagram_id"),
    schema="raw",
)

undecodable_datagrams = Table(
    "undecodable_datagrams",
    metadata,
    big("ordinal"),
    integer("decode_chunk"),
    integer("place_number"),
    text("reason"),
    text("detail"),
    schema="raw",
)
