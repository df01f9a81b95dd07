"""Where an event is."""

from etl.cli.cells import utc
from etl.cli.explain.absent import explain_absent
from etl.cli.explain.datagram import remedies
from etl.cli.explain.places import Found, copy_lines, find_datagram, place_words, writing_words
from etl.cli.explain.subject import Explanation, Subject
from etl.errors import BadRequest
from etl.store.snapshot import Record, Snapshot


def explain_event(snapshot: Snapshot, subject: Subject) -> Explanation:
    """Say in which copies an event came, and where it is or why it is not delivered.

    Raises
    ------
    BadRequest
        Its datagram came without it.
    """
    found = find_datagram(snapshot, subject)
    if not found.copies:
        return explain_absent(snapshot, subject)
    found = _only(found, subject)
    copies = {copy["datagram_id"]: copy for copy in found.copies}
    lines = remedies(found)
    for event in found.events:
        copy = copies[event["datagram_id"]]
        words = place_words(found, copy, event)
        lines += ["", event_line(event), *copy_lines(copy), f"  {event['event_state']:<9}  {words}"]
    state = _state(found)
    answer = f"GEM {subject.gem_sequence} of {subject.datagram} is {_state_words(found, state)}."
    facts: Record = {
        "state": state,
        "events": [event | {"copy": copies[event["datagram_id"]]} for event in found.events],
        "holes": list(found.holes.values()),
        "run": found.run,
    }
    rows = [
        {**event, "chunk_downlink": event["downlink"], **copies[event["datagram_id"]]}
        for event in found.events
    ]
    return Explanation(answer, facts, rows, lines)


STATES = {
    "duplicate": "not current: only duplicates of a copy that counts have it",
    "conflict": "not current: the copy of its datagram that counts does not have it",
    "ignored": "ignored with its delivery",
    "received": "received, and waits for the next cycle",
}


def event_line(event: Record) -> str:
    """Return the first link of the chain: the event's record."""
    return (
        f"  event      number {event['event_number']}, {utc(event['event_met'])} UTC "
        f"(MET {event['event_met']:.6f}), {event['length_bytes']} bytes at byte "
        f"{event['offset_bytes']}"
    )


def _only(found: Found, subject: Subject) -> Found:
    events = [event for event in found.events if event["gem_sequence"] == subject.gem_sequence]
    if not events:
        gems = [int(event["gem_sequence"]) for event in found.events]
        wanted = int(subject.gem_sequence or 0)
        nearest = min(gems, key=lambda gem: abs(gem - wanted))
        raise BadRequest(
            f"{subject}: the datagram came, without that GEM sequence; the nearest in it is "
            f"{nearest}."
        )
    holes = {event["hole_id"] for event in events}
    kept = {number: hole for number, hole in found.holes.items() if number in holes}
    return Found(found.copies, events, kept, found.run)


def _state_words(found: Found, state: str) -> str:
    if state != "decided":
        return STATES.get(state, state)
    chunk = next(event for event in found.events if event["event_state"] == state)
    return f"decided, and waits for {writing_words(chunk)}"


def _state(found: Found) -> str:
    states = [event["event_state"] for event in found.events]
    order = ("delivered", "decided", "withheld", "held", "received", "conflict", "ignored")
    return next((state for state in order if state in states), states[0])
