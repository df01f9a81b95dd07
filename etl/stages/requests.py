"""Ask the MOC to send again what is missing: exact ranges, each asked for once."""

from typing import Any

from etl import clock
from etl.store.outcomes import instant
from etl.store.store import Store


def request_again(store: Store) -> list[dict[str, Any]]:
    """Record a request for every open hole that no outstanding request covers.

    A request asks for one missing range of one stream, from the last event before it to the first
    after it, and never beyond now. The end of a stream is asked for only once its run is over.

    Returns
    -------
    list of dict
        The new requests, as they stand in ``ops.requests``.
    """
    now = clock.now()
    with store.transaction():
        (last_id,) = store.row("requests/last_request_id")
        store.run("requests/add_requests", now=instant(), now_met=clock.utc_to_met(now))
        return store.records("requests/requests_after", last_id=last_id)
