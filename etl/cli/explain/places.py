"""What a home has of a datagram: its copies, and where their events are."""

from collections import Counter
from dataclasses import dataclass

from etl.cli.cells import downlink_name, shown
from etl.cli.explain.reasons import held_words, hole_words, not_current_words
from etl.cli.explain.subject import Subject
from etl.cli.listings import unfiltered
from etl.store.snapshot import Record, Snapshot

PLACE = ("event_state", "chunk_number", "version", "downlink", "path", "hole_id")


@dataclass(frozen=True)
class Found:
    """A datagram as found.

    Parameters
    ----------
    copies
        Its copies, as received, in order.
    events
        The events of all copies, each with where it is.
    holes
        The holes that withhold events of it, by number.
    run
        Its run as it stands; None when nothing of the run counts.
    """

    copies: list[Record]
    events: list[Record]
    holes: dict[int, Record]
    run: Record | None

    @property
    def best(self) -> Record | None:
        """The copy that counts, if one does."""
        return next((copy for copy in self.copies if copy["datagram_fate"] == "current"), None)

    @property
    def places(self) -> list[Record]:
        """Where the events of each copy are, with how many."""
        counts = Counter(
            (event["datagram_id"], *(event[name] for name in PLACE)) for event in self.events
        )
        return [
            dict(zip(("datagram_id", *PLACE, "event_count"), (*key, count), strict=True))
            for key, count in counts.items()
        ]


def find_datagram(snapshot: Snapshot, subject: Subject) -> Found:
    """Find what there is of a datagram."""
    events = snapshot.records("explain/events", **vars(subject))
    numbers = sorted({event["hole_id"] for event in events if event["hole_id"] is not None})
    nothing = {"run_id": subject.run_id, "apid": None, "datagram_sequence": None}
    runs = snapshot.records("listings/runs", **unfiltered(run_id=subject.run_id))
    return Found(
        copies=snapshot.records("explain/datagram_copies", **vars(subject)),
        events=events,
        holes={
            number: snapshot.records("explain/holes", hole_id=number, **nothing)[0]
            for number in numbers
        },
        run=runs[0] if runs else None,
    )


def copy_lines(copy: Record) -> list[str]:
    """Return the chain from a copy of a datagram to the delivery that brought it."""
    gems = f"GEM {copy['first_gem_sequence']} to {copy['last_gem_sequence']}"
    digest = copy["file_sha256"]
    received = shown("received_at", copy["received_at"])
    return [
        f"  datagram   {copy['datagram_id']}, {copy['datagram_fate']}: "
        f"{copy['event_count']} events, {gems}",
        f"  file       {copy['file_name']}, {copy['record_bytes']} bytes from byte "
        f"{copy['offset_bytes']} on; kept as raw/{digest[:2]}/{digest}",
        f"  delivery   {downlink_name(copy['downlink'])} (ordinal {copy['ordinal']}), received "
        f"{received} UTC as {copy['source_name']}",
    ]


def writing_words(chunk: Record) -> str:
    """Name the stage that a chunk without a file waits for."""
    return f"stage write of {downlink_name(chunk['downlink'])}"


def place_words(found: Found, copy: Record, place: Record) -> str:
    """Say where events of a copy are, or why they are not delivered."""
    state = place["event_state"]
    if state == "delivered":
        return (
            f"in chunk {place['chunk_number']} version {place['version']} of downlink "
            f"{downlink_name(place['downlink'])}: {place['path']}"
        )
    if state == "decided":
        return (
            f"for chunk {place['chunk_number']} version {place['version']}, which waits for "
            f"{writing_words(place)}: halfpipe cycle"
        )
    if state == "withheld":
        return f"by {hole_words(found.holes[place['hole_id']])}"
    if state == "held" and found.run is not None:
        return f"with its run: {held_words(found.run)}"
    if state == "received":
        return "for the next cycle: halfpipe cycle"
    return not_current_words(state, copy, found.best)
