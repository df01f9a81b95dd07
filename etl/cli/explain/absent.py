"""Why a datagram is not here: which hole it lies in, and what came that nothing decodes."""

from etl.cli.cells import downlink_name, run_name
from etl.cli.explain.reasons import OPEN, hole_remedy, hole_words
from etl.cli.explain.subject import Explanation, Subject
from etl.errors import BadRequest
from etl.store.snapshot import Record, Snapshot


def explain_absent(snapshot: Snapshot, subject: Subject) -> Explanation:
    """Say in which hole a datagram lies that did not come.

    Raises
    ------
    BadRequest
        It lies in none: as far as is known it was never sent.
    """
    holes = snapshot.records("explain/holes", hole_id=None, **vars(subject))
    alive = [hole for hole in holes if hole["hole_state"] in (*OPEN, "written_off")]
    if not alive:
        raise BadRequest(never_sent(snapshot, subject))
    (hole, *_) = alive
    lines = [f"  {shadow_words(hole)}"]
    if hole["hole_state"] in OPEN:
        lines.append(f"  {hole_remedy(hole)}")
    answer = f"{subject.datagram} was not received: it is in {hole_words(hole)}."
    refused = refused_datagrams(snapshot, subject, hole)
    if refused:
        answer = f"{subject.datagram} is not decoded: it is in {hole_words(hole)}."
        lines += [refused_words(found) for found in refused]
    facts: Record = {"state": "missing", "holes": alive, "undecodable": refused}
    return Explanation(answer, facts, alive, lines)


def refused_datagrams(snapshot: Snapshot, subject: Subject, hole: Record) -> list[Record]:
    """Return what came of the APID in the time of the hole, and could not be decoded."""
    bounds = {name: hole[name] for name in ("after_met", "before_met")}
    return snapshot.records(
        "explain/undecodable", run_id=subject.run_id, apid=subject.apid, **bounds
    )


def refused_words(found: Record) -> str:
    """Say what came and was refused: what it was, nobody knows, but it may be this."""
    count = found["datagram_count"]
    told = "1 datagram" if count == 1 else f"{count} datagrams"
    return (
        f"  {told} of this APID came in delivery {downlink_name(found['downlink'])} in that time "
        f"and could not be decoded ({found['reason']}: {found['detail']}); "
        "see: docs/runbooks/undecodable_datagram.md"
    )


def shadow_words(hole: Record) -> str:
    """Say where the events of a hole must lie, and what that holds back."""
    after, before = hole["after_gem_sequence"], hole["before_gem_sequence"]
    ends = [f"after GEM {after}" if after is not None else "", f"before GEM {before}"]
    told = " and ".join(
        end for end, bound in zip(ends, (after, before), strict=True) if bound is not None
    )
    where = f"Its events lie {told}" if told else "Its events may lie anywhere in the run"
    return f"{where}; {hole['withheld_count']} events of the run wait for them."


def never_sent(snapshot: Snapshot, subject: Subject) -> str:
    """Say what there is instead of a datagram that was never sent, as far as is known."""
    ends = snapshot.records("explain/stream_ends", run_id=subject.run_id)
    run = run_name(subject.run_id)
    if not ends:
        return f"{subject}: nothing of {run} counts; see: halfpipe explain {run}"
    apids = [int(stream["apid"]) for stream in ends]
    if subject.apid not in apids:
        nearest = min(apids, key=lambda apid: abs(apid - (subject.apid or 0)))
        return f"{subject}: {run} has no stream of APID {subject.apid}; the nearest is {nearest}."
    stream = ends[apids.index(subject.apid)]
    return (
        f"{subject}: no such datagram was sent. The stream of APID {subject.apid} has datagrams "
        f"{stream['first_datagram']} ({stream['open_action']}) to {stream['last_datagram']} "
        f"({stream['close_action']})."
    )
