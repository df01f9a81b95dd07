"""The questions that operators ask: a file each in ``catalog/queries``, named like the question.

Its leading comments are the title, a line of explanation, a line for each parameter
(``$name = default: meaning``), and the grain of the answer. ``$now`` is the clock's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"
NOW = "now"
_PARAMETER = re.compile(r"\$(?P<name>[a-z_]+)(?: = (?P<default>\S+))?: (?P<about>.+)")
_NAMED = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Parameter:
    """What a question is asked with; without a default it has to be given."""

    name: str
    default: str | None
    about: str


@dataclass(frozen=True)
class Question:
    """A saved question."""

    name: str
    title: str
    about: str
    parameters: Sequence[Parameter]
    sql: str

    @property
    def asks_the_clock(self) -> bool:
        """Whether the answer depends on when it is asked."""
        return NOW in _NAMED.findall(self.sql)


@cache
def question_names() -> tuple[str, ...]:
    """Return the names of all questions, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql")))


@cache
def question(name: str) -> Question:
    """Read a question.

    Raises
    ------
    KeyError
        No question has this name.
    """
    if name not in question_names():
        raise KeyError(name)
    lines = (FOLDER / f"{name}.sql").read_text().splitlines()
    count = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    title, about, *rest = (line.removeprefix("-- ") for line in lines[:count])
    found = [_PARAMETER.fullmatch(line) for line in rest]
    parameters = [Parameter(**match.groupdict()) for match in found if match]
    return Question(name, title, about, parameters, "\n".join(lines[count:]))
