"""Refuse to publish while a line of the ledger does not balance to zero."""

from etl.errors import LedgerImbalance
from etl.settings import Settings
from etl.store.hand_offs import HandOff
from etl.store.store import Store

LEVELS = ("bytes", "packets", "assembled", "records", "datagrams", "events", "chunks")


def gate(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Check every ledger line that ``hand_off`` could have changed; returns how many balanced.

    Raises
    ------
    LedgerImbalance
        A residual is not zero; nothing of this hand-off is published.
    """
    runs = store.rows(
        "ledger/handed_runs", ordinal=hand_off.ordinal, hand_off=hand_off.hand_off_number
    )
    scope = {"ordinal": hand_off.ordinal, "run_ids": [run_id for (run_id,) in runs]}
    lines = [
        {"level": level, **line}
        for level in LEVELS
        for line in store.records(f"ledger/{level}", **scope)
    ]
    broken = [line for line in lines if line["residual"] != 0]
    if broken:
        raise LedgerImbalance(
            f"{hand_off.cause}: {len(broken)} of {len(lines)} ledger lines do not balance: "
            f"{'; '.join(map(str, broken))}. Nothing of it was published. This is a fault of "
            "HalfPipe: keep the home as it is and report it with: halfpipe ledger --json"
        )
    return f"{len(lines)} ledger lines balance"
