"""Settle what becomes of packets whose datagram never became whole."""

from etl.settings import Settings
from etl.store.hand_offs import HandOff
from etl.store.store import Store


def settle_groups(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Write off the groups of packets that lie in holes given up; returns how many changed."""
    store.make("settle/settled_groups")
    store.run("settle/retire_groups", hand_off=hand_off.hand_off_number)
    store.run("settle/add_groups", hand_off=hand_off.hand_off_number)
    store.run("settle/forget_groups", hand_off=hand_off.hand_off_number)
    return "settled"
