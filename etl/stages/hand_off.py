"""Write what Level 1 reads beside the chunk files: its text files, tokens and a manifest."""

import json
from pathlib import Path
from typing import Any

from etl.clock import met_to_unix
from etl.formats.magic7 import text_lines
from etl.settings import Settings
from etl.store.durable import write_lines
from etl.store.hand_offs import HandOff
from etl.store.store import Store

Record = dict[str, Any]

MAGIC7_RELATIONS = (
    "decide/active_decisions",
    "decide/ignored_deliveries",
    "hand_off/handed_hours",
    "hand_off/magic7_packets",
    "hand_off/magic7_texts",
)
MAGIC7_MARGIN_S = 6000  # Level 1 interpolates around the run (launchL1.sh of fermi-lat/halfPipe)


def hand_off_downlink(store: Store, hand_off: HandOff, settings: Settings) -> str:
    """Complete the folder of ``hand_off`` for Level 1; returns what is in it, in words."""
    number = hand_off.hand_off_number
    runs = store.records("hand_off/handed_runs", hand_off=number)
    chunks = store.records("hand_off/handed_chunks", hand_off=number)
    replaced = store.records("hand_off/replaced_chunks", hand_off=number)
    run_ids = [run["run_id"] for run in runs]
    gaps = store.records("hand_off/event_gaps", hand_off=number, run_ids=run_ids)
    folder = store.home.handoff / f"{hand_off.downlink:09d}"
    texts = {**text_files(runs, gaps, replaced), "magic7": _magic7(store, hand_off, run_ids)}
    for name, lines in texts.items():
        write_lines(folder / f"{name}_{hand_off.downlink:09d}.txt", lines)
    for chunk in chunks:
        _put_token(store, Path(chunk["path"]))
    content = manifest(hand_off, runs, chunks, replaced)
    write_lines(folder / "manifest.json", [json.dumps(content, indent=2)])
    return f"{len(runs)} runs, {len(chunks)} chunk files, {len(replaced)} replaced"


def text_files(
    runs: list[Record], gaps: list[Record], replaced: list[Record]
) -> dict[str, list[str]]:
    """Return the lines of each text file of the hand-off, by the first part of its name."""
    return {
        "delivered_events": [
            f"{_name(run)} {run['newly_delivered_count']} {run['held_back_count']} "
            f"{run['run_type']}"
            for run in runs
        ],
        "retired_runs": [
            f"{_name(run)} {run['run_state'].upper()}"
            for run in runs
            if run["run_state"] in ("complete", "incomplete")
        ],
        "event_gaps": [
            f"{_name(gap)} {gap['last_event_before']} {gap['first_event_after']}" for gap in gaps
        ],
        "event_times": [
            f"{_name(run)} {met_to_unix(run['first_event_met']):.6f} "
            f"{met_to_unix(run['last_event_met']):.6f}"
            for run in runs
        ],
        "moot_keys": [f"{_name(run)} {run['moot_key']} {_word(run['moot_alias'])}" for run in runs],
        "replaced_chunks": [
            f"{_name(chunk)} {chunk['old_path']} {chunk['new_path']}" for chunk in replaced
        ],
    }


def _magic7(store: Store, hand_off: HandOff, run_ids: list[int]) -> list[str]:
    """Return the lines of Magic-7 in the hours of the runs, and of all that came with it."""
    about = {
        "hand_off": hand_off.hand_off_number,
        "ordinal": hand_off.ordinal,
        "is_delivery": hand_off.is_delivery,
        "run_ids": run_ids,
        "margin_s": MAGIC7_MARGIN_S,
    }
    for name in MAGIC7_RELATIONS:
        store.make(name, **about)
    attitude, orbit = (
        store.run(f"hand_off/{name}", **about).fetchnumpy() for name in ("attitude", "orbit")
    )
    return list(text_lines(attitude, orbit))


def manifest(
    hand_off: HandOff, runs: list[Record], chunks: list[Record], replaced: list[Record]
) -> Record:
    """Return the content of ``manifest.json``: the files of the hand-off with their digests."""
    return {
        "downlink": hand_off.downlink,
        "brought_by": hand_off.brought_by,
        "ordinal": hand_off.ordinal,
        "runs": [
            {key: run[key] for key in ("run_id", "run_type", "run_state", "newly_delivered_count")}
            for run in runs
        ],
        "chunks": chunks,
        "replaced_chunks": replaced,
    }


def _name(record: Record) -> str:
    return f"r{record['run_id']:010d}"


def _word(text: str | None) -> str:
    """Return text as one word of a line: Level 1 takes lines apart at white space."""
    return "_".join(str(text).split())


def _put_token(store: Store, chunk: Path) -> None:
    run, _, first = chunk.stem.partition("-")
    token = store.home.handoff / "chunktokens" / run / f"{run}-{first}"
    token.parent.mkdir(parents=True, exist_ok=True)
    token.touch()
