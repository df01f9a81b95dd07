"""Ask the MOC to send again what is missing: exact ranges, each asked for once."""

from collections.abc import Callable
from typing import Any

from etl import clock
from etl.store.store import Store

Record = dict[str, Any]

# Stands for the end of a stream, which no datagram number is: more than any counter can reach.
ENDLESS = 2**62


def request_again(store: Store, send: Callable[[list[Record]], None]) -> list[Record]:
    """Record a request for every part of an open hole that no request asks for yet.

    A request asks for one missing range of one stream, from the last event before it to the first
    after it, and never beyond now. The end of a stream is asked for only once its run is over.

    Parameters
    ----------
    send
        What takes the new requests out, if there are any; they are recorded only if it succeeds.

    Returns
    -------
    list of dict
        The new requests, as `etl/sql/listings/requests.sql` shows them.
    """
    now = clock.now()
    values = {
        "now": now.replace(tzinfo=None),
        "now_met": clock.utc_to_met(now),
        "endless": ENDLESS,
    }
    with store.transaction():
        (last_id,) = store.row("requests/last_request_id")
        store.make("requests/askable", **values)
        store.run("requests/add_requests", **values)
        requests = store.records("listings/requests", after_id=last_id, run_id=None, state=None)
        if requests:
            send(requests)
    return requests


def request_packets_again(store: Store, send: Callable[[list[Record]], None]) -> list[Record]:
    """Record a request for every gap of packets that no request asks for yet.

    Parameters
    ----------
    send
        What takes the new requests out, if there are any; they are recorded only if it succeeds.

    Returns
    -------
    list of dict
        The new requests, as `etl/sql/listings/packet_requests.sql` shows them.
    """
    with store.transaction():
        (last_id,) = store.row("requests/last_packet_request_id")
        store.run("requests/add_packet_requests", now=clock.now().replace(tzinfo=None))
        requests = store.records("listings/packet_requests", after_id=last_id)
        if requests:
            send(requests)
    return requests
