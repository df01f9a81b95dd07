"""Imported where processes that decode are forked from: the compiled loops are loaded but once."""

from etl.formats.evt import read_chunk
from etl.store.pieces import AS_FILE

read_chunk(AS_FILE + bytes(1))
