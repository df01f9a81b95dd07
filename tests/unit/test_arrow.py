"""Columns become the Arrow arrays that pyarrow itself makes of them, and need no pandas."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from etl.formats.arrow import arrow

LENGTHS = st.integers(0, 40)
SMALL = npst.arrays(np.int8, LENGTHS)
REAL = npst.arrays(np.float64, LENGTHS, elements=st.floats(allow_nan=False))
WIDE = npst.arrays(np.uint64, LENGTHS)
ALONE = """
import sys, numpy, pyarrow
from etl.formats.arrow import arrow
pyarrow.table({"n": arrow(numpy.arange(3), numpy.arange(3) > 1)})
print("pandas" in sys.modules)
"""


@given(SMALL | WIDE | REAL)
def test_a_column_is_what_pyarrow_makes_of_it(column: np.ndarray) -> None:
    assert arrow(column).equals(pa.array(column))


@given(SMALL)
def test_what_is_not_known_is_null(column: np.ndarray) -> None:
    found = arrow(column, column > 0)
    assert found.equals(pa.array(column, mask=column <= 0))
    assert found.null_count == np.count_nonzero(column <= 0)


def test_pandas_is_not_loaded() -> None:
    told = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    assert told.stdout == "False\n"
