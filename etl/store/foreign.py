"""Decode pieces with the decoders of other packages, whatever these do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from etl.errors import HalfPipeError
from etl.formats import retdef
from etl.store.carried import Parcel, packed
from etl.store.durable import remove_parts_of
from etl.store.home import Home
from etl.store.pieces import LOADING, decode_piece
from etl.store.watched import Ended, Step, Tell, watched
from etl.store.workers import DECODING, in_order, make_ready

TRIES = 2
"""A process may end for reasons of its own: a datagram is to blame once two ended with it."""

MOST_ENDED = 10
"""Processes that the datagrams of one APID of a piece may end before no more are tried."""

MOST_ENDED_IN_ALL = 50
"""And those of one APID of a delivery."""

LOADING_S = 60.0
OUR_OWN_S = 3600.0


def decoded_watched(
    home: Home, paths: Sequence[Path], workers: int, limit_s: float
) -> Iterator[Parcel]:
    """Decode pieces, each in a process of its own; no datagram may take longer than ``limit_s``.

    One whose decoder ends its process, or does not end in time, is undecodable.

    Raises
    ------
    HalfPipeError
        Two processes ended while they did nothing for a decoder.
    """
    if not paths:
        return
    make_ready(DECODING)
    stop, stopping = Pipe(duplex=False)
    survived = partial(_survived, home, limit_s, stop, Counter())
    with stop, ThreadPoolExecutor(workers) as pool:
        pieces = in_order(pool, survived, paths, workers)
        try:
            yield from pieces
        finally:
            stopping.close()  # whoever still works is not waited for
            pieces.close()


def _survived(
    home: Home, limit_s: float, stop: Connection, in_all: Counter[int], path: Path
) -> Parcel:
    blame = _Blame(retdef.read(path.read_bytes()), in_all)
    limits = partial(_limit, limit_s)
    while True:
        try:
            return watched(partial(_decode, home, path, blame.refused), limits, stop)
        except Ended as end:
            remove_parts_of(end.group, home.raw, home.plans)
            blame.add(end)


def _decode(home: Home, path: Path, refused: Mapping[int, str], tell: Tell) -> Parcel:
    return packed(home.plans, partial(decode_piece, home, refused=refused, tell=tell), path)


def _limit(limit_s: float, step: Step) -> float:
    if step is None:
        return OUR_OWN_S
    return LOADING_S if step == LOADING else limit_s


class _Blame:
    """What of a piece is not to be tried, since it ended processes; `refused` says why, by place.

    Every process that ends is counted, in the piece and in the delivery (``in_all``), so there is
    an end to trying. What was decoded once is not given up for the sake of others.
    """

    def __init__(self, piece: retdef.RetDef, in_all: Counter[int]) -> None:
        self.refused: dict[int, str] = {}
        self._name = f"piece {piece.chunk} of delivery {piece.downlink:09d}"
        self._apids = {planned.place: planned.apid for planned in piece.datagrams}
        self._ended: Counter[Step] = Counter()
        self._passed: set[int] = set()
        self._in_all = in_all

    def add(self, end: Ended) -> None:
        """Take the end of a process into account."""
        self._passed |= end.passed
        self._ended[end.step] += 1
        if end.step is None:
            self._doubt_ourselves(end)
        elif end.step == LOADING:
            self._in_all[LOADING] += 1
            if self._ended[LOADING] == TRIES or self._in_all[LOADING] > 2 * TRIES:
                self._refuse(self._apids, f"loading the decoders {end.why}")
        else:
            self._accuse(end.step, end.why)

    def _accuse(self, place: int, why: str) -> None:
        apid = self._apids[place]
        self._in_all[apid] += 1
        if self._ended[place] == TRIES:
            self._refuse([place], f"its decoder {why}")
        alike = {other for other, its in self._apids.items() if its == apid}
        count = sum(self._ended[other] for other in alike)
        if count >= MOST_ENDED or self._in_all[apid] >= MOST_ENDED_IN_ALL:
            told = f"not tried: {count} times the decoder of its APID {why}"
            self._refuse(alike - self._passed, told)
        if count >= 2 * MOST_ENDED:
            self._refuse(alike, f"its decoder, which decoded it once, {why} {count} times")

    def _doubt_ourselves(self, end: Ended) -> None:
        if self._ended[None] == TRIES:
            raise HalfPipeError(
                f"{self._name}: the process that decodes it {end.why}, {TRIES} times, while no "
                "decoder was at work. Look whether memory or disk ran out, or which decoder leaves "
                "something running (halfpipe.datagram_decoders); the next cycle tries again."
            ) from end

    def _refuse(self, places: Iterable[int], why: str) -> None:
        self.refused = {**dict.fromkeys(places, why), **self.refused}
