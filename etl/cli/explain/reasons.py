"""The words for why something is not delivered, and what to do about it."""

from etl.cli.cells import downlink_name, run_name, shown
from etl.store.snapshot import Record

OPEN = ("open", "requested")
RELEASED_BY_HAND = ("operator", "ignored")


def hole_words(hole: Record) -> str:
    """Say what a hole is, and since when it is what it is."""
    return f"hole {hole['hole_id']} ({missing_words(hole)}; {life_words(hole)})"


def missing_words(hole: Record) -> str:
    """Say what a hole lacks."""
    first, last = hole["first_datagram"], hole["last_datagram"]
    if hole["hole_kind"] == "stream":
        return "a whole expected stream"
    if hole["hole_kind"] == "trailing":
        return f"APID {hole['apid']} from datagram {first} on; the stream did not close"
    if is_before_the_first(hole):
        return f"what came before APID {hole['apid']} datagram {first}, which is no start"
    return f"APID {hole['apid']} datagram {first}" + ("" if last == first else f" to {last}")


def is_before_the_first(hole: Record) -> bool:
    """Say whether it lies before the first number there is, so has none itself."""
    return bool(hole["hole_kind"] == "leading" and hole["last_datagram"] is None)


def life_words(hole: Record) -> str:
    """Say the state of a hole, since when, and by what."""
    state = hole["hole_state"].replace("_", " ")
    if hole["hole_state"] in OPEN:
        return f"{state}, first seen {shown('first_seen_at', hole['first_seen_at'])} UTC"
    return f"{state} {shown('changed_at', hole['changed_at'])} UTC by {hole['changed_by']}"


def hole_remedy(hole: Record) -> str:
    """Say what to do about an open hole."""
    run = run_name(hole["run_id"])
    if hole["hole_kind"] == "stream":
        return f"Ask for the stream, or go on without it: halfpipe force {run} --why TEXT"
    named = f"{run}/{hole['apid']}/{hole['first_datagram']}"
    if is_before_the_first(hole):
        return f"It has no number to ask for. Give it up: halfpipe write-off {named} --why TEXT"
    give_up = f"halfpipe write-off {named} --why TEXT"
    if hole["hole_state"] == "requested":
        return f"It is asked for. If it will not come, give it up: {give_up}"
    return f"Ask for the data again: halfpipe requests. Or give it up: {give_up}"


def held_words(run: Record) -> str:
    """Say why a run is held."""
    reason = str(run["held_reason"])
    if reason == "epu_count":
        return f"it has {run['seen_epus']} of {run['expected_epus']} expected streams"
    return {
        "operator": "an operator holds it",
        "ignored": "an operator ignores it",
        "mixed_apids": "its streams are of both physics (LPA) and calibration (LCI)",
        "unknown_apid": "its APIDs are neither of physics (LPA) nor of calibration (LCI)",
        "config": f"it is not as planned ({run['config_status']}): {run['config_detail']}",
    }.get(reason, reason)


def held_remedy(run: Record) -> str:
    """Say what lets a held run go on."""
    name = run_name(run["run_id"])
    if run["held_reason"] in RELEASED_BY_HAND:
        return f"Let it go on: halfpipe release {name} --why TEXT"
    if run["held_reason"] == "epu_count":
        return (
            "It goes on by itself when the streams are as expected, or with: "
            f"halfpipe accept {name} --epus {run['seen_epus']} --why TEXT"
        )
    if run["held_reason"] == "config":
        return (
            "It goes on by itself with a corrected plan (halfpipe plan FILE), or with: "
            f"halfpipe release {name} --why TEXT"
        )
    return f"See its streams, then let it go on as it is: halfpipe force {name} --why TEXT"


def not_current_words(state: str, copy: Record, best: Record | None) -> str:
    """Say why a copy of a datagram does not count."""
    if state == "ignored":
        return f"because an operator ignores delivery {downlink_name(copy['downlink'])}"
    if best is None:
        return "because another copy counts"
    place = f"the copy in delivery {downlink_name(best['downlink'])}"
    if state == "duplicate":
        return f"because {place} has the same bytes and counts"
    return (
        f"because {place} has other content and counts: {best['event_count']} events against "
        f"{copy['event_count']}"
    )
