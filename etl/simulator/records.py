"""The truth in the tables of the file format: what the decoder on the ground would write."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, groupby

import numpy as np
from numpy.typing import NDArray

from etl.clock import met_to_unix
from etl.formats.evt import Records, Shape
from etl.formats.evt.layout import CONTEXT, HANDLER, INFO_OF_TYPE, KEYS_LCI, KEYS_LPA
from etl.formats.evt.ragged import Bytes, Table
from etl.simulator.copies import Copy
from etl.simulator.dealing import Rows
from etl.simulator.deliveries import ChunkFile
from etl.simulator.facts import TICK_MODULUS
from etl.simulator.truth import Run, Truth
from etl.vocabulary import (
    CloseAction,
    CodedWord,
    Crate,
    HandlerId,
    InfoType,
    Mode,
    OpenAction,
    Origin,
    Platform,
    Reason,
)

SCID = 77
REASON_TO_CLOSE = {
    CloseAction.STOP: Reason.COUNTEDOUT,
    CloseAction.ABORT: Reason.OPERATOR,
    CloseAction.PAUSE: Reason.MODECHANGE,
}
OTHER_BYTES = 7919  # how far along the payload block an altered copy takes its bytes
_BATCH_EVENTS = 32_768


def records(truth: Truth, file: ChunkFile) -> Iterator[Records]:
    """Give the events of a chunk file in file order, some ten thousand at a time."""
    stops = accumulate(copy.stop_event - copy.start_event for copy in file.copies)
    placed = zip(stops, file.copies, strict=True)
    for _, batch in groupby(placed, lambda place: place[0] // _BATCH_EVENTS):
        yield _records(truth, file, [copy for _, copy in batch])


def shape(run: Run, rows: Rows) -> Shape:
    """Tell the lengths of the records of some sent events."""
    is_lpa = run.plan.info_type is InfoType.LPA
    handlers = len(run.plan.handlers) if is_lpa else 0
    return Shape(
        run.payload_bytes[rows],
        np.full(rows.size, run.plan.info_type.code),
        np.full(rows.size, handlers),
    )


def _records(truth: Truth, file: ChunkFile, copies: list[Copy]) -> Records:
    run = truth.runs[file.run]
    rows = replace(file, copies=tuple(copies)).events
    lengths = shape(run, rows)
    context = _context(run, rows)
    payload = _payload(truth, run, copies)
    info = _info(run, rows, context)
    if run.plan.info_type is InfoType.LPA:
        keys = np.array([(0x1E000001, 0x1E000002, 0x2F000001, 0x2F000002)], KEYS_LPA)
        return Records(
            lengths, context, payload, info, _handlers(run, rows), np.repeat(keys, rows.size)
        )
    script = np.array([(0x1E000001, 0x1E000002, 0x3A000001)], KEYS_LCI)
    kind = {str(run.plan.info_type): info}
    return Records(lengths, context, payload, keys_lci=np.repeat(script, rows.size), **kind)


def _payload(truth: Truth, run: Run, copies: list[Copy]) -> Bytes:
    """Cut the payloads of each copy's events out of the block, in one stretch a copy."""
    parts = []
    for copy in copies:
        lengths = run.payload_bytes[copy.start_event : copy.stop_event]
        first = int(run.payload_start[copy.start_event]) + OTHER_BYTES * copy.alteration
        parts.append(_around(truth.payload_block, first, int(lengths.sum())))
    return np.concatenate(parts)


def _around(block: Bytes, first: int, count: int) -> Bytes:
    """Take bytes from a block that begins again where it ends."""
    first %= block.size
    if first + count <= block.size:
        return block[first : first + count]
    return np.take(block, np.arange(first, first + count), mode="wrap")


def _context(run: Run, rows: Rows) -> Table:
    taken, tones = run.triggers, run.tones
    trigger = run.sent.trigger[rows]
    elapsed = taken.elapsed_ticks[trigger]
    tone = tones.before(elapsed)
    context = datagram_contexts(run)[run.sent.datagram[rows]]
    for name, row in (("current", tone), ("previous", tone - 1)):
        context[name]["time_s"] = tones.time_s[row]
        context[name]["tics"] = tones.ticks[row] % TICK_MODULUS
        context[name]["hacks"] = (row + 1) & 0x7F
        context[name]["missing_lat_pps"] = tones.is_flawed[row]
        context[name]["source_gps"] = 1
    context["elapsed"] = elapsed
    context["livetime"] = taken.livetime_ticks[trigger]
    context["prescaled"] = taken.prescaled_count[trigger]
    context["discarded"] = taken.discarded_count[trigger]
    context["sequence"] = taken.gem_sequence[trigger]
    context["deadzone"] = taken.deadzone_count[trigger]
    return context


def datagram_contexts(run: Run) -> Table:
    """Fill what all events of a datagram have in common, a row for each datagram of the run."""
    sent, plan = run.sent.datagrams, run.plan
    context = np.zeros(sent.epu.size, CONTEXT)
    context["scid"] = SCID
    context["apid"] = np.array(plan.apids)[sent.epu]
    context["packet_unix_s"] = met_to_unix(sent.packet_met)
    context["ground_id"] = plan.ground_id
    context["started_at"] = plan.run_id
    context["datagrams"] = sent.datagram_sequence
    _say(context, "platform", Platform.LAT)
    _say(context, "origin", Origin.ORBIT)
    _say(context, "mode", Mode.NORMAL)
    for epu in range(len(plan.apids)):
        _say(context, "crate", Crate.of(epu), sent.epu == epu)
    _open_and_close(context, run)
    return context


def hardware_keys(run: Run) -> Rows:
    """Give the hardware key that each datagram of the run carries."""
    sent = run.sent.datagrams
    keys = np.full(sent.epu.size, run.plan.hardware_key)
    for epu, first, key in run.plan.key_changes:
        keys[(sent.epu == epu) & (sent.datagram_sequence >= first)] = key
    return keys


def _open_and_close(context: Table, run: Run) -> None:
    sent = run.sent.datagrams
    _say(context, "open_action", OpenAction.CONTINUE)
    _say(context, "open_reason", Reason.FULL)
    _say(context, "close_action", CloseAction.CONTINUE)
    _say(context, "close_reason", Reason.FULL)
    _say(context, "open_action", OpenAction.START, sent.is_first)
    _say(context, "open_reason", Reason.UNKNOWN, sent.is_first)
    for epu in range(len(run.plan.apids)):
        action = run.plan.close_action(epu)
        last = sent.is_last & (sent.epu == epu)
        _say(context, "close_action", action, last)
        _say(context, "close_reason", REASON_TO_CLOSE[action], last)


def _say(
    context: Table, field: str, word: CodedWord, where: NDArray[np.bool_] | slice = slice(None)
) -> None:
    """Write a word of the vocabulary, as code and as text."""
    context[field][where] = word.code
    context[f"{field}_text"][where] = word.value.encode()


def _info(run: Run, rows: Rows, context: Table) -> Table:
    """Fill what all kinds of info have in common; the settings of a calibration stay zero."""
    info = np.zeros(rows.size, INFO_OF_TYPE[run.plan.info_type.code])
    info["time_tics"] = context["elapsed"] % TICK_MODULUS
    info["tics"] = context["current"]["tics"]
    info["hacks"] = context["current"]["hacks"]
    info["compression_level"] = 8
    info["compressed_size_bytes"] = run.payload_bytes[rows]
    info["software_key"] = run.plan.software_key
    if run.plan.info_type is InfoType.LPA:
        info["hardware_key"] = hardware_keys(run)[run.sent.datagram[rows]]
        info["lpa_db_key"] = 555
    return info


def _handlers(run: Run, rows: Rows) -> Table:
    """Give each event's filters, one after the other."""
    filters = run.plan.handlers
    handlers = np.zeros((rows.size, len(filters)), HANDLER)
    order = np.arange(len(filters))
    handlers["master_key"] = 1000 + order
    handlers["cfg_key"] = 2000 + order
    handlers["cfg_id"] = 3000 + order
    handlers["prescaler"] = -1
    handlers["version"] = 0x30001
    handlers["id"] = [handler.code for handler in filters]
    handlers["state"] = run.handler_states[rows]
    handlers["has"] = 1
    handlers["status"] = run.payload_start[rows, None] * 2_654_435_761 & 0xFFFFFFFF
    for place, handler in enumerate(filters):
        if handler is HandlerId.GAMMA:
            handlers["energy_valid"][:, place] = 1
            handlers["energy_in_leus"][:, place] = run.payload_start[rows] % 100_000
            handlers["stage"][:, place] = run.payload_start[rows] % 8
    return handlers.ravel()
