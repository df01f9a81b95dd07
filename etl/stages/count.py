"""Unwrap the counts of packets, settle which copy of each counts, and find what is missing.

The relations are made in this order as temporary tables, each from its own statement in
``etl/sql/packets``, for the counters that the hand-off touched and the time from there on.
"""

from etl.settings import Settings
from etl.store.alerts import settle_alert
from etl.store.hand_offs import HandOff
from etl.store.store import Store

RELATIONS = (
    "arrived_packets",
    "touched_apids",
    "nearby_packets",
    "packet_copies",
    "first_counts",
    "ordered_packets",
    "packet_rates",
    "packet_steps",
    "counted_packets",
    "packet_gaps",
)

CHANGES = (
    "retire_packets",
    "add_packets",
    "retire_packet_gaps",
    "add_packet_gaps",
    "close_packet_requests",
)


def count_packets(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Bring the packets and gaps of ``core`` up to date; returns what changed, in words."""
    first, last = store.row("packets/packet_range", ordinal=hand_off.ordinal)
    values = {
        "hand_off": hand_off.hand_off_number,
        "ordinal": hand_off.ordinal,
        "is_delivery": hand_off.is_delivery,
        "first_packet_id": first,
        "last_packet_id": last,
    }
    for name in ("active_decisions", "ignored_deliveries"):
        store.make(f"decide/{name}", **values)
    for name in RELATIONS:
        store.make(f"packets/{name}", **values)
    for name in CHANGES:
        store.run(f"packets/{name}", **values)
    for alert in store.records("packets/packet_alerts"):
        settle_alert(store, alert, hand_off.opened_at)
    packets, gaps, missing = store.row("packets/count_changes", **values)
    return f"{packets} packets counted, {gaps} gaps found, {missing} packets missing"
