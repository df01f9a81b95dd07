"""What every scenario may ask for."""

from pathlib import Path

import pytest
from checked import Checked, check
from told import ToldHome, tell


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test works on a home that the person running it has."""
    monkeypatch.delenv("HALFPIPE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> ToldHome:
    """A home that saw the story of ``told``; tests only read it."""
    return tell(tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="session")
def checked_home(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A home whose marts were built and whose data was checked; tests only read it."""
    return check(tmp_path_factory.mktemp("checked"))
