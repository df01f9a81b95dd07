"""The FITS file of a run: its merged events, its good times and its gaps."""

from etl.formats.fits.run import RunHeader, merged_events_name
from etl.formats.fits.writer import WrittenFile, write_merged_events

__all__ = ["RunHeader", "WrittenFile", "merged_events_name", "write_merged_events"]
