"""What every test may ask for."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from etl.store.store import CONFIG

# The first example of a process may have to wait for loops to be compiled.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

# A cycle with dbt or Great Expectations takes seconds, and the tests run hundreds; those about the
# marts and the checks say so.
os.environ.setdefault("HALFPIPE_MODELS", "off")
os.environ.setdefault("HALFPIPE_CHECKS", "off")

# The homes here are so small that a second thread costs more than it does; the processes that tests
# start, the demo of the README among them, have all cores.
CONFIG["threads"] = 1

# A home syncs what it writes. Where memory has room for all homes no test waits for a disk.
MEMORY, ROOM_BYTES = Path("/dev/shm"), 6 << 30
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# One home serves all tests of these files, and takes long to make: so they go to one worker.
SHARED_HOMES = {
    "test_checks.py": "checks",
    "test_checking.py": "checks",
    "test_suites.py": "checks",
    "test_marts.py": "marts",
    "test_demo.py": "demo",
    "test_plans.py": "plans",
    "test_broken_runs.py": "broken runs",
    "test_kill_drills.py": "drills",
    **dict.fromkeys(
        (
            "test_ask.py",
            "test_cli.py",
            "test_decisions.py",
            "test_diff.py",
            "test_explain.py",
            "test_find.py",
            "test_listings.py",
            "test_repipe.py",
            "test_requests.py",
            "test_sql_command.py",
            "test_verify.py",
        ),
        "told",
    ),
}

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def one_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What a worker or its processes leave behind goes with the homes of its tests."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real LAT data and golden files beside the checkout."""
    folder = (REPOSITORY / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("needs the shared data folder beside the checkout: real LAT files, not shipped")
    return folder


class ByHome(LoadScopeScheduling):
    """Give tests that share a home to one worker, and all others to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0].rpartition("/")[2]
        return SHARED_HOMES.get(file, nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByHome:
    return ByHome(config, log)
