"""Where a run stands."""

from etl.cli.cells import run_name
from etl.cli.explain.places import writing_words
from etl.cli.explain.reasons import OPEN, held_remedy, held_words, hole_remedy, hole_words
from etl.cli.explain.subject import Explanation
from etl.cli.listings import unfiltered
from etl.cli.tables import section_lines
from etl.store.snapshot import Record, Snapshot

SECTIONS = {
    "streams": (
        "apid",
        "crate",
        "stream_state",
        "first_datagram",
        "last_datagram",
        "open_action",
        "close_action",
        "missing_count",
        "event_count",
    ),
    "chunks": ("chunk_number", "version", "downlink", "event_count", "path"),
    "deliveries": ("ordinal", "downlink", "received_at", "datagram_count", "event_count"),
    "decisions": ("decision_id", "action", "undoes_decision_id", "decided_by", "decided_at", "why"),
}


def explain_run(snapshot: Snapshot, run_id: int) -> Explanation:
    """Say how much of a run is delivered, and what the rest waits for."""
    about = unfiltered(run_id=run_id)
    runs = snapshot.records("listings/runs", **about)
    current = {**about, "state": "current"}
    facts: Record = {
        "state": runs[0]["run_state"] if runs else "ignored",
        "run": runs[0] if runs else None,
        "streams": snapshot.records("listings/streams", **about),
        "holes": snapshot.records("listings/holes", **about),
        "chunks": snapshot.records("listings/chunks", **current),
        "deliveries": snapshot.records("explain/run_deliveries", run_id=run_id),
        "decisions": snapshot.records("explain/run_decisions", run_id=run_id),
    }
    lines = [*(f"  {line}" for line in _reasons(facts))]
    for name, columns in SECTIONS.items():
        lines += section_lines(name, columns, facts[name])
    return Explanation(_answer(run_id, facts), facts, runs, lines)


def run_story(snapshot: Snapshot, run_id: int) -> list[str]:
    """Return how a run stands and what it waits for, without the tables."""
    explanation = explain_run(snapshot, run_id)
    return [explanation.answer, *(f"  {line}" for line in _reasons(explanation.facts))]


def _answer(run_id: int, facts: Record) -> str:
    run = facts["run"]
    if run is None:
        return f"{run_name(run_id)} has no data that counts: every copy of it is ignored."
    chunks = f" in {run['chunk_count']} chunk{'' if run['chunk_count'] == 1 else 's'}"
    delivered = (
        f"{run['delivered_count']} of {run['event_count']} events are delivered"
        f"{chunks if run['chunk_count'] else ''}"
    )
    waiting = [
        f"{run[f'{why}_count']} are {why}" for why in ("withheld", "held") if run[f"{why}_count"]
    ]
    unwritten = [chunk for chunk in facts["chunks"] if chunk["path"] is None]
    if unwritten:
        count = sum(chunk["event_count"] for chunk in unwritten)
        waiting.append(f"{count} wait for {writing_words(unwritten[0])}")
    return f"{run_name(run_id)} is {run['run_state']}: {', '.join((delivered, *waiting))}."


def _reasons(facts: Record) -> list[str]:
    lines: list[str] = []
    run = facts["run"]
    if run and run["held_reason"]:
        lines += [f"Held because {held_words(run)}.", f"  {held_remedy(run)}"]
    for hole in facts["holes"]:
        if hole["hole_state"] in OPEN:
            count = hole["withheld_count"]
            told = f"{count} events wait for" if count else "Missing:"
            lines += [f"{told} {hole_words(hole)}.", f"  {hole_remedy(hole)}"]
        elif hole["hole_state"] == "written_off":
            lines.append(f"Lost: {hole_words(hole)}.")
    return lines
