"""Tell Level 1 that a downlink is ready: run the site's command, once each, until it succeeds."""

import shlex
import subprocess

from etl.settings import Settings
from etl.store.alerts import Alert, clear_alert, raise_alert
from etl.store.hand_offs import HandOff
from etl.store.outcomes import Outcome, instant, record_outcome
from etl.store.store import Store

STAGE = "on_ready"
SHOWN_CHARACTERS = 500


def notify(store: Store, hand_off: HandOff, settings: Settings) -> bool:
    """Run ``on_ready`` for ``hand_off`` and record how it ended; a failure is tried again."""
    started_at = instant()
    detail, is_success = run_command(hand_off, store, settings)
    subject = f"{hand_off.downlink:09d}"
    with store.transaction():
        outcome = Outcome(STAGE, hand_off.hand_off_number, started_at, is_success, detail)
        record_outcome(store, outcome)
        if is_success:
            clear_alert(store, "on_ready_failed", subject, instant())
        else:
            message = (
                f"on_ready failed for downlink {subject}: {detail}. It runs again with the next "
                "cycle; mend the command in halfpipe.toml or what it calls."
            )
            raise_alert(store, Alert("on_ready_failed", subject, message), instant())
    return is_success


def run_command(hand_off: HandOff, store: Store, settings: Settings) -> tuple[str, bool]:
    """Run the command of ``settings``; returns what it said and whether it succeeded."""
    folder = store.home.handoff / f"{hand_off.downlink:09d}"
    places = {"{downlink}": f"{hand_off.downlink:09d}", "{folder}": str(folder.absolute())}
    try:
        words = [_filled(word, places) for word in shlex.split(settings.on_ready or "")]
        done = subprocess.run(  # noqa: S603 - the site's own command, from its own settings
            words,
            capture_output=True,
            errors="replace",
            timeout=settings.on_ready_timeout_s,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error), False
    said = (done.stderr or done.stdout).strip()[-SHOWN_CHARACTERS:]
    return f"exit code {done.returncode} {said}".strip(), done.returncode == 0


def _filled(word: str, places: dict[str, str]) -> str:
    """Fill in the two places that a command may name; other braces are its own."""
    for place, value in places.items():
        word = word.replace(place, value)
    return word
