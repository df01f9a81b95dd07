"""Write off the holes that stayed open longer than the site's patience."""

from etl.settings import Settings
from etl.store.hand_offs import free_downlink, open_hand_off
from etl.store.outcomes import instant
from etl.store.store import Store


def expire_holes(store: Store, settings: Settings) -> int:
    """Decide to write off every hole past ``hole_patience``; returns how many."""
    now = instant()
    expired = store.rows("expire/expired_holes", before=now - settings.hole_patience)
    if expired:
        with store.transaction():
            downlink = free_downlink(store, now, of_delivery=False)
            hand_off = open_hand_off(store, downlink=downlink, brought_by="patience", at=now)
            store.run(
                "expire/write_off",
                hand_off=hand_off.hand_off_number,
                ordinal=hand_off.ordinal,
                now=now,
                before=now - settings.hole_patience,
                why=f"open longer than hole_patience ({settings.hole_patience})",
            )
    return len(expired)
