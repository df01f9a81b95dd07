"""The 44 situations in which the original HalfPipe was measured, as scenarios by their names.

Unless a row says otherwise: 6000 events dealt at random, 30 to 90 a datagram, GEM steps 1 to 9.
What an operator or the machine does in a row (a forced run, two merges at once, a rerun) is not
part of its deliveries, so it is not said here.
"""

from collections.abc import Callable
from dataclasses import replace

from etl.simulator.copies import Fractions
from etl.simulator.faults import Delay, Lose, Partial, Silence
from etl.simulator.mishaps import Reorder, RepeatDelivery, RepeatFiles
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, B, Scenario
from etl.vocabulary import CloseAction, InfoType

RUN = RunPlan()

ONE = Scenario()
HALVES = replace(ONE, passes=Fractions(((0.5,),)))
THIRDS = replace(ONE, passes=Fractions(((1 / 3, 2 / 3),)))
SKEWED = replace(ONE, passes=Fractions(((0.30, 0.60), (0.45, 0.80))))
SKEWED_HALVES = replace(ONE, passes=Fractions(((0.40,), (0.60,))))
LONG = replace(
    ONE,
    runs=(replace(RUN, events=60_000),),
    passes=Fractions(((0.20, 0.45, 0.70), (0.30, 0.55, 0.80))),
)

TENS, AT_A_BOUNDARY = 10, 16
"""Datagrams per file: number 15 lies inside a file, or is the last of one."""


def _flown(story: Scenario, run: RunPlan) -> Scenario:
    return replace(story, runs=(run,))


def _in_files_of(count: int, story: Scenario) -> Scenario:
    return replace(story, datagrams_per_file=count)


def _closed(*actions: CloseAction) -> Scenario:
    return _flown(ONE, replace(RUN, close_actions=actions))


def _late_block(story: Scenario) -> Scenario:
    """Delay five datagrams of A, and what B finished meanwhile, until after the run."""
    block = range(15, 20)
    sent = story.truth.runs[0].sent.datagrams
    start, stop = sent.packet_met[story.truth.runs[0].datagrams_of(A)][[block[0] - 1, block[-1]]]
    meanwhile = (sent.epu == B) & (sent.packet_met > start) & (sent.packet_met <= stop)
    late = tuple(sent.datagram_sequence[meanwhile].tolist())
    return story.but(Delay(epu=A, datagrams=tuple(block), to=1), Delay(epu=B, datagrams=late, to=1))


def _lost_at_the_cut() -> Scenario:
    last = [HALVES.numbers(epu, delivery=0)[-1:] for epu in (A, B)]
    return HALVES.but(*(Lose(epu=epu, datagrams=last[epu]) for epu in (A, B)))


def _tiny_late() -> Scenario:
    story = _flown(HALVES, replace(RUN, events=3000, events_per_datagram=(1, 3)))
    due_first = set(story.numbers(A, delivery=0))
    late = tuple(number for number in story.some(A, 0.05) if number in due_first)
    return story.but(Delay(epu=A, datagrams=late, to=1))


def _dead() -> Scenario:
    return LONG.but(*(Lose(epu=epu, datagrams=LONG.some(epu, 0.02)) for epu in (A, B)))


def _revived() -> Scenario:
    return LONG.but(*(Delay(epu=epu, datagrams=LONG.some(epu, 0.02), to=4) for epu in (A, B)))


def _in_blocks(block: int, size: int, late: int) -> Scenario:
    run = replace(RUN, block=block, events_per_datagram=(size, size))
    return _flown(HALVES, run).but(Delay(epu=A, datagrams=(late,), to=1))


LATE_15 = Delay(epu=A, datagrams=(15,), to=1)
FIVE = (7, 13, 19, 29, 37)
OTHER_FIVE = (4, 10, 24, 33, 41)

SCENARIOS: dict[str, Callable[[], Scenario]] = {
    "01": lambda: ONE,
    "02": lambda: THIRDS,
    "03": lambda: SKEWED,
    "04a": lambda: _in_files_of(TENS, THIRDS).but(Delay(epu=A, datagrams=(15,), to=2)),
    "04b": lambda: _in_files_of(TENS, ONE).but(LATE_15),
    "04c": lambda: _in_files_of(AT_A_BOUNDARY, ONE).but(LATE_15),
    "04d": lambda: _late_block(_in_files_of(TENS, ONE)),
    "04e": lambda: _late_block(ONE),
    "05": lambda: HALVES.but(Lose(epu=A, datagrams=(0,))),
    "06": lambda: HALVES.but(Lose(epu=A, datagrams=(-1,))),
    "07a": lambda: ONE.but(RepeatDelivery(delivery=0)),
    "07b": lambda: HALVES.but(RepeatFiles(delivery=0, again_in=1)),
    "08a": lambda: ONE.but(Silence(epu=B, deliveries=(0,), until=1)),
    "08b": lambda: HALVES.but(Silence(epu=B, deliveries=(0,), until=1)),
    "08c": lambda: ONE.but(Silence(epu=B, deliveries=(0,))),
    "09": lambda: _flown(ONE, replace(RUN, apids=(956, 957, 958))),
    "10": lambda: HALVES.but(Reorder(order=(1, 0))),
    "11a": lambda: ONE.but(Lose(epu=A, datagrams=(15,))),
    "11b": lambda: ONE.but(Lose(epu=A, datagrams=FIVE), Lose(epu=B, datagrams=OTHER_FIVE)),
    "12": lambda: _flown(ONE, replace(RUN, sweep=True)),
    "13": lambda: replace(HALVES, runs=(RUN, replace(RUN, run_id=RUN.run_id + 5730))),
    "14a": lambda: _closed(CloseAction.ABORT, CloseAction.ABORT),
    "14b": lambda: _closed(CloseAction.PAUSE, CloseAction.PAUSE),
    "14c": lambda: _closed(CloseAction.STOP, CloseAction.ABORT),
    "15": lambda: _flown(ONE, replace(RUN, epu_stops=(0.6, 1.0))).but(
        Lose(epu=B, datagrams=(-10,))
    ),
    "16": lambda: _flown(ONE, replace(RUN, apids=(955, 956))),
    "17a": lambda: SKEWED_HALVES,
    "17b": lambda: SKEWED_HALVES,
    "18": lambda: SKEWED_HALVES,
    "19": _lost_at_the_cut,
    "20": lambda: HALVES.but(Partial(epu=A, datagrams=(15,), whole_in=1)),
    "21": lambda: _flown(THIRDS, replace(RUN, shuffled=True)),
    "22": lambda: _flown(HALVES, replace(RUN, apids=(965,), info_type=InfoType.LCI_ACD)).but(
        Delay(epu=A, datagrams=(20,), to=1)
    ),
    "23": _tiny_late,
    "24": lambda: _flown(ONE, replace(RUN, run_id=0x0EE6B280)),
    "25": lambda: SKEWED_HALVES,
    "26": lambda: THIRDS,
    "27": lambda: _in_blocks(block=40, size=40, late=15),
    "27b": lambda: _in_blocks(block=200, size=50, late=13),
    "28": lambda: _flown(ONE, replace(RUN, events=1001)),
    "29": _dead,
    "30": _revived,
    "31": lambda: _flown(ONE, replace(RUN, empty_datagrams=((A, 25),))),
    "32": lambda: ONE.but(Delay(epu=A, datagrams=(-1,), to=1)),
}
"""Each row of the table by its name."""


def scenario(name: str) -> Scenario:
    """Tell the row of the table that has this name, for instance ``04b``."""
    return SCENARIOS[name]()
