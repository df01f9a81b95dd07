"""Decode pieces with the decoders of other packages, whatever these do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from etl.formats import retdef
from etl.store.carried import Parcel, packed
from etl.store.home import Home
from etl.store.pieces import LOADING, decode_piece
from etl.store.watched import Ended, Step, Tell, watched
from etl.store.workers import DECODING, in_order, make_ready

TRIES = 2
"""A process may end for reasons of its own: a datagram is to blame once two ended with it."""

MOST_ENDED = 10
"""Processes that the datagrams of one APID of a piece may end before the rest is not tried."""

LOADING_S = 60.0
OUR_OWN_S = 3600.0


def decoded_watched(
    home: Home, paths: Sequence[Path], workers: int, limit_s: float
) -> Iterator[Parcel]:
    """Decode pieces, each in a process of its own; no datagram may take longer than ``limit_s``.

    One whose decoder ends its process, or does not end in time, is undecodable.
    """
    if not paths:
        return
    make_ready(DECODING)
    with ThreadPoolExecutor(workers) as pool:
        yield from in_order(pool, partial(_survived, home, limit_s), paths, workers)


def _survived(home: Home, limit_s: float, path: Path) -> Parcel:
    blame = _Blame(retdef.read(path.read_bytes()))
    limits = partial(_limit, limit_s)
    while True:
        try:
            return watched(partial(_decode, home, path, blame.refused), limits)
        except Ended as end:
            blame.add(end)


def _decode(home: Home, path: Path, refused: Mapping[int, str], tell: Tell) -> Parcel:
    return packed(home.plans, partial(decode_piece, home, refused=refused, tell=tell), path)


def _limit(limit_s: float, step: Step) -> float:
    if step is None:
        return OUR_OWN_S
    return LOADING_S if step == LOADING else limit_s


class _Blame:
    """What of a piece is not to be tried, since it ended processes; `refused` says why, by place.

    Every process that ends is counted, so there is an end to trying.
    """

    def __init__(self, piece: retdef.RetDef) -> None:
        self.refused: dict[int, str] = {}
        self._apids = {planned.place: planned.apid for planned in piece.datagrams}
        self._ended: Counter[int] = Counter()

    def add(self, end: Ended) -> None:
        """Take the end of a process into account; what is no decoder's fault is raised."""
        if end.step is None:
            raise end
        self._ended[end.step] += 1
        if end.step == LOADING:
            if self._ended[LOADING] == TRIES:
                self._refuse(self._apids, f"loading the decoders {end.why}")
            return
        if self._ended[end.step] == TRIES:
            self._refuse([end.step], f"its decoder {end.why}")
        alike = [place for place, apid in self._apids.items() if apid == self._apids[end.step]]
        if sum(self._ended[place] for place in alike) >= MOST_ENDED:
            self._refuse(alike, f"not tried: {MOST_ENDED} times the decoder of its APID {end.why}")

    def _refuse(self, places: Iterable[int], why: str) -> None:
        self.refused = {**dict.fromkeys(places, why), **self.refused}
