"""The rows of the files of a delivery: each is one good file and one that came altered."""

from collections.abc import Sequence

import pyarrow as pa
from oracle.facts import Arrived

UNSET = 4_294_967_280
"""The MOOT key of a file that has none."""


def file_of(ordinal: int, *, altered: bool) -> int:
    """Each delivery is two files, one good and one altered."""
    return 2 * ordinal + altered


def file_rows(ordinal: int) -> pa.Table:
    return pa.table(
        {
            "file_id": [file_of(ordinal, altered=False), file_of(ordinal, altered=True)],
            "ordinal": [ordinal] * 2,
            "file_name": ["good.evt", "altered.evt"],
            "file_kind": ["evt"] * 2,
            "size_bytes": [0] * 2,
            "file_state": ["good", "altered"],
        }
    )


def header_rows(ordinal: int, arrived: Sequence[Arrived]) -> pa.Table:
    counts = [
        sum(len(one.copy.gems) for one in arrived if one.copy.altered == altered)
        for altered in (False, True)
    ]
    moot_keys = [
        min(
            (one.copy.moot_key or UNSET for one in arrived if one.copy.altered == altered),
            default=UNSET,
        )
        for altered in (False, True)
    ]
    return pa.table(
        {
            "file_id": [file_of(ordinal, altered=False), file_of(ordinal, altered=True)],
            "ordinal": [ordinal] * 2,
            "moot_key": moot_keys,
            "moot_alias": ["LSEWRITER_UNSET" if key == UNSET else "alias" for key in moot_keys],
            "header_bytes": [0] * 2,
            "record_count": counts,
            "record_bytes": [0] * 2,
        }
    )
