"""Write index lines as the original programs do."""

from collections.abc import Iterator

from etl.formats.idx.layout import DATAGRAM, EVENT, SHORT_EVENT, Form
from etl.formats.idx.parse import Columns


def datagram_lines(columns: Columns) -> Iterator[str]:
    """Yield a ``DGM`` line for each row, its line feed included."""
    return _lines(DATAGRAM, columns)


def event_lines(columns: Columns) -> Iterator[str]:
    """Yield an ``EVT`` line in the long form of the decoder for each row."""
    return _lines(EVENT, columns)


def short_event_lines(columns: Columns) -> Iterator[str]:
    """Yield an ``EVT`` line in the short form, which the original merge reads, for each row."""
    return _lines(SHORT_EVENT, columns)


def _lines(form: Form, columns: Columns) -> Iterator[str]:
    template = form.template + "\n"
    rows = zip(*(columns[name].tolist() for name in form.fields), strict=True)
    return (template % row for row in rows)
