"""Explain where a run, a datagram or an event is, and which row says why."""

import click

from etl.cli.explain.datagram import explain_datagram
from etl.cli.explain.event import explain_event
from etl.cli.explain.run import explain_run
from etl.cli.explain.subject import Explanation, Subject, read_subject
from etl.cli.options import FORMS, Asked, Help, command
from etl.cli.tables import as_answer, to_json, write_csv
from etl.store.home import Home
from etl.store.snapshot import Record, Snapshot


def explain_command() -> click.Command:
    """Return the command ``explain``."""
    told = Help(
        "Where a run, a datagram or an event is, and if it is not delivered, why.\n\n"
        "An event is named by its run, APID, datagram and GEM sequence.",
        "halfpipe explain r0429164139/957/59",
    )
    return command("explain", told, ("subject", "as_of", *FORMS), answer)


def answer(home: Home, asked: Asked) -> None:
    """Write the explanation of what was asked for."""
    with Snapshot.open(home, asked.as_of) as snapshot:
        subject = read_subject(snapshot, asked.subject)
        explanation = explain(snapshot, subject)
    about: Record = {"subject": str(subject), "answer": explanation.answer}
    if asked.form.as_json:
        print(to_json(about | explanation.facts, indent=2))
    elif asked.form.as_csv:
        write_csv(as_answer([about | row for row in explanation.rows or [{}]]))
    else:
        print("\n".join((explanation.answer, *explanation.lines)))


def explain(snapshot: Snapshot, subject: Subject) -> Explanation:
    """Explain a subject, as closely as it is named."""
    if subject.gem_sequence is not None:
        return explain_event(snapshot, subject)
    if subject.datagram_sequence is not None:
        return explain_datagram(snapshot, subject)
    return explain_run(snapshot, subject.run_id)
