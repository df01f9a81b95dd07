"""Refuse to publish while the ledger does not balance, or a run offends what must be true of it."""

from collections.abc import Collection

from checks.definitions import sql_checks
from etl.errors import LedgerImbalance, PublicationStopped
from etl.settings import Settings
from etl.store.hand_offs import HandOff
from etl.store.store import Store

LEVELS = ("bytes", "packets", "assembled", "records", "datagrams", "events", "chunks")


def gate(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Check every ledger line that ``hand_off`` could have changed; returns how many balanced.

    Checks that stop publication are made of the runs of the hand-off.

    Raises
    ------
    LedgerImbalance
        A residual is not zero; nothing of this hand-off is published.
    PublicationStopped
        A run of the hand-off offends a check; nothing of this hand-off is published.
    """
    runs = store.rows(
        "ledger/handed_runs", ordinal=hand_off.ordinal, hand_off=hand_off.hand_off_number
    )
    run_ids = [run_id for (run_id,) in runs]
    scope = {"ordinal": hand_off.ordinal, "run_ids": run_ids, "are_files_due": False}
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
    _stop(store, hand_off, run_ids)
    return f"{len(lines)} ledger lines balance"


def _stop(store: Store, hand_off: HandOff, run_ids: Collection[int]) -> None:
    for check in sql_checks():
        if check.stops_publication:
            found = store.records(f"sql/{check.check_name}")
            offenders = [one for one in found if one["run_id"] in run_ids]
            if offenders:
                raise PublicationStopped(
                    f"{hand_off.cause}: {check.check_name}: not so for "
                    f"{'; '.join(map(str, offenders))}. Nothing of it was published. This is a "
                    "fault of HalfPipe: keep the home as it is and report it; all offenders: "
                    f"halfpipe check {check.check_name}"
                )
