"""The session of the README, which docs/questions.md goes on with, is real.

Its commands run in the checkout and say what is shown; ``python tests/scenarios/test_readme.py``
writes what they say now.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
README = REPOSITORY / "README.md"
PAGES = (README, REPOSITORY / "docs/questions.md")
OWN_HOME = REPOSITORY / "build/home"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)]+)\)")
MARK = "--- end of command ---"

# What differs from one day or machine to the next, and what stands for it.
VOLATILE = (
    (re.compile(r"(seen|filled|off|received|reported) 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"), r"\1 …"),
    # The demo's data are of 2014; any later instant is one of today.
    (re.compile(r"202\d-\d\d-\d\d \d\d:\d\d:\d\d"), "YYYY-MM-DD hh:mm:ss"),
    # How make installs: nothing where it is done, pip where uv is not there yet.
    (re.compile(r"^(make: Nothing to be done|\$\(command -v uv|.* -m pip ).*\n", re.MULTILINE), ""),
)


@dataclass(frozen=True)
class Step:
    """A command of the README, and what it shows that the command says on stdout."""

    command: str
    shown: str


def steps(text: str) -> Iterator[Step]:
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield Step(command, shown)


def said_by(commands: list[str]) -> list[str]:
    """What each command says on stdout, in one shell, one after the other."""
    shutil.rmtree(OWN_HOME, ignore_errors=True)
    script = "set -e\n" + "".join(f"{command}\necho '{MARK}'\n" for command in commands)
    environment = {key: value for key, value in os.environ.items() if key != "HALFPIPE_HOME"}
    environment["HALFPIPE_CHECKS"] = "sql"
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=REPOSITORY,
        env={key: value for key, value in environment.items() if not key.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split(f"{MARK}\n")[:-1]


def settled(text: str) -> str:
    for pattern, stand_in in VOLATILE:
        text = pattern.sub(stand_in, text)
    return text


def test_the_commands_of_the_readme_and_of_the_questions_say_what_is_shown() -> None:
    shown = [step for page in PAGES for step in steps(page.read_text())]
    said = said_by([step.command for step in shown])
    for step, found in zip(shown, said, strict=True):
        assert settled(found) == settled(step.shown), step.command


def test_the_first_two_commands_are_all_that_anyone_needs() -> None:
    first, second, *_ = steps(README.read_text())
    assert (first.command, second.command) == ("make install", "make demo")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def write_anew() -> None:
    """Write into the pages what their commands say now."""
    commands = [step.command for page in PAGES for step in steps(page.read_text())]
    said = iter(zip(commands, said_by(commands), strict=True))

    def session(block: re.Match[str]) -> str:
        return "".join(
            f"$ {command}\n{settled(output)}"
            for command, output in (next(said) for _ in re.findall(r"^\$ ", block[0], re.MULTILINE))
        )

    for page in PAGES:
        page.write_text(BLOCK.sub(session, page.read_text()))


if __name__ == "__main__":
    write_anew()
