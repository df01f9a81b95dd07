"""What every test may ask for."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real LAT data and golden files beside the checkout."""
    folder = (REPOSITORY / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("needs the shared data folder beside the checkout: real LAT files, not shipped")
    return folder
