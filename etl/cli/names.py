"""What people call runs, deliveries and states; a name that is not known tells the nearest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from etl.cli.cells import downlink_name, run_name
from etl.errors import BadRequest
from etl.store.snapshot import Snapshot

_DATE_LIKE = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))?")
_RUN = re.compile(r"[rR]?(\d+)|0[xX]([0-9a-fA-F]+)")


@dataclass(frozen=True)
class Step:
    """A delivery, or a batch of decisions (ordinal 0), by its downlink id."""

    downlink: int
    ordinal: int


def run_number(text: str) -> int:
    """Read a run: ``r0734700000``, decimal or ``0x`` hex.

    Raises
    ------
    BadRequest
        The text is none of these.
    """
    found = _RUN.fullmatch(text.strip())
    if found is None:
        raise BadRequest(
            f"{text!r} is not a run. Write it like r0734700000, 734700000 or 0x2bcaa1e0."
        )
    return int(found[1]) if found[1] else int(found[2], 16)


def downlink_number(text: str) -> int:
    """Read a downlink id, ``yymmddNNN``.

    Raises
    ------
    BadRequest
        The text is not nine digits, or they begin with no day.
    """
    if not _is_downlink(text.strip()):
        raise BadRequest(f"{text!r} is not a downlink id. Write it yymmddNNN, like 240414001.")
    return int(text)


def _is_downlink(text: str) -> bool:
    try:
        datetime.strptime(text[:6], "%y%m%d")  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{9}", text) is not None


def time_given(option: str, text: str) -> float:
    """Read a time that was given for an option, as MET.

    Raises
    ------
    BadRequest
        The text is no time, or could be a date as well as MET.
    """
    from etl.clock import parse_time

    if _DATE_LIKE.fullmatch(text.strip()):
        raise BadRequest(
            f"--{option}: {text!r} could be a date or MET: write 2024-04-14 for a date, "
            f"MET {text.strip()} for MET."
        )
    try:
        return parse_time(text)
    except ValueError as error:
        raise BadRequest(f"--{option}: {error}") from error


def known_run(snapshot: Snapshot, text: str) -> int:
    """Return the number of a run that is known.

    Raises
    ------
    BadRequest
        There is no such run; the message names the nearest.
    """
    run_id = run_number(text)
    known = [int(run) for (run,) in snapshot.find("listings/known_runs").rows]
    if run_id not in known:
        told = nearest(run_name(run_id), [run_name(known_id) for known_id in known])
        raise BadRequest(f"{text}: no such run is known{told}")
    return run_id


def known_step(snapshot: Snapshot, text: str) -> Step:
    """Return a delivery by its downlink id or ordinal, or a batch of decisions by its id.

    Raises
    ------
    BadRequest
        There is no such delivery; the message names the nearest.
    """
    steps = [Step(*row) for row in snapshot.find("listings/known_deliveries").rows]
    if text.strip().isdecimal():
        number = int(text)
        found = [step for step in steps if number in (step.downlink, step.ordinal or None)]
        for step in sorted(found, key=lambda step: step.downlink != number):
            return step
    names = [downlink_name(step.downlink) for step in steps]
    raise BadRequest(f"{text}: no such delivery is known" + nearest(text, names))


def known_state(text: str, states: Sequence[str]) -> str:
    """Return a state's name as the database has it.

    Raises
    ------
    BadRequest
        There is no such state; the message names the nearest and all.
    """
    state = text.strip().lower().replace("-", "_").replace(" ", "_")
    if state not in states:
        told = nearest(state, states)
        raise BadRequest(f"{text}: no such state{told} The states are: {', '.join(states)}.")
    return state


def nearest(wanted: str, known: Sequence[str]) -> str:
    """Return the end of a sentence that names the known name most like ``wanted``."""
    if not known:
        return "; nothing is yet."
    return f"; the nearest is {max(known, key=lambda name: _likeness(wanted, name))}."


def _likeness(wanted: str, name: str) -> tuple[float, int]:
    """Compare by characters, then, between equals, by how near the numbers are."""
    ratio = SequenceMatcher(None, wanted, name).ratio()
    digits = [re.sub(r"\D", "", text) for text in (wanted, name)]
    distance = abs(int(digits[0]) - int(digits[1])) if all(digits) else 0
    return ratio, -distance
