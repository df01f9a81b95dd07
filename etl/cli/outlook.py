"""What the next cycle will do about a decision, told when it is recorded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from etl.store.snapshot import Record

if TYPE_CHECKING:
    from etl.store.store import Store


def decision_lines(store: "Store", after_id: int) -> list[str]:
    """Say what was decided after the decision numbered ``after_id``, and what comes of it."""
    decisions = store.records("listings/decisions", after_id=after_id, run_id=None)
    outlooks = store.records("decisions/outlook", after_id=after_id)
    facts = [known | found for known, found in zip(decisions, outlooks, strict=True)]
    told = [_recorded(fact) for fact in facts]
    return [*told, *dict.fromkeys(_outlook(facts, fact) for fact in facts)]


def _recorded(fact: Record) -> str:
    undone = fact["undoes_decision_id"]
    action = "undoes" if undone is not None else fact["action"]
    what = f"{undone} ({fact['undone_action']} {fact['target']})" if undone else fact["target"]
    return f"Decision {fact['decision_id']} by {fact['decided_by']}: {action} {what}"


def _outlook(facts: Sequence[Record], fact: Record) -> str:
    return {
        "write-off": lambda: _write_off(facts),
        "force": lambda: _force(fact),
        "accept": lambda: _accept(fact),
        "hold": lambda: _hold(fact),
        "ignore": lambda: _ignore(fact),
        "release": lambda: _release(fact),
    }[fact["action"]]()


def _write_off(facts: Sequence[Record]) -> str:
    count = sum(fact["hole_waiting_count"] for fact in facts)
    what = "this hole" if len(facts) == 1 else f"these {len(facts)} holes"
    return (
        f"The next cycle waits for {what} no longer: {_counted(count, 'event')} that "
        f"{'waits' if count == 1 else 'wait'} go out, unless another hole keeps them, and the loss "
        "is recorded. What comes after all is delivered as a new version."
    )


def _force(fact: Record) -> str:
    if fact["held_reason"] == "config":
        return (
            f"{fact['target']} is held for its keys, and stays so. Let it go on with: "
            f"{_release_words(fact)}"
        )
    return (
        f"The next cycle takes {fact['target']} with the {_counted(fact['seen_epus'], 'stream')} "
        f"it has: {_counted(fact['open_hole_count'], 'open hole')} written off, "
        f"{_counted(fact['waiting_count'], 'waiting event')} delivered, the run incomplete."
    )


def _accept(fact: Record) -> str:
    seen, due = fact["seen_epus"], fact["epus"]
    if fact["held_reason"] in ("mixed_apids", "unknown_apid"):
        return (
            f"{fact['target']} is held for its APIDs, not for their number, and stays so. Take it "
            f"as it is with: halfpipe force {fact['target']} --why TEXT"
        )
    told = f"The next cycle expects {_counted(due, 'stream')} of {fact['target']}, which has {seen}"
    if seen == due:
        waiting = _counted(fact["waiting_count"], "waiting event")
        return f"{told}: it goes on, with {waiting} to deliver as far as no hole keeps them."
    return f"{told}: " + ("it waits for the rest." if seen < due else "it stays as it is.")


def _hold(fact: Record) -> str:
    of = "of the runs of " if fact["downlink"] is not None else "of "
    return (
        f"From the next cycle on nothing new {of}{fact['target']} is delivered; what was delivered "
        "stays. "
        f"Let it go on with: {_release_words(fact)}"
    )


def _ignore(fact: Record) -> str:
    if fact["downlink"] is None:
        return f"{_hold(fact)} (what is ignored is left out of requests too)"
    return (
        f"The next cycle leaves out what {fact['target']} brought: chunks that hold it are made "
        "again without it, unless that leaves their run held. "
        f"Take it back with: {_release_words(fact)}"
    )


def _release(fact: Record) -> str:
    if fact["undone_action"] == "write-off":
        return (
            "The next cycle waits for the hole again, unless another decision gives it up too; "
            "what was delivered stays delivered."
        )
    if fact["undone_action"] is None:
        return (
            f"The next cycle lets {fact['target']} go on with the keys that it has. "
            f"Take it back with: halfpipe release --decision {fact['decision_id']} --why TEXT"
        )
    return f"From the next cycle on {fact['target']} is judged as if that had not been decided."


def _release_words(fact: Record) -> str:
    if fact["run_id"] is not None:
        return f"halfpipe release {fact['target']} --why TEXT"
    if fact["downlink"] is not None:
        return f"halfpipe release --delivery {fact['downlink']:09d} --why TEXT"
    return "halfpipe release --all --why TEXT"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
