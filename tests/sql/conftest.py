"""A fresh database for every drawn case."""

from collections.abc import Iterator

import pytest
from decided import Bench
from drawn import Drawn
from oracle.facts import Site


@pytest.fixture
def core() -> Iterator[Drawn]:
    """A home that expects two EPUs and cuts chunks of at most 10 events."""
    bench = Bench(Site(expected_epus=2, max_events=10))
    yield Drawn(bench)
    bench.close()
