"""Every word that a state or a kind can have is explained, and every alert has its page."""

import ast
import csv
import re
from contextlib import closing
from pathlib import Path

from sources import REPOSITORY, parsed, python_files, statement_files, texts

from etl.cli.app import app
from etl.stages.receive import FILE_ALERTS
from etl.store.alert_kinds import TABLE as ALERT_KINDS
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store

RUNBOOKS = REPOSITORY / "docs/runbooks"
HEADINGS = ("What it means", "See it", "What to do", "When it clears")
WORD = re.compile(r"'([a-z]+(?:[_-][a-z]+)*)'")
KIND = re.compile(r"'([a-z_]+)' as alert_kind")

# Texts in SQL that are no state and no kind: names of stages, programs, settings and schemas.
NOT_WORDS = {
    "decode",
    "decide",
    "hand_off",
    "on_ready",
    "halfpipe",
    "hole_patience",
    "i",
    "g",
    "suites",
}
NOT_WORDS |= {"judged_rate_hz"}  # a limit
NOT_WORDS |= {"catalog", "core", "ops", "raw", "packet_headers"}


def bare(path: Path) -> str:
    """A statement without comments and names of variables."""
    return re.sub(r"--.*|getvariable\(.*?\)", "", path.read_text())


def explained() -> set[str]:
    """The words that begin a paragraph of the glossary, as columns have them."""
    words: set[str] = set()
    for line in (REPOSITORY / "catalog/GLOSSARY.md").read_text().splitlines():
        start = re.match(r"(?:\*\*[^*]+\*\*(?:, )?)+(?= — )", line)
        if start is not None:
            words |= {word.lower() for word in re.findall(r"\*\*([^*]+)\*\*", start.group())}
    return words


def alert_kinds() -> set[str]:
    """Every kind that code or SQL raises."""
    kinds: set[str] = set()
    for _, path in statement_files():
        kinds |= set(KIND.findall(path.read_text()))
    for path in python_files("etl", "catalog", "checks"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Alert":
                kinds |= kinds_of(node)
    return kinds


def kinds_of(call: ast.Call) -> set[str]:
    (kind,) = [word.value for word in call.keywords if word.arg == "alert_kind"] or call.args[:1]
    if isinstance(kind, ast.Constant):
        return {str(kind.value)}
    assert ast.unparse(kind) == "kind", "receive names what is wrong with a file"
    return set(FILE_ALERTS)


def test_every_word_that_sql_stores_or_asks_for_is_in_the_glossary() -> None:
    used = {word for _, path in statement_files() for word in WORD.findall(bare(path))}
    known = {word.replace(" ", "_") for word in explained()} | explained()
    assert sorted(used - known - NOT_WORDS - alert_kinds()) == []


def test_every_paragraph_of_the_glossary_names_its_source() -> None:
    text = (REPOSITORY / "catalog/GLOSSARY.md").read_text()
    paragraphs = [part.strip() for part in text.split("\n\n") if part.startswith("**")]
    assert [part for part in paragraphs if not re.search(r"\*[^*]+\.\*$", part)] == []


def test_every_kind_of_alert_has_a_runbook_and_no_runbook_is_left_over() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == alert_kinds()


def provoked_kinds() -> set[str]:
    """The kinds of alert that a test or a story says it provokes and clears."""
    calls = (
        node
        for path in python_files("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "provokes"
    )
    return {kind.value for call in calls for kind in call.args if isinstance(kind, ast.Constant)}


def test_every_kind_of_alert_is_provoked_and_cleared_in_a_test() -> None:
    assert sorted(alert_kinds() - provoked_kinds()) == []


def test_every_kind_of_alert_has_its_rank_and_the_command_that_shows_it() -> None:
    with ALERT_KINDS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["alert_kind"] for row in rows) == sorted(alert_kinds())
    ranks = [int(row["priority"]) for row in rows]
    assert ranks == sorted(ranks)


def test_a_runbook_tells_what_a_person_needs_on_one_screen() -> None:
    for path in RUNBOOKS.glob("*.md"):
        text = path.read_text()
        assert text.startswith(f"# {path.stem}\n"), path
        assert [part for part in HEADINGS if f"\n## {part}\n" not in text] == [], path
        assert len(text.splitlines()) <= 50, path


def test_the_commands_that_messages_and_runbooks_name_exist() -> None:
    told = [path.read_text() for path in RUNBOOKS.glob("*.md")]
    told += [path.read_text() for _, path in statement_files()]
    told += [text for path in python_files("etl") for text in texts(parsed(path))]
    named = {word for text in told for word in re.findall(r"halfpipe ([a-z][a-z-]*)", text)}
    assert sorted(named - set(app.commands)) == []


def test_the_queries_of_the_runbooks_run(tmp_path: Path) -> None:
    with closing(Store.open(Home(tmp_path))) as store:
        migrate(store)
        for path in RUNBOOKS.glob("*.md"):
            for query in re.findall(r'halfpipe sql "([^"]+)"', path.read_text()):
                store.connection.execute(query)
