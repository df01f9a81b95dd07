"""What the README and CI promise of the Makefile."""

import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

from sources import REPOSITORY

TARGETS = {
    *("install", "check", "fix", "test", "night", "bench", "docs", "demo", "lock", "clean", "help")
}
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def make(*words: str, folder: Path = REPOSITORY) -> str:
    """What make would run, or print."""
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_make_alone_lists_every_target() -> None:
    assert set(re.findall(r"^  make ([a-z]+)", make(), re.MULTILINE)) == TARGETS


def test_every_target_that_needs_the_environment_makes_it_first(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy2(REPOSITORY / name, tmp_path)
    for target in TARGETS - {"help", "clean"}:
        steps = make("--dry-run", target, folder=tmp_path)
        assert steps.index("pip sync") < steps.index("--editable .") < len(steps), target


def test_ci_runs_what_a_person_runs() -> None:
    lines = (REPOSITORY / ".ci/run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make ")] == ["make check", "make test"]


def test_the_lock_has_each_dependency_as_it_is_pinned() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *chain.from_iterable(groups)]
    locked = PINNED.findall((REPOSITORY / "requirements.lock").read_text())
    pairs = [pin for text in wanted for pin in PINNED.findall(text.lower())]
    assert len(pairs) == len(wanted), "a dependency is not pinned to one version"
    assert [pin for pin in pairs if pin not in locked] == [], "run: make lock"


def test_the_fuzzing_of_the_night_starts() -> None:
    """The compiler takes no loop that the fuzzer has instrumented; it says so only when called."""
    command = [sys.executable, "-m", "tests.fuzz_readers", "-runs=20", "-max_len=512"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert (done.returncode, "Done 20 runs" in done.stderr) == (0, True), done.stderr[-2000:]
