"""What is packed in one process is unpacked in another as it was, and no file is left."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from etl.store.carried import packed, unpacked
from etl.store.durable import remove_parts

NUMBERS = np.arange(1000, dtype=np.uint64)
RESULTS: list[Any] = [
    {"rows": pa.table({"n": NUMBERS, "odd": [None, 1] * 500, "word": ["a", "bc"] * 500})},
    {"rows": pa.table({"n": NUMBERS[:0]}), "why": "nothing found"},
    [NUMBERS[:3], b"x" * 5, NUMBERS.astype(np.int8)[1:]],
    "no column at all",
]


def _plain(found: Any) -> Any:
    """The same as lists; tables tell their types, too."""
    if isinstance(found, dict):
        return {name: _plain(value) for name, value in found.items()}
    if isinstance(found, list):
        return [_plain(value) for value in found]
    if isinstance(found, pa.Table):
        return found.schema, found.to_pydict()
    return (found.dtype, found.tolist()) if isinstance(found, np.ndarray) else found


@pytest.mark.parametrize("result", RESULTS)
def test_what_is_packed_comes_back(result: Any, tmp_path: Path) -> None:
    back = unpacked(packed(tmp_path, lambda task: task, result))
    assert _plain(back) == _plain(result)
    assert list(tmp_path.iterdir()) == []


def test_the_next_cycle_removes_what_nobody_unpacked(tmp_path: Path) -> None:
    packed(tmp_path, lambda task: task, NUMBERS)
    (left,) = tmp_path.iterdir()
    assert left.stat().st_size >= NUMBERS.nbytes
    remove_parts(tmp_path)
    assert list(tmp_path.iterdir()) == []
