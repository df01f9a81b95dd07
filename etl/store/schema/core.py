"""What follows from raw and the decisions. A row holds from one hand-off until another.

``since_hand_off`` is inside the row's life, ``until_hand_off`` outside; the rows that
hold now have no ``until_hand_off``, those that held at hand-off H are
``since_hand_off <= H and (until_hand_off is null or until_hand_off > H)``.
"""

from sqlalchemy import Table

from etl.store.schema.base import (
    big,
    count64,
    instant,
    integer,
    lifetime,
    metadata,
    real,
    text,
    truth,
)

datagrams = Table(
    "datagrams",
    metadata,
    big("datagram_id"),
    big("ordinal"),
    big("run_id"),
    integer("apid"),
    big("datagram_sequence"),
    text("datagram_fate"),
    big("current_datagram_id", null=True),
    big("current_since_hand_off", null=True),
    big("event_count"),
    big("delivered_count"),
    big("withheld_count"),
    big("held_count"),
    *lifetime(),
    schema="core",
)

streams = Table(
    "streams",
    metadata,
    big("run_id"),
    integer("apid"),
    text("crate"),
    big("datagram_count"),
    big("event_count"),
    big("first_datagram"),
    big("last_datagram"),
    text("open_action"),
    text("close_action"),
    truth("is_whole"),
    big("missing_count"),
    count64("first_gem_sequence"),
    count64("last_gem_sequence"),
    real("first_event_met"),
    real("last_event_met"),
    *lifetime(),
    schema="core",
)

holes = Table(
    "holes",
    metadata,
    big("hole_id"),
    big("run_id"),
    integer("apid", null=True),
    text("hole_kind"),
    big("first_datagram", null=True),
    big("last_datagram", null=True),
    text("hole_state"),
    count64("after_gem_sequence", null=True),
    count64("before_gem_sequence", null=True),
    real("after_met", null=True),
    real("before_met", null=True),
    big("withheld_count"),
    instant("first_seen_at"),
    big("first_seen_ordinal"),
    instant("changed_at"),
    text("changed_by"),
    big("decision_id", null=True),
    *lifetime(),
    schema="core",
)

withheld_ranges = Table(
    "withheld_ranges",
    metadata,
    big("run_id"),
    big("hole_id"),
    count64("first_gem_sequence"),
    count64("last_gem_sequence"),
    *lifetime(),
    schema="core",
)

runs = Table(
    "runs",
    metadata,
    big("run_id"),
    text("run_type"),
    text("run_state"),
    text("held_reason", null=True),
    integer("expected_epus"),
    integer("seen_epus"),
    big("event_count"),
    big("delivered_count"),
    big("withheld_count"),
    big("held_count"),
    big("open_hole_count"),
    big("written_off_count"),
    truth("is_forced"),
    real("first_event_met"),
    real("last_event_met"),
    big("moot_key"),
    text("moot_alias"),
    big("source_sequence_errors"),
    big("dfi_errors"),
    *lifetime(),
    schema="core",
)

chunks = Table(
    "chunks",
    metadata,
    big("run_id"),
    integer("chunk_number"),
    integer("version"),
    big("ordinal"),
    big("downlink"),
    count64("covers_first_gem_sequence"),
    count64("covers_last_gem_sequence"),
    count64("first_gem_sequence"),
    count64("last_gem_sequence"),
    real("first_event_met"),
    real("last_event_met"),
    big("event_count"),
    text("path", null=True),
    text("sha256", null=True),
    big("size_bytes", null=True),
    *lifetime(),
    schema="core",
)
