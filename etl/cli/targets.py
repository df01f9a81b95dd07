"""What a decision or a rebuild is about, as people name it; a name not known tells the nearest."""

import re
from typing import TYPE_CHECKING

from etl.cli.cells import run_name
from etl.cli.names import known_run, known_step, nearest
from etl.errors import BadRequest
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

if TYPE_CHECKING:
    from etl.stages.decisions import Holes, Target

_HOLES = re.compile(r"([^/]+)(?:/(\d+)(?:/(\d+))?)?")


def known_run_of(home: Home, text: str) -> int:
    """Return the number of a run of ``home``.

    Raises
    ------
    BadRequest
        There is no such run; the message names the nearest.
    """
    with Snapshot.open(home) as snapshot:
        return known_run(snapshot, text)


def known_delivery(snapshot: Snapshot, text: str) -> int:
    """Return the downlink id of a delivery, named by it or by its ordinal.

    Raises
    ------
    BadRequest
        There is no such delivery; the message names the nearest.
    """
    step = known_step(snapshot, text)
    if step.ordinal == 0:
        raise BadRequest(
            f"{text} is no delivery: decisions brought it. See: halfpipe deliveries, or halfpipe "
            "decisions"
        )
    return step.downlink


def known_target(home: Home, run: str | None, delivery: str | None, is_all: bool) -> "Target":
    """Return what a decision is about: a run, a delivery or everything.

    Raises
    ------
    BadRequest
        Not exactly one of them is named, or it is not known.
    """
    from etl.stages.decisions import Target

    if sum((run is not None, delivery is not None, is_all)) != 1:
        raise BadRequest("Name one thing: a RUN, --delivery ID, or --all.")
    with Snapshot.open(home) as snapshot:
        if run is not None:
            return Target(run_id=known_run(snapshot, run))
        if delivery is not None:
            return Target(downlink=known_delivery(snapshot, delivery))
    return Target()


def known_holes(home: Home, text: str) -> "Holes":
    """Return the open holes of a run, of one of its streams, or the one around a datagram.

    Raises
    ------
    BadRequest
        No open hole is there; the message names the nearest.
    """
    from etl.stages.decisions import Holes

    found = _HOLES.fullmatch(text.strip())
    if found is None:
        raise BadRequest(
            f"{text!r} is not RUN, RUN/APID or RUN/APID/DATAGRAM, like r0734700000/956/12."
        )
    run, *numbers = found.groups()
    named = [None if number is None else int(number) for number in numbers]
    with Snapshot.open(home) as snapshot:
        holes = Holes(known_run(snapshot, run), *named)
        if not snapshot.records("decisions/open_holes", **vars(holes)):
            raise BadRequest(f"{holes}: no open hole is there{_nearest_hole(snapshot, holes)}")
    return holes


def what_holds(home: Home, target: "Target") -> None:
    """Refuse to release a run that something larger than itself holds.

    Raises
    ------
    BadRequest
        No hold and no ignore of the run itself stands; the message says what else does.
    """
    if target.run_id is None:
        return
    with Snapshot.open(home) as snapshot:
        if snapshot.records("decisions/held_for_keys", run_id=target.run_id):
            return
        decisions = snapshot.records("listings/decisions", run_id=target.run_id, after_id=0)
    standing = [
        decision
        for decision in decisions
        if decision["action"] in ("hold", "ignore") and decision["undone_by_decision_id"] is None
    ]
    if any(decision["run_id"] == target.run_id for decision in standing):
        return
    told = [
        f"decision {decision['decision_id']} is to {decision['action']} {decision['target']}; end "
        f"it with: halfpipe release --decision {decision['decision_id']} --why TEXT"
        for decision in standing
    ] or ["see what was decided with: halfpipe decisions"]
    raise BadRequest(
        f"{run_name(target.run_id)}: no hold and no ignore of it stands; {'; '.join(told)}"
    )


def what_undid(home: Home, decision_id: int) -> None:
    """Refuse to undo a decision that is undone, or that undoes another.

    Raises
    ------
    BadRequest
        It is one of these; the message says which command decides anew.
    """
    with Snapshot.open(home) as snapshot:
        found = snapshot.records("listings/decisions", run_id=None, after_id=0)
    decisions = {decision["decision_id"]: decision for decision in found}
    given = decisions.get(decision_id)
    if given is None:
        return
    if given["undone_by_decision_id"] is not None:
        by = given["undone_by_decision_id"]
        told, again = f"is undone already, by decision {by}", given
    elif given["undoes_decision_id"] is not None:
        again = decisions[given["undoes_decision_id"]]
        told = "is a release, which cannot be undone"
    else:
        return
    raise BadRequest(
        f"decision {decision_id} {told}. To decide anew: halfpipe {_deciding(again)} --why TEXT"
    )


def _deciding(decision: Record) -> str:
    """Return the command that decides the same once more."""
    action, run_id, downlink = (decision[name] for name in ("action", "run_id", "downlink"))
    if decision["hole_id"] is not None:
        named = str(decision["target"]).removesuffix(", absent stream")
    elif run_id is not None:
        named = run_name(run_id)
    else:
        named = "--all" if downlink is None else f"--delivery {downlink:09d}"
    epus = f" --epus {decision['epus']}" if action == "accept" else ""
    return f"{action} {named}{epus}"


def _nearest_hole(snapshot: Snapshot, holes: "Holes") -> str:
    names = snapshot.records("decisions/hole_names", run_id=holes.run_id)
    of_stream = [str(name["hole_name"]) for name in names if name["apid"] == holes.apid]
    known = of_stream or [str(name["hole_name"]) for name in names]
    if not known:
        return f". See its holes with: halfpipe holes --run {run_name(holes.run_id)}"
    return nearest(str(holes), known)
