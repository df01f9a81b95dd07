"""Each saved question says what it asks, what it is asked with, and what a row of its answer is."""

import re

import pytest
from sources import line_count

from catalog.questions import FOLDER, NOW, question, question_names

LONGEST = 100


def comments(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.sql").read_text().splitlines()
    return [line for line in lines if line.startswith("--")]


@pytest.mark.parametrize("name", question_names())
def test_a_question_has_a_title_an_explanation_and_a_grain(name: str) -> None:
    asked = question(name)
    assert asked.title
    assert not asked.title.endswith(".")
    assert asked.about.endswith(".")
    assert re.fullmatch(r"-- Grain: [a-z_0-9, ]+\.", comments(name)[-1])
    assert len(comments(name)) == 3 + len(asked.parameters)
    assert line_count(FOLDER / f"{name}.sql") <= LONGEST


@pytest.mark.parametrize("name", question_names())
def test_a_question_is_asked_with_the_parameters_that_it_tells(name: str) -> None:
    asked = question(name)
    used = set(re.findall(r"\$([a-z_]+)", asked.sql)) - {NOW}
    assert used == {one.name for one in asked.parameters}
