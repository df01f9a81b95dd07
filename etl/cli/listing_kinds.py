"""The listings that there are: what each is called, says of itself, and shows a person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """One listing.

    Parameters
    ----------
    name
        Its command, and its statement in ``etl/sql/listings``.
    about, example
        What ``--help`` says.
    shown
        The columns of the table for a person.
    states
        What ``--state`` may be.
    default_state
        What it is when it is not given; None means all.
    filters
        What its rows can be chosen by.
    """

    name: str
    about: str
    example: str
    shown: tuple[str, ...]
    states: tuple[str, ...] = ()
    default_state: str | None = None
    filters: tuple[str, ...] = ("run", "delivery", "state", "since", "until")

    @property
    def statement(self) -> str:
        """The name of its statement."""
        return f"listings/{self.name.replace('-', '_')}"

    @property
    def one(self) -> str:
        """What one row is called."""
        return "delivery" if self.name == "deliveries" else self.name.removesuffix("s")


LISTINGS = (
    Listing(
        "deliveries",
        "What was received, and how far it got.",
        "halfpipe deliveries --since 2014-08-08 --state failed",
        (
            "ordinal",
            "downlink",
            "delivery_state",
            "received_at",
            "file_count",
            "size_bytes",
            "event_count",
            "skipped_bytes",
            "source_name",
        ),
        ("received", "failed", "handed_off"),
    ),
    Listing(
        "runs",
        "The runs: their state, and where their events are.",
        "halfpipe runs --state receiving --json",
        (
            "run_id",
            "run_type",
            "run_state",
            "held_reason",
            "first_event_met",
            "event_count",
            "delivered_count",
            "withheld_count",
            "held_count",
            "open_hole_count",
            "written_off_count",
        ),
        ("receiving", "complete", "incomplete", "held"),
    ),
    Listing(
        "streams",
        "What each EPU sent for each run.",
        "halfpipe streams --run r0429164139",
        (
            "run_id",
            "apid",
            "crate",
            "stream_state",
            "first_datagram",
            "last_datagram",
            "open_action",
            "close_action",
            "datagram_count",
            "missing_count",
            "event_count",
        ),
        ("whole", "broken"),
    ),
    Listing(
        "holes",
        "Which datagrams are or were missing, and what became of each hole. What is requested is "
        "still open, and among those of --state open.",
        "halfpipe holes --run r0429164139 --state open",
        (
            "hole_id",
            "run_id",
            "apid",
            "hole_kind",
            "first_datagram",
            "last_datagram",
            "hole_state",
            "withheld_count",
            "first_seen_at",
            "changed_at",
            "changed_by",
        ),
        ("open", "requested", "written_off", "filled", "partly_filled", "accepted", "ignored"),
    ),
    Listing(
        "gaps",
        "Where events are missing: ranges of GEM sequences, and of time. What is requested is "
        "still open, and among those of --state open.",
        "halfpipe gaps --run r0429164139",
        (
            "run_id",
            "apid",
            "first_gem_sequence",
            "last_gem_sequence",
            "start_met",
            "duration_s",
            "hole_state",
            "withheld_count",
            "hole_id",
        ),
        ("open", "requested", "written_off"),
    ),
    Listing(
        "packet-gaps",
        "Where packets of Level 0 are missing, and where their counters were reset.",
        "halfpipe packet-gaps --since 2014-08-08",
        (
            "scid",
            "apid",
            "gap_kind",
            "first_sequence_count",
            "last_sequence_count",
            "missing_count",
            "start_met",
            "stop_met",
        ),
        ("loss", "reset"),
        filters=("state", "since", "until"),
    ),
    Listing(
        "chunks",
        "The merged chunk files handed to Level 1, every version.",
        "halfpipe chunks --run r0429164139 --state current --json",
        (
            "run_id",
            "chunk_number",
            "version",
            "is_current",
            "downlink",
            "first_gem_sequence",
            "last_gem_sequence",
            "event_count",
            "path",
        ),
        ("current", "superseded"),
    ),
    Listing(
        "products",
        "The products in the catalog, every version: chunk files and FITS files.",
        "halfpipe products --run r0429164139 --state latest",
        (
            "run_id",
            "dataset_group",
            "dataset_name",
            "version",
            "is_latest",
            "downlink",
            "event_count",
            "size_bytes",
            "path",
        ),
        ("latest", "replaced"),
    ),
    Listing(
        "alerts",
        "What is wrong and what to do about it, missing data first; --state all shows what was.",
        "halfpipe alerts --run r0429164139",
        (
            "alert_id",
            "severity",
            "alert_kind",
            "subject",
            "alert_state",
            "raised_at",
            "message",
            "see",
            "runbook",
        ),
        ("standing", "acknowledged", "silenced", "cleared"),
        "standing",
    ),
    Listing(
        "checks",
        "What must be true of the data, and what came of looking; with --run, what a run offends.",
        "halfpipe checks --state failed",
        ("check_name", "check_state", "severity", "offender_count", "examined_count", "suite"),
        ("passed", "failed", "ran_on_nothing", "did_not_run"),
    ),
)
