"""Relate what is known: current datagrams, streams, holes, shadows, chunks, runs. All in SQL.

The relations are made in this order as temporary tables, each from its own statement in
``etl/sql/decide``, for the runs that the hand-off touched; the last ones are what ``core``
then holds.
"""

from etl.settings import Settings
from etl.store.hand_offs import HandOff
from etl.store.store import Store

RELATIONS = (
    "active_decisions",
    "ignored_deliveries",
    "deciders",
    "touched",
    "ignored_copies",
    "contested_copies",
    "datagram_fates",
    "current_datagrams",
    "past_spells",
    "spoken_runs",
    "run_keys",
    "flown_keys",
    "expectations",
    "compared_keys",
    "run_configurations",
    "run_facts",
    "missing",
    "known_holes",
    "hole_origins",
    "lost_ranges",
    "write_offs",
    "living_holes",
    "closed_holes",
    "holes",
    "shadows",
    "withheld",
    "standing_chunks",
    "changed_datagrams",
    "stale_chunks",
    "kept_chunks",
    "releasable",
    "releasable_counts",
    "single_events",
    "withheld_ranges",
    "cut_ranges",
    "buckets",
    "pieces",
    "new_chunks",
    "replaced_chunks",
    "delivered_ranges",
    "placements",
    "datagrams",
    "hole_counts",
    "streams",
    "runs",
    "single_chunks",
    "held_advice",
    "config_alerts",
    "standing_alerts",
)

VIEWS = frozenset({"current_datagrams"})
"""The relations that only pick rows of one before them, so are not stored a second time."""

RECORDED = (
    ("core.datagrams", "datagrams", "datagram_id"),
    ("core.streams", "streams", "apid"),
    ("core.holes", "hole_counts", "hole_id"),
    ("core.withheld_ranges", "withheld_ranges", "first_gem_sequence"),
    ("core.run_configurations", "run_configurations", "run_id"),
    ("core.runs", "runs", "run_id"),
)

CHANGES = (
    "retire_chunks",
    "add_chunks",
    "close_requests",
    "clear_alerts",
    "update_alerts",
    "add_alerts",
)


def decide(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Bring ``core`` up to date with ``hand_off``; returns what changed, in words."""
    relate(store, hand_off, settings)
    for target, source, key in RECORDED:
        store.supersede(target, source, key, hand_off.hand_off_number)
    values = {
        "hand_off": hand_off.hand_off_number,
        "ordinal": hand_off.ordinal,
        "downlink": hand_off.downlink,
        "now": hand_off.opened_at,
    }
    for name in CHANGES:
        store.run(f"record/{name}", **values)
    runs, chunks, holes = store.row("record/changes", **values)
    return f"{runs} runs touched, {chunks} chunks cut, {holes} holes open"


def relate(store: Store, hand_off: HandOff, settings: Settings) -> None:
    """Make the temporary relations of ``hand_off``, in order."""
    values = {
        "hand_off": hand_off.hand_off_number,
        "ordinal": hand_off.ordinal,
        "now": hand_off.opened_at,
        "cause": hand_off.cause,
        "expected_epus": settings.expected_epus,
        "max_events": settings.max_events,
    }
    for name in RELATIONS:
        if name in VIEWS:
            store.show(f"decide/{name}")
        else:
            store.make(f"decide/{name}", **values)
