"""Run the suites with Great Expectations; importing it takes seconds, so only who runs them does.

Each suite looks at the view of its name, on a connection of its own; nothing leaves the machine.
"""

import io
import os
import re
import warnings
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

from checks.definitions import Check, suites
from etl.store.buffered import buffered_engine
from etl.store.store import Store

NOT_ASKED = {"title", "type", "severity", "owner", "runbook"}
"""What an entry says of its check; the rest is what the expectation is given."""
PLACES = ("run_id", "ordinal", "apid", "datagram_sequence", "gem_sequence")
COLUMNS = ("check_name", *PLACES, "offender", "detail", "group_count")
LISTED = 100
SITE = "checks"
_ELSEWHERE = re.compile(
    r"""<script[^>]+src=["']https?:[^>]*>\s*</script>|<link[^>]+href=["']https?:[^>]*>"""
    r"""|<(?:img|iframe|source)[^>]+src=["']https?:[^>]*>""",
    re.IGNORECASE,
)


class HomeDatasource(SQLDatasource):
    """The database of a home, by the engine that is given."""

    type: Literal["home"] = "home"  # type: ignore[assignment]
    connection_string: str = "duckdb://"

    def get_engine(self) -> Any:
        """Return the engine that was given."""
        return self.kwargs["engine"]


@dataclass
class Found:
    """What the suites found: columns of offenders, and which check could not be asked, and why."""

    offenders: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    not_run: dict[str, str] = field(default_factory=dict)


def run_suites(store: Store, asked: Collection[Check], docs: Path | None) -> Found:
    """Run the expectations that are asked for, of the runs in ``checked_runs``.

    Parameters
    ----------
    store
        A connection of its own, whose table ``checked_runs`` says which runs to look at.
    asked
        The expectations to run.
    docs
        Folder to build pages in, of all that is run; None for none.
    """
    found = Found()
    with _quiet():
        context: Any = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        home = context.data_sources.add_home("home", kwargs={"engine": buffered_engine(store)})
        names = {check.check_name for check in asked}
        for suite, definition in _definitions(store, context, home, names):
            checkpoint = gx.Checkpoint(
                name=suite, validation_definitions=[definition], result_format=_form(suite)
            )
            for result in context.checkpoints.add(checkpoint).run().run_results.values():
                for one in result.results:
                    _take(found, one, definition)
        if docs is not None:
            _build_pages(context, docs)
    return found


def _definitions(
    store: Store, context: Any, home: HomeDatasource, names: Collection[str]
) -> Iterator[tuple[str, gx.ValidationDefinition]]:
    for name, declared in suites().items():
        entries = {key: entry for key, entry in declared["expectations"].items() if key in names}
        if entries:
            store.show(f"suites/{name}")
            asset = home.add_table_asset(name, table_name=name)
            suite = context.suites.add(gx.ExpectationSuite(name=name))
            for key, entry in entries.items():
                suite.add_expectation(_expectation(key, entry))
            whole = asset.add_batch_definition_whole_table("all")
            yield (
                name,
                context.validation_definitions.add(
                    gx.ValidationDefinition(name=name, data=whole, suite=suite)
                ),
            )


def _expectation(name: str, entry: Mapping[str, Any]) -> Any:
    words = "".join(word.capitalize() for word in entry["type"].split("_"))
    given = {key: value for key, value in entry.items() if key not in NOT_ASKED}
    return getattr(gx.expectations, words)(**given, notes=entry["title"], meta={"check_name": name})


def _form(suite: str) -> dict[str, Any]:
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": LISTED,
        "unexpected_index_column_names": suites()[suite]["names"],
    }


def _take(found: Found, one: ExpectationValidationResult, definition: Any) -> None:
    asked: Any = one.expectation_config
    name = asked.meta["check_name"]
    error = _error(one.exception_info)
    if error is not None:
        found.not_run[name] = error
    elif not one.success:
        count = one.result.get("unexpected_count", one.result.get("observed_value"))
        listed = ("partial_unexpected_index_list", "partial_unexpected_list")
        rows = next((one.result[key] for key in listed if key in one.result), None)
        if rows is None:
            rows = _unexpected_rows(asked, definition)
        _add(found, name, rows[:LISTED], int(count or 0))


def _error(info: Mapping[str, Any]) -> str | None:
    parts = [info] if "raised_exception" in info else list(info.values())
    told = [part["exception_message"] for part in parts if part["raised_exception"]]
    return str(told[0]).partition("\n")[0] if told else None


def _unexpected_rows(asked: Any, definition: Any) -> list[dict[str, Any]]:
    """Ask a query again for its rows, which a summary leaves out."""
    batch = definition.asset.get_batch(definition.batch_definition.build_batch_request())
    again = batch.validate(asked.to_domain_obj(), result_format={"result_format": "COMPLETE"})
    rows: list[dict[str, Any]] = again.result["details"]["unexpected_rows"]
    return rows


def _add(found: Found, name: str, rows: Sequence[Mapping[str, Any]], count: int) -> None:
    """Add offenders; those beyond the list are counted with the last run or delivery of it."""
    groups: dict[tuple[Any, Any], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows or [{}]:
        groups[row.get("run_id"), row.get("ordinal")].append(row)
    beyond = count - len(rows or [{}])
    for number, group in enumerate(groups.values(), start=1):
        total = len(group) + (beyond if number == len(groups) else 0)
        for row in group:
            for place in PLACES:
                found.offenders[place].append(row.get(place))
            rest = {key: value for key, value in row.items() if key not in (*PLACES, "path")}
            found.offenders["check_name"].append(name)
            found.offenders["offender"].append(row.get("path"))
            found.offenders["detail"].append(_words(rest))
            found.offenders["group_count"].append(total)


def _words(values: Mapping[str, Any]) -> str:
    told = [str(value) if key == "detail" else f"{key} {value}" for key, value in values.items()]
    return ", ".join(told) or "not so"


def _build_pages(context: Any, folder: Path) -> None:
    """Build the pages, and take out of them what would be fetched from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())}
    context.add_data_docs_site(
        site_name=SITE,
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": store,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    context.build_data_docs(site_names=[SITE])
    for page in folder.rglob("*.html"):
        page.write_text(_ELSEWHERE.sub("", page.read_text()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the words and warnings of Great Expectations off this process's own."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
