"""Ask the MOC to send again what is missing: exact ranges, each asked for once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl import clock
from etl.store.store import Store, Value

Record = dict[str, Any]
Send = Callable[[list[Record]], None]

# Stands for the end of a stream, which no datagram number is: more than any counter can reach.
ENDLESS = 2**62


@dataclass(frozen=True)
class Kind:
    """The statements that know what of a kind is asked for, and the listing that shows it."""

    statements: str
    listing: str


DATAGRAMS = Kind("datagram_requests/", "listings/requests")
PACKETS = Kind("packet_requests/", "listings/packet_requests")


def request_again(store: Store, send: Send) -> list[Record]:
    """Record a request for every part of an open hole or packet gap that none asks for yet.

    A request asks for one missing range of one stream, from the last event before it to the first
    after it, and never beyond now; or for one of the packets of an APID. The end of a stream is
    asked for only once its run is over.

    Parameters
    ----------
    send
        What takes the new requests of a kind out, if there are any; requests are recorded only if
        it succeeds.

    Returns
    -------
    list of dict
        The new requests, as their listing shows them.
    """
    with store.transaction():
        return [one for kind in (DATAGRAMS, PACKETS) for one in _ask(store, kind, send)]


def _ask(store: Store, kind: Kind, send: Send) -> list[Record]:
    (last_id,) = store.row(f"{kind.statements}last_id")
    now = clock.now()
    values: dict[str, Value] = {
        "now": now.replace(tzinfo=None),
        "now_met": clock.utc_to_met(now),
        "endless": ENDLESS,
    }
    for name in ("askable", "asked"):
        store.make(f"{kind.statements}{name}", **values)
    store.make("requests/unasked")
    store.run(f"{kind.statements}record", **values)
    requests = store.records(kind.listing, after_id=last_id, run_id=None, state=None)
    if requests:
        send(requests)
    return requests
