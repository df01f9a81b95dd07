"""What the machine and its operators did: hand-offs, cycles, outcomes, decisions, requests."""

from sqlalchemy import Table

from etl.store.schema.base import (
    big,
    instant,
    integer,
    key,
    lifetime,
    metadata,
    real,
    text,
    truth,
)

hand_offs = Table(
    "hand_offs",
    metadata,
    key("hand_off_number"),
    big("ordinal"),
    big("downlink"),
    text("brought_by"),
    instant("opened_at"),
    schema="ops",
)

cycles = Table(
    "cycles",
    metadata,
    key("cycle_number"),
    instant("started_at"),
    instant("ended_at", null=True),
    text("verdict", null=True),
    schema="ops",
)

outcomes = Table(
    "outcomes",
    metadata,
    key("outcome_id"),
    big("cycle_number", null=True),
    text("stage"),
    big("hand_off_number", null=True),
    integer("attempt"),
    instant("started_at"),
    instant("ended_at"),
    truth("is_success"),
    text("detail"),
    schema="ops",
)

decisions = Table(
    "decisions",
    metadata,
    key("decision_id"),
    text("action"),
    big("run_id", null=True),
    big("hole_id", null=True),
    big("downlink", null=True),
    integer("epus", null=True),
    text("decided_by"),
    instant("decided_at"),
    text("why"),
    big("undoes_decision_id", null=True),
    big("as_of_ordinal"),
    big("hand_off_number", null=True),
    schema="ops",
)

requests = Table(
    "requests",
    metadata,
    key("request_id"),
    big("hole_id"),
    big("run_id"),
    integer("apid", null=True),
    big("first_datagram", null=True),
    big("last_datagram", null=True),
    real("start_met"),
    real("stop_met"),
    instant("requested_at"),
    *lifetime(),
    schema="ops",
)
