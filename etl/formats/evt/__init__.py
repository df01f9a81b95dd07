"""Decoded LAT event files, version 9 (``.evt``): read, write, take apart.

Files come as columns from `read_chunk`; `unpack` and `pack` keep every byte of them.
The facts of the format are those of fermi-lat/eventFile.
"""

from etl.formats.evt.header import HEADER_BYTES, Header, HeaderError, read_header, write_header
from etl.formats.evt.read import NO_HANDLER, Chunk, Columns, read_chunk
from etl.formats.evt.records import Records, pack, unpack
from etl.formats.evt.shape import Shape
from etl.formats.evt.walk import Skipped

__all__ = [
    "HEADER_BYTES",
    "NO_HANDLER",
    "Chunk",
    "Columns",
    "Header",
    "HeaderError",
    "Records",
    "Shape",
    "Skipped",
    "pack",
    "read_chunk",
    "read_header",
    "unpack",
    "write_header",
]
