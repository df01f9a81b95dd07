"""Space packets (CCSDS 133.0-B-2) with the secondary header of the LAT: bytes to columns.

`split` finds the packets of a Level-0 file of any size, a stretch at a time, and accounts for every
byte that is in none.
"""

from etl.formats.ccsds.layout import Columns, Framing, Skipped, Stretch
from etl.formats.ccsds.split import split

__all__ = ["Columns", "Framing", "Skipped", "Stretch", "split"]
