"""Where a datagram is, and where its events are."""

from etl.cli.explain.absent import explain_absent
from etl.cli.explain.places import Found, copy_lines, find_datagram, place_words, writing_words
from etl.cli.explain.reasons import (
    OPEN,
    held_remedy,
    hole_remedy,
    hole_words,
    is_before_the_first,
)
from etl.cli.explain.subject import Explanation, Subject
from etl.store.snapshot import Record, Snapshot


def explain_datagram(snapshot: Snapshot, subject: Subject) -> Explanation:
    """Say which copies of a datagram came, which counts, and where its events are."""
    found = find_datagram(snapshot, subject)
    if not found.copies:
        return explain_absent(snapshot, subject)
    ahead = holes_before(snapshot, subject)
    found.holes.update(ahead)
    lines = [f"  Missing: {hole_words(hole)}." for hole in ahead.values()]
    lines += remedies(found)
    for copy in found.copies:
        lines += ["", *copy_lines(copy)]
        lines += [
            f"  {place['event_state']:<9}  {place['event_count']} events "
            f"{place_words(found, copy, place)}"
            for place in found.places
            if place["datagram_id"] == copy["datagram_id"]
        ]
    return Explanation(_answer(subject, found), facts_of(found), found.copies, lines)


def facts_of(found: Found) -> Record:
    """Return what an explanation rests on."""
    return {
        "state": found.best["datagram_fate"] if found.best else found.copies[0]["datagram_fate"],
        "copies": found.copies,
        "places": found.places,
        "holes": list(found.holes.values()),
        "run": found.run,
    }


def holes_before(snapshot: Snapshot, subject: Subject) -> dict[int, Record]:
    """Return the holes before a first datagram that is no start, by number."""
    holes = snapshot.records("explain/holes", hole_id=None, **vars(subject))
    return {
        hole["hole_id"]: hole
        for hole in holes
        if is_before_the_first(hole) and hole["hole_state"] in (*OPEN, "written_off")
    }


def remedies(found: Found) -> list[str]:
    """Say what lets go of what is not delivered."""
    lines = [
        f"  {hole_remedy(hole)}" for hole in found.holes.values() if hole["hole_state"] in OPEN
    ]
    if found.run is not None and any(event["event_state"] == "held" for event in found.events):
        lines.append(f"  {held_remedy(found.run)}")
    return lines


def _answer(subject: Subject, found: Found) -> str:
    best = found.best
    if best is None:
        fate = found.copies[0]["datagram_fate"]
        told = "is ignored" if fate == "ignored" else "waits for the next cycle"
        return f"{subject.datagram} came, but {told}."
    counts = [
        f"{best[f'{state}_count']} are {state}"
        for state in ("delivered", "withheld", "held")
        if best[f"{state}_count"]
    ]
    decided = [place for place in found.places if place["event_state"] == "decided"]
    if decided:
        counts.append(f"{best['decided_count']} wait for {writing_words(decided[0])}")
    copies = (
        "" if len(found.copies) == 1 else f" in {len(found.copies)} copies, of which one counts"
    )
    told = ", ".join(counts) or "none is delivered"
    return f"{subject.datagram} came{copies}: of its {best['event_count']} events {told}."
