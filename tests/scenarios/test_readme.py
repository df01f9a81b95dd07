"""The README's session is real: its commands run in the checkout and say what it shows.

``python tests/scenarios/test_readme.py`` writes what they say now into the README.
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
OWN_HOME = REPOSITORY / "build/home"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)]+)\)")
MARK = "--- end of command ---"

# What differs from one day or machine to the next, and what stands for it.
VOLATILE = (
    (re.compile(r"(seen|filled|off|received|reported) 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"), r"\1 …"),
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


def test_the_commands_of_the_readme_say_what_it_shows() -> None:
    shown = list(steps(README.read_text()))
    said = said_by([step.command for step in shown])
    for step, found in zip(shown, said, strict=True):
        assert settled(found) == settled(step.shown), step.command


def test_the_first_two_commands_are_all_that_anyone_needs() -> None:
    first, second, *_ = steps(README.read_text())
    assert (first.command, second.command) == ("make install", "make demo")


@pytest.mark.parametrize("target", LINK.findall(README.read_text()))
def test_the_links_of_the_readme_lead_somewhere(target: str) -> None:
    assert (REPOSITORY / target).exists()


def written_anew(text: str) -> str:
    """Return the README with what its commands say now."""
    commands = [step.command for step in steps(text)]
    said = iter(zip(commands, said_by(commands), strict=True))

    def session(block: re.Match[str]) -> str:
        return "".join(
            f"$ {command}\n{settled(output)}"
            for command, output in (next(said) for _ in re.findall(r"^\$ ", block[0], re.MULTILINE))
        )

    return BLOCK.sub(session, text)


if __name__ == "__main__":
    README.write_text(written_anew(README.read_text()))
