"""Tell equal rows of several columns from different ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]


def differs(columns: Sequence[NDArray[np.generic]]) -> NDArray[np.bool_]:
    """Say for each row whether it differs from the row before; the first one does."""
    changed = np.ones(columns[0].size, np.bool_)
    changed[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return changed


def label(columns: Sequence[NDArray[np.generic]]) -> Labels:
    """Give rows the same number, from 0, where all their columns are equal."""
    order = np.lexsort(columns)
    labels = np.empty(order.size, np.int64)
    labels[order] = np.cumsum(differs([column[order] for column in columns])) - 1
    return labels


def rank(labels: Labels) -> Labels:
    """Count each row among those of the same label, from 0, in their order."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(differs([labels[order]]))
    ranks = np.empty(labels.size, np.int64)
    lengths = np.diff(starts, append=labels.size)
    ranks[order] = np.arange(labels.size) - np.repeat(starts, lengths)
    return ranks
