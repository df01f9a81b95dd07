"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The first example of a process may have to wait for loops to be compiled.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

# A cycle with dbt or Great Expectations takes seconds, and the tests run hundreds; those about the
# marts and the checks say so.
os.environ.setdefault("HALFPIPE_MODELS", "off")
os.environ.setdefault("HALFPIPE_CHECKS", "off")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real LAT data and golden files beside the checkout."""
    folder = (REPOSITORY / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("needs the shared data folder beside the checkout: real LAT files, not shipped")
    return folder
