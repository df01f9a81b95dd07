"""What a plan makes of a run, worked out line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.facts import Copy


@dataclass(frozen=True)
class Line:
    """A line of a plan: the run begins in a half-open range; what is None is not expected."""

    start: float
    stop: float
    moot_key: int | None = None
    hardware_key: int | None = None
    software_key: int | None = None
    moot_state: str | None = None
    names_run: bool = False

    @property
    def expected(self) -> tuple[int | None, int | None, int | None, str | None]:
        return self.moot_key, self.hardware_key, self.software_key, self.moot_state


Plan = Sequence[Line]


@dataclass(frozen=True)
class Keys:
    """All keys that a run carries."""

    hardware: frozenset[int]
    software: frozenset[int]
    moot: frozenset[int]

    @property
    def is_changed(self) -> bool:
        return any(len(keys) > 1 for keys in (self.hardware, self.software, self.moot))


def keys_of(copies: Sequence[Copy], moot_keys: Sequence[int]) -> Keys:
    """The keys of a run of which these copies count, and whose files have these MOOT keys."""
    return Keys(
        frozenset(copy.hardware_key for copy in copies) - {0},
        frozenset(copy.software_key for copy in copies),
        frozenset(moot_keys),
    )


def status(run_id: int, keys: Keys, plans: Sequence[Plan]) -> tuple[str, bool]:
    """The status of a run, and whether its keys let it go on."""
    spoken = [plan for plan in plans if _speaks(plan, run_id)]
    lines = [line for line in (spoken[-1] if spoken else ()) if line.start <= run_id < line.stop]
    goes_on = not lines or any(_word(keys, line) in ("ok", "no_moot") for line in lines)
    if keys.is_changed:
        return "key_changed_in_run", not lines
    if not lines:
        return ("flown_not_planned" if spoken else "no_plan"), True
    if len({line.expected for line in lines}) > 1:
        return "multi_plan", goes_on
    return _word(keys, lines[0]), goes_on


def _speaks(plan: Plan, run_id: int) -> bool:
    spans = [line for line in plan if not line.names_run]
    covers = bool(spans) and (
        min(line.start for line in spans) <= run_id < max(line.stop for line in spans)
    )
    return covers or any(line.start <= run_id < line.stop for line in plan)


def _word(keys: Keys, line: Line) -> str:
    if keys.is_changed:
        return "key_changed_in_run"
    pairs = {
        "hw_mismatch": (keys.hardware, line.hardware_key),
        "sw_mismatch": (keys.software, line.software_key),
        "moot_mismatch": (keys.moot, line.moot_key),
    }
    for word, (found, planned) in pairs.items():
        if found and planned is not None and planned not in found:
            return word
    if line.moot_state not in (None, "CREATED"):
        return "config_not_created"
    return "ok" if keys.moot else "no_moot"
