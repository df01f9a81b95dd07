"""The rows of a mission plan, as taking it in would write them."""

from collections.abc import Sequence
from datetime import datetime

from oracle.plans import Line

from etl.store.store import Store

HEADING_LINES = 1


def insert_plan(
    store: Store, number: int, hand_off: int, now: datetime, lines: Sequence[Line]
) -> None:
    """Write a plan that came with a hand-off."""
    spans = [line for line in lines if not line.names_run]
    store.run(
        "plan/insert_plan",
        plan_number=number,
        file_name="plan.csv",
        sha256=f"of plan {number}",
        size_bytes=0,
        received_at=now,
        line_count=len(lines),
        covers_start_met=min((line.start for line in spans), default=None),
        covers_stop_met=max((line.stop for line in spans), default=None),
        hand_off=hand_off,
    )
    store.append(
        "raw.planned_runs",
        {
            "plan_number": [number] * len(lines),
            "hand_off_number": [hand_off] * len(lines),
            "line_number": [HEADING_LINES + place for place in range(1, len(lines) + 1)],
            "start_met": [float(line.start) for line in lines],
            "stop_met": [float(line.stop) for line in lines],
            "expected_moot_key": [line.moot_key for line in lines],
            "expected_hardware_key": [line.hardware_key for line in lines],
            "expected_software_key": [line.software_key for line in lines],
            "moot_state": [line.moot_state for line in lines],
        },
    )
