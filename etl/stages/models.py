"""Build staging and marts with dbt, in this process, on what the hand-offs changed.

dbt opens the database itself, so ours is closed meanwhile. An attempt is recorded as failed before
it begins: one that is killed stays so, and readers keep the marts that they had.
"""

import hashlib
import io
import json
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.clock import leap_seconds_met
from etl.store.alerts import Alert, clear_alert, raise_alert
from etl.store.outcomes import Outcome, begin_attempt, end_attempt, instant
from etl.store.store import Store

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

STAGE = "models"
PROJECT = Path(__file__).parents[2] / "models"
DICTIONARY = Path(__file__).parents[2] / "catalog" / "dictionary" / "columns.yaml"
ALERT = "models_failed"
SUBJECT = "marts"
INCREMENTAL = ("run", "--exclude", "config.materialized:view")
FULL = ("build", "--full-refresh", "--exclude-resource-type", "test")
TEST = ("test",)
SHOWN_CHARACTERS = 1000


def build_models(
    store: Store, *, is_forced: bool = False, is_full: bool = False, is_tested: bool = False
) -> Outcome | None:
    """Build the marts where a hand-off or another version of the models made them out of date.

    Parameters
    ----------
    store
        The writer's store; its connection is closed and opened again.
    is_forced
        Build also when nothing is out of date.
    is_full
        Build everything anew, not only the runs that changed.
    is_tested
        Run the tests of the models after it.

    Returns
    -------
    Outcome or None
        How it ended; None if there was nothing to do.
    """
    newest, built_to = store.row("models/due")
    known = store.home.models / "built"
    is_new = built_to == 0 or not known.exists() or known.read_text() != project_digest()
    if newest == 0 or not (is_new or is_forced or is_full or newest > built_to):
        return None
    commands = [FULL if is_full or is_new else INCREMENTAL, *([TEST] if is_tested else [])]
    begin_attempt(store, STAGE, newest)
    known.unlink(missing_ok=True)
    with store.released():
        wrong = run_dbt(store, commands)
    outcome = Outcome(STAGE, newest, instant(), not wrong, wrong or f"as of hand-off {newest}")
    _end(store, outcome)
    if not wrong:
        known.write_text(project_digest())
    return outcome


def project_digest() -> str:
    """Return a digest of the models and of the words that describe them."""
    digest = hashlib.sha256()
    for path in sorted([*PROJECT.rglob("*.*"), DICTIONARY]):
        if path.suffix in (".sql", ".yml", ".yaml", ".csv"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def run_dbt(store: Store, commands: Sequence[tuple[str, ...]]) -> str:
    """Run dbt on the database of ``store``, which is closed; returns what went wrong, in words."""
    with _quiet():
        from dbt.cli.main import dbtRunner

        for command in commands:
            result = dbtRunner().invoke([*command, *dbt_options(store)])
            if not result.success:
                return f"dbt {command[0]}: {failures(result)}"[:SHOWN_CHARACTERS]
    return ""


def dbt_options(store: Store) -> list[str]:
    """Return the options of every dbt command: where everything is, and what the models ask for."""
    folder = store.home.models.resolve()
    words = folder / "words"
    write_words(words)
    values = {
        "database": str(store.home.database.resolve()),
        "memory_limit": store.memory_limit,
        "dictionary": str(words),
        "leap_seconds_met": leap_seconds_met(),
    }
    places = {"project": PROJECT, "profiles": PROJECT}
    return [
        *(word for name, path in places.items() for word in (f"--{name}-dir", str(path))),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "log")),
        *(
            "--vars",
            json.dumps(values),
            "--log-level",
            "none",
            "--log-level-file",
            "info",
            "--quiet",
        ),
    ]


def write_words(folder: Path) -> None:
    """Write the dictionary as blocks that the models name, unless it is there."""
    import yaml

    text = "\n".join(
        f"{{% docs {name} %}}{entry['meaning']}{{% enddocs %}}"
        for name, entry in yaml.safe_load(DICTIONARY.read_text())["columns"].items()
    )
    place = folder / "columns.md"
    if not place.exists() or place.read_text() != text:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        place.write_text(text)


def failures(result: "dbtRunnerResult") -> str:
    """Return what failed, and why."""
    if result.exception is not None:
        return str(result.exception).strip()
    outcomes: list[Any] = list(getattr(result.result, "results", []))
    return "; ".join(
        f"{one.node.name}: {(one.message or one.status).strip()}"
        for one in outcomes
        if str(one.status) in ("error", "fail", "runtime error")
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep dbt's words and warnings off this process's own."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _end(store: Store, outcome: Outcome) -> None:
    at = outcome.started_at
    with store.transaction():
        end_attempt(store, outcome)
        if outcome.is_success:
            clear_alert(store, ALERT, SUBJECT, at)
        else:
            message = (
                f"The marts were not built: {outcome.detail}. Readers keep those from before. "
                "They are built again with the next cycle, or by: halfpipe models"
            )
            raise_alert(store, Alert("models_failed", SUBJECT, message), at)
