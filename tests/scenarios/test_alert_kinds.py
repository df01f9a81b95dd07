"""Every kind of alert is provoked, shows what it is about, and clears when its cause is gone."""

import shlex
from collections import Counter
from pathlib import Path

import provoked
import provoked_by_the_machine
import pytest
from cli import Halfpipe
from commands import Row
from provoked import Moment

STORIES = {
    name: told
    for module in (provoked, provoked_by_the_machine)
    for name, told in vars(module).items()
    if hasattr(told, "kinds")
}
REPOSITORY = Path(__file__).resolve().parents[2]


def shown(home: Halfpipe, alert: Row) -> None:
    """The command that an alert carries runs and finds something; its runbook is there."""
    program, *words = shlex.split(alert["see"])
    assert program == "halfpipe"
    answer = home.done(*words).lines
    assert answer[-1] != "0 rows", alert["see"]
    assert (REPOSITORY / alert["runbook"]).is_file()


def look(moment: Moment, before: set[tuple[str, str]]) -> None:
    """What the story says stands, and nothing of what stood before and is over."""
    home, due = moment
    alerts = home.json("alerts")
    standing = {(row["alert_kind"], row["subject"]) for row in alerts}
    assert due <= standing
    assert standing & (before - due) == set()
    assert [row["priority"] for row in alerts] == sorted(row["priority"] for row in alerts)
    for alert in alerts:
        if (alert["alert_kind"], alert["subject"]) in due:
            shown(home, alert)


@pytest.mark.parametrize("name", STORIES)
def test_an_alert_is_raised_once_and_clears_when_its_cause_is_gone(
    name: str, tmp_path: Path
) -> None:
    before: set[tuple[str, str]] = set()
    raised: Counter[tuple[str, str]] = Counter()
    for moment in STORIES[name](tmp_path):
        look(moment, before)
        raised.update(moment[1] - before)
        before = moment[1]
    home = moment[0]
    ever = Counter(
        (row["alert_kind"], row["subject"]) for row in home.json("alerts", "--state", "all")
    )
    assert {key: ever[key] for key in raised} == raised
