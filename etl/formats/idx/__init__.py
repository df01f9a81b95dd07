"""Index files (``.idx``) beside chunk files: read, write, and hold against their events."""

from etl.formats.idx.compare import compare
from etl.formats.idx.parse import Idx, parse
from etl.formats.idx.write import datagram_lines, event_lines, short_event_lines

__all__ = [
    "Idx",
    "compare",
    "datagram_lines",
    "event_lines",
    "parse",
    "short_event_lines",
]
