"""Settle what becomes of packets whose datagram never became whole."""

from etl.settings import Settings
from etl.store.alerts import settle_kinds
from etl.store.hand_offs import HandOff
from etl.store.store import Store


def settle_groups(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Settle the groups of packets that are not whole, and tell of those that never will be."""
    store.make("settle/malformed_groups")
    store.make("settle/settled_groups")
    store.run("settle/retire_groups", hand_off=hand_off.hand_off_number)
    store.run("settle/add_groups", hand_off=hand_off.hand_off_number)
    store.run("settle/forget_groups", hand_off=hand_off.hand_off_number)
    found = store.records("settle/malformed_alerts")
    settle_kinds(store, ("malformed_packets",), found, hand_off.opened_at)
    return "settled"
