"""A SQLAlchemy engine whose rows are read at once.

The database has one result a connection. Who reads rows after the next statement, or after the
cursor is closed, finds none, so all rows of a result are fetched as soon as it is there.
"""

from typing import TYPE_CHECKING, Any

from etl.store.migrate import engine_of
from etl.store.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine


def buffered_engine(store: Store) -> "Engine":
    """Return an engine over the one connection of ``store`` that reads each result at once."""
    from sqlalchemy import event
    from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

    engine = engine_of(store)

    @event.listens_for(engine, "after_cursor_execute")
    def _fetch(_connection: Any, cursor: Any, *rest: Any) -> None:
        context = rest[2]
        if cursor.description:
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                cursor, initial_buffer=cursor.fetchall()
            )

    return engine
