"""The checks that there are, as their files declare them.

An SQL check is a query of the offenders; its file name is the truth it guards, and its leading
comments say the rest. An expectation is an entry of a suite, a YAML file.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SQL = "sql"
RUNBOOK = "failed_check"
BY_RUN = ("events", "datagrams")
"""What is looked at run by run, in the runs that changed only; the rest is small."""
MARTS = ("metrics", "judged_metrics")
"""What is looked at in the marts, which may be absent."""
_LINE = re.compile(r"-- (?P<word>[A-Z][a-z ]+): (?P<text>.+?)\.?")


@dataclass(frozen=True)
class Check:
    """A truth, and whom its failure concerns.

    Parameters
    ----------
    check_name
        The truth in one name.
    suite
        The suite it is in; ``sql`` for a query.
    title
        The truth in one sentence.
    looks_at
        What it is a truth of: deliveries, files, datagrams, events, streams, runs, chunks,
        products or metrics.
    severity, owner, runbook
        How bad a failure is, who sees to it, and by which page of docs/runbooks.
    told_by
        Which other alert tells of the same thing, so that this check raises none.
    stops_publication
        Whether a run that offends is not published.
    codes
        What the original's verification calls it.
    definition
        Digest of what is asked.
    """

    check_name: str
    suite: str
    title: str
    looks_at: str
    severity: str
    owner: str
    runbook: str
    told_by: str | None
    stops_publication: bool
    codes: tuple[str, ...]
    definition: str

    @property
    def is_by_run(self) -> bool:
        """Whether it looks at the runs that changed only."""
        return self.looks_at in BY_RUN


@cache
def sql_checks() -> tuple[Check, ...]:
    """Return the checks that are queries, by name."""
    return tuple(_of_query(path) for path in sorted((FOLDER / "sql").glob("*.sql")))


@cache
def suites() -> dict[str, dict[str, Any]]:
    """Return the suites, each as its file has it, by name."""
    import yaml

    return {
        path.stem: yaml.safe_load(path.read_text())
        for path in sorted((FOLDER / "suites").glob("*.yaml"))
    }


@cache
def expectations() -> tuple[Check, ...]:
    """Return the checks that are expectations, in the order of their suites."""
    return tuple(
        _of_entry(suite, declared, name, entry)
        for suite, declared in suites().items()
        for name, entry in declared["expectations"].items()
    )


def checks() -> tuple[Check, ...]:
    """Return all checks."""
    return (*sql_checks(), *expectations())


def _of_query(path: Path) -> Check:
    text = path.read_text()
    found = [_LINE.fullmatch(line) for line in text.splitlines() if line.startswith("--")]
    told = {match["word"]: match["text"] for match in found if match}
    codes = told["Codes"]
    return Check(
        check_name=path.stem,
        suite=SQL,
        title=f"{told['Title']}.",
        looks_at=told["Looks at"],
        severity=told["Severity"],
        owner=told["Owner"],
        runbook=told["Runbook"],
        told_by=told.get("Told by"),
        stops_publication=told["Stops publication"] == "yes",
        codes=() if codes == "none" else tuple(codes.split(", ")),
        definition=_digest(text),
    )


def _of_entry(
    suite: str, declared: Mapping[str, Any], name: str, entry: Mapping[str, Any]
) -> Check:
    return Check(
        check_name=name,
        suite=suite,
        title=entry["title"],
        looks_at=suite,
        severity=entry.get("severity", declared["severity"]),
        owner=entry.get("owner", declared["owner"]),
        runbook=entry.get("runbook", RUNBOOK),
        told_by=None,
        stops_publication=False,
        codes=(),
        definition=_digest(f"{declared['names']} {sorted(entry.items())}"),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
