"""The mission plan of simulated runs, as planning would have exported it."""

from collections.abc import Iterable, Mapping

from etl.simulator.plan import RunPlan
from etl.vocabulary import InfoType

SLACK_S = 60  # a command that is due starts its run within a minute
COLUMNS = "start,stop,moot_key,moot_alias,hardware_key,software_key,moot_state,title"


def mission_plan(runs: Iterable[RunPlan], wrong_keys: Mapping[int, int] | None = None) -> str:
    """Return a plan that is right about the runs, but for the hardware keys of ``wrong_keys``."""
    return "\n".join((COLUMNS, *(_line(run, wrong_keys or {}) for run in runs))) + "\n"


def _line(run: RunPlan, wrong_keys: Mapping[int, int]) -> str:
    is_lpa = run.info_type is InfoType.LPA
    hardware_key = wrong_keys.get(run.run_id, run.hardware_key) if is_lpa else ""
    cells = (
        *(run.run_id - SLACK_S, run.run_id + SLACK_S),
        *(run.moot_key, run.moot_alias, hardware_key, run.software_key),
        *("CREATED", "survey" if is_lpa else "calibration"),
    )
    return ",".join(map(str, cells))
