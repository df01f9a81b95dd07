"""What the spacecraft says of itself: Magic-7 messages and GEM counters, a row for each copy."""

from typing import Any

from sqlalchemy import Column, Table

from etl.store.schema.base import (
    big,
    count32,
    flags,
    integer,
    metadata,
    real,
    single,
    text,
    truth,
)


def _origin() -> tuple[Column[Any], ...]:
    """Return what every message has: where it came in, and when it was put in a packet."""
    return (
        big("ordinal"),
        big("file_id"),
        big("packet_id", null=True),
        count32("packet_time_s", null=True),
        count32("packet_time_us", null=True),
    )


def _data_time() -> tuple[Column[Any], ...]:
    return count32("data_time_s"), count32("data_time_us")


attitude = Table(
    "attitude",
    metadata,
    *_origin(),
    *_data_time(),
    *(real(name) for name in ("qx", "qy", "qz", "qw")),
    *(single(name) for name in ("wx", "wy", "wz")),
    schema="raw",
)

orbit = Table(
    "orbit",
    metadata,
    *_origin(),
    *_data_time(),
    *(single(name) for name in ("x", "y", "z", "vx", "vy", "vz")),
    flags("gnc_mode"),
    truth("is_in_saa"),
    schema="raw",
)

ancillary = Table(
    "ancillary",
    metadata,
    *_origin(),
    *_data_time(),
    flags("gnc_mode"),
    flags("ssr_usage"),
    integer("ancillary_flags"),
    schema="raw",
)

tones = Table(
    "tones",
    metadata,
    *_origin(),
    count32("tone_s"),
    integer("tone_flags"),
    schema="raw",
)

gem_rates = Table(
    "gem_rates",
    metadata,
    *_origin(),
    integer("apid"),
    *(count32(f"rate_{name}") for name in ("live", "prescaled", "discarded", "sent", "deadzone")),
    schema="raw",
)

unread_messages = Table(
    "unread_messages",
    metadata,
    big("ordinal"),
    big("file_id"),
    big("packet_id", null=True),
    big("line_number", null=True),
    text("reason"),
    text("detail"),
    schema="raw",
)
