"""The ledger: all that was received is somewhere, and each line balances to zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import click

from etl.cli.cells import run_name
from etl.cli.names import known_run, known_step
from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.tables import GAP, as_answer, write_csv, write_json
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot

DELIVERY, RUN = "delivery", "run"
KEYS = {DELIVERY: "ordinal", RUN: "run_id"}
ONLY_OF_PACKETS = ("packets", "assembled")
NOT_TERMS = ("ordinal", "run_id", "downlink", "residual")


@dataclass(frozen=True)
class Level:
    """A level of the ledger: the statement of its lines, and what these are broken down by."""

    name: str
    statement: str
    parts: frozenset[str]


LEVELS = (
    Level("bytes", "ledger/bytes", frozenset({DELIVERY})),
    Level("packets", "ledger/packets", frozenset({DELIVERY})),
    Level("assembled", "ledger/assembled", frozenset({DELIVERY})),
    Level("records", "listings/ledger_records", frozenset({DELIVERY})),
    Level("datagrams", "ledger/datagrams", frozenset({DELIVERY, RUN})),
    Level("events", "ledger/events", frozenset({DELIVERY, RUN})),
    Level("chunks", "ledger/chunks", frozenset({RUN})),
)


def ledger_command() -> click.Command:
    """Return the command ``ledger``."""
    told = Help(
        "The books: what was received is all somewhere; each line balances to zero.\n\n"
        "One line a level: bytes, packets, assembled datagrams, event records, datagrams, events, "
        "and delivered events in chunks. "
        "Of one run or delivery, or --by these, the levels that can be told apart so.",
        "halfpipe ledger --by delivery --json",
    )
    return command("ledger", told, ("run", "delivery", "by", "as_of", *FORMS), answer)


def answer(home: Home, asked: Asked) -> None:
    """Write the ledger's lines."""
    form = asked.form
    with Snapshot.open(home, asked.as_of) as snapshot:
        lines = list(ledger(snapshot, asked))
    if form.as_json:
        write_json(lines)
    elif form.as_csv:
        write_csv(as_answer(lines))
    else:
        print("\n".join(told(lines)))


def ledger(snapshot: Snapshot, asked: Asked) -> Iterator[Record]:
    """Yield the lines of the ledger: one a level, or with ``by`` one a level and part."""
    step = None if asked.delivery is None else known_step(snapshot, asked.delivery)
    run_id = None if asked.run is None else known_run(snapshot, asked.run)
    values = {
        "ordinal": step and step.ordinal,
        "run_ids": None if run_id is None else [run_id],
        "are_files_due": True,
    }
    due = {part for part, given in ((DELIVERY, step), (RUN, run_id)) if given is not None}
    due |= {asked.by} if asked.by else set()
    for level in LEVELS:
        if due <= level.parts:
            found = snapshot.find(level.statement, **values)
            terms = [name for name in found.columns if name not in NOT_TERMS]
            kept = [line for line in found.records() if not step or line["ordinal"] == step.ordinal]
            if not kept and level.name in ONLY_OF_PACKETS:
                continue
            for keys, lines in _parts(kept, asked.by):
                yield {"level": level.name, **keys, **_summed(terms, lines)}


def told(lines: Sequence[Record]) -> list[str]:
    """Return the lines as a person reads them: the whole, its parts, and what is left over."""
    heads = [[line["level"], *_part_names(line)] for line in lines]
    widths = [max(map(len, column)) for column in zip(*heads, strict=True)]
    return [
        GAP.join(text.ljust(width) for text, width in zip(head, widths, strict=True))
        + GAP
        + _equation(line)
        for head, line in zip(heads, lines, strict=True)
    ] or ["no ledger lines"]


def _parts(
    lines: list[Record], by: str | None
) -> Iterator[tuple[dict[str, int], Sequence[Record]]]:
    if by is None:
        yield {}, lines
        return
    key = KEYS[by]
    for value, part in groupby(sorted(lines, key=lambda line: line[key]), lambda line: line[key]):
        yield {key: value}, list(part)


def _summed(terms: Sequence[str], lines: Sequence[Record]) -> dict[str, int]:
    """Add lines up; residuals by size, so that two faults never cancel."""
    sums = {term: sum(line[term] for line in lines) for term in terms}
    return {**sums, "residual": sum(abs(line["residual"]) for line in lines)}


def _part_names(line: Record) -> list[str]:
    names = []
    if "ordinal" in line:
        names.append(f"delivery {line['ordinal']}")
    if "run_id" in line:
        names.append(run_name(line["run_id"]))
    return names


def _equation(line: Record) -> str:
    first, *parts = [name for name in line if name not in ("level", *NOT_TERMS)]
    is_sum = line["level"] != "records"
    told = [part for part in parts if line[part] or not is_sum] or parts[:1]
    sides = f"{' + ' if is_sum else ' = '}".join(f"{line[part]} {_words(part)}" for part in told)
    balance = "balances" if line["residual"] == 0 else f"OFF BY {line['residual']}"
    return f"{line[first]} {_words(first)} = {sides}{GAP}{balance}"


def _words(term: str) -> str:
    return term.replace("_", " ")
