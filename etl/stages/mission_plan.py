"""Take a mission plan in: its bytes are kept, and the next cycle holds runs against its lines."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.errors import BadRequest
from etl.formats import mission_plan
from etl.formats.mission_plan import PlannedRun
from etl.store.archive import Archived, archive
from etl.store.hand_offs import early_hand_off
from etl.store.outcomes import instant
from etl.store.store import Store

SHOWN_FAULTS = 10


@dataclass(frozen=True)
class PlanReceipt:
    """What became of a plan: its number, whether it was the newest already, and what it says."""

    plan_number: int
    is_repeat: bool
    planned: Sequence[PlannedRun]
    known_run_count: int = 0


def take_plan(store: Store, path: Path) -> PlanReceipt:
    """Record the mission plan at ``path``; the newest plan again changes nothing.

    Raises
    ------
    BadRequest
        The file cannot be read, or something in it is wrong; nothing of it is taken.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadRequest(f"{path}: {error.strerror}. Name a mission plan, a CSV file.") from error
    planned, faults = mission_plan.read(content)
    if faults:
        raise BadRequest(_told(path, faults))
    kept = archive(store.home, io.BytesIO(content))
    with store.transaction():
        newest, digest = store.row("plan/last_plan")
        if digest == kept.sha256:
            return PlanReceipt(newest, True, planned)
        number = int(newest) + 1
        _insert(store, number, (path.name, kept), planned)
        (known,) = store.row("plan/outlook", plan_number=number)
        return PlanReceipt(number, False, planned, known)


def _insert(
    store: Store, number: int, file: tuple[str, Archived], planned: Sequence[PlannedRun]
) -> None:
    now = instant()
    hand_off = early_hand_off(store, now, brought_by="plan").hand_off_number
    spans = [(line.start_met, line.stop_met) for line in planned if not line.names_run]
    name, kept = file
    store.run(
        "plan/insert_plan",
        plan_number=number,
        file_name=name,
        received_at=now,
        line_count=len(planned),
        covers_start_met=min((start for start, _ in spans), default=None),
        covers_stop_met=max((stop for _, stop in spans), default=None),
        hand_off=hand_off,
        **asdict(kept),
    )
    lines = [asdict(line) for line in planned]
    names = [name for name in lines[0] if name != "names_run"]
    columns = {name: [line[name] for line in lines] for name in names}
    same = {"plan_number": number, "hand_off_number": hand_off}
    repeated = {name: [value] * len(lines) for name, value in same.items()}
    store.append("raw.planned_runs", {**columns, **repeated})


def _told(path: Path, faults: Sequence[str]) -> str:
    shown = "\n".join(f"  {fault}" for fault in faults[:SHOWN_FAULTS])
    more = len(faults) - SHOWN_FAULTS
    rest = f"\n  and {more} more" if more > 0 else ""
    return (
        f"{path} is no mission plan; nothing of it was taken.\n{shown}{rest}\n"
        "Mend it (docs/formats/plan.md says how a plan is written) and give it again."
    )
