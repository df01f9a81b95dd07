"""What must be true of every spacecraft that the simulator can be asked to fly."""

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from written import BARE, keys_read

from etl.formats.evt import read_chunk
from etl.simulator.account import account, known
from etl.simulator.copies import Copy, Fractions
from etl.simulator.damage import Damage, Empty, FlipBytes, Garbage, Missing, Truncate
from etl.simulator.deliveries import deliver
from etl.simulator.faults import (
    Conflict,
    DatagramFault,
    Delay,
    Fault,
    Lose,
    Partial,
    Repeat,
    Silence,
)
from etl.simulator.mishaps import Damaged
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario
from etl.vocabulary import InfoType

UNTIMED = settings(deadline=None)  # the first example of a test pays for imports
fractions = st.floats(0.0, 1.0)
sequences = st.sets(st.integers(0, 30), min_size=1, max_size=5).map(sorted).map(tuple)
stretches = st.tuples(fractions, fractions).map(lambda ends: (min(ends), max(ends)))


@st.composite
def plans(draw: st.DrawFn) -> RunPlan:
    info_type = draw(st.sampled_from(list(InfoType)))
    epus = draw(st.integers(1, 3)) if info_type is InfoType.LPA else 1
    least = draw(st.integers(1, 40))
    return RunPlan(
        run_id=draw(st.integers(1000, 2**32 - 10_000)),
        events=draw(st.integers(1, 250)),
        event_rate_hz=draw(st.sampled_from([0.5, 20.0, 400.0, 4000.0])),
        apids=tuple(range(956, 956 + epus)),
        info_type=info_type,
        block=draw(st.none() | st.integers(1, 50)),
        epu_stops=draw(st.sampled_from([(), (0.5,) + (1.0,) * (epus - 1)])) if epus > 1 else (),
        first_gem_sequence=draw(st.sampled_from([0, 17, 2**40])),
        sweep=draw(st.booleans()),
        events_per_datagram=(least, draw(st.integers(least, 60))),
        shuffled=draw(st.booleans()),
        payload_bytes=(draw(st.integers(0, 10)), draw(st.integers(10, 40))),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    plan = draw(plans())
    cuts = draw(st.lists(fractions, max_size=3).map(sorted).map(tuple))
    return Scenario(
        runs=(plan,),
        passes=Fractions((cuts,)),
        seed=draw(st.integers(0, 1000)),
        datagrams_per_file=draw(st.none() | st.integers(1, 7)),
    )


def datagram_faults() -> st.SearchStrategy[DatagramFault]:
    epus, deliveries = st.integers(0, 2), st.integers(0, 4)
    return st.one_of(
        st.builds(Lose, epu=epus, datagrams=sequences),
        st.builds(Delay, epu=epus, datagrams=sequences, to=deliveries),
        st.builds(Repeat, epu=epus, datagrams=sequences, again_in=deliveries),
        st.builds(
            Partial,
            epu=epus,
            datagrams=sequences,
            kept=stretches,
            whole_in=st.none() | deliveries,
        ),
        st.builds(Conflict, epu=epus, datagrams=sequences, kept=stretches, other_in=deliveries),
    )


def silences() -> st.SearchStrategy[Fault]:
    return st.builds(
        Silence,
        epu=st.integers(0, 2),
        deliveries=st.sets(st.integers(0, 3)).map(tuple),
        until=st.none() | st.integers(0, 4),
    )


@UNTIMED
@given(scenarios())
def test_every_event_is_sent_once_whatever_the_plan(story: Scenario) -> None:
    run, plan = story.truth.runs[0], story.runs[0]
    sent = Counter(run.sent.trigger.tolist())
    due = Counter(range(plan.events))
    if plan.sweep:
        due[plan.events] = len(plan.apids)
    assert sent == due
    held = [row for copy in story.sent for row in range(copy.start_event, copy.stop_event)]
    assert held == list(range(run.sent.trigger.size))
    sizes = run.sent.datagrams.stop_event - run.sent.datagrams.start_event
    assert sizes.min() >= 1
    assert sizes.max() <= plan.events_per_datagram[1]


@UNTIMED
@given(scenarios())
def test_what_is_read_back_is_the_account_and_the_true_time(story: Scenario) -> None:
    run = story.truth.runs[0]
    true_met = dict(zip(run.gem_sequence.tolist(), run.event_met.tolist(), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        folders = story.write(Path(folder), BARE)
        for delivery, written in zip(story.deliveries, folders, strict=True):
            assert np.array_equal(keys_read(written), account(story.truth, delivery).readable)
            for path in written.iterdir():
                events = read_chunk(path.read_bytes()).events
                due = [true_met[number] for number in events["gem_sequence"].tolist()]
                assert np.abs(events["event_met"] - due).max() < 1e-6


def without_fate(copy: Copy) -> tuple[int, int, int]:
    return copy.run, copy.epu, copy.datagram_sequence


@UNTIMED
@given(scenarios(), datagram_faults())
def test_a_fault_touches_no_datagram_but_those_it_names(
    story: Scenario, fault: DatagramFault
) -> None:
    def others(copies: list[Copy]) -> list[Copy]:
        named = set(fault.datagrams or ())
        return [c for c in copies if c.epu != fault.epu or c.datagram_sequence not in named]

    before, after = list(story.sent), fault.strike(story.sent)
    assert others(before) == others(after)
    assert {without_fate(copy) for copy in after} <= {without_fate(copy) for copy in before}


@UNTIMED
@given(scenarios(), silences())
def test_silence_moves_or_removes_only_the_silent_epu(story: Scenario, silence: Silence) -> None:
    after = silence.strike(story.sent)
    is_struck = [c.epu == silence.epu and c.delivery in silence.deliveries for c in story.sent]
    untouched = [c for c, struck in zip(story.sent, is_struck, strict=True) if not struck]
    assert set(untouched) <= set(after)
    assert len(after) == len(story.sent) - (sum(is_struck) if silence.until is None else 0)


@UNTIMED
@given(scenarios(), st.lists(datagram_faults() | silences(), max_size=4))
def test_what_is_known_is_what_some_copy_holds(story: Scenario, faults: list[Fault]) -> None:
    copies = list(story.sent)
    for fault in faults:
        copies = fault.strike(copies)
    run, plan = story.truth.runs[0], story.runs[0]
    due = {
        (plan.run_id, plan.apids[c.epu], c.datagram_sequence, int(run.gem_sequence[row]))
        for c in copies
        for row in range(c.start_event, c.stop_event)
    }
    arriving = story.but(*faults).deliveries
    assert set(known(story.truth, arriving).tolist()) == due
    assert sum(f.events.size for d in arriving for f in d.files) == sum(
        copy.stop_event - copy.start_event for copy in copies
    )


@UNTIMED
@given(scenarios(), st.lists(datagram_faults(), max_size=3))
def test_no_two_files_share_a_name_and_no_file_holds_a_datagram_twice(
    story: Scenario, faults: list[Fault]
) -> None:
    files = [file for d in story.but(*faults).deliveries for file in d.files]
    assert len({file.chunk_number for file in files}) == len(files)
    for file in files:
        assert file.events.size > 0
        numbers = [copy.datagram_sequence for copy in file.copies]
        assert numbers == sorted(set(numbers))


@UNTIMED
@given(st.randoms(use_true_random=False), scenarios())
def test_the_order_of_the_copies_does_not_matter(random: object, story: Scenario) -> None:
    copies = list(story.sent)
    random.shuffle(copies)  # type: ignore[attr-defined]
    assert deliver(copies) == deliver(story.sent)


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    file, event = draw(st.integers(0, 2)), draw(st.integers(0, 30))
    return draw(
        st.sampled_from(
            [
                Truncate(file=file, event=event, byte=draw(st.integers(0, 380))),
                FlipBytes(file=file, event=event, byte=draw(st.integers(0, 380))),
                Garbage(file=file, event=event, count=draw(st.integers(1, 500))),
                Empty(file=file),
                Missing(file=file),
            ]
        )
    )


@UNTIMED
@given(scenarios(), damages())
def test_the_account_of_a_damaged_delivery_brackets_what_is_read(
    story: Scenario, damage: Damage
) -> None:
    files = story.deliveries[0].files
    assume(damage.file < len(files))
    assume(getattr(damage, "event", 0) < files[damage.file].events.size)
    struck = story.but(Damaged(delivery=0, damage=damage))
    due = account(struck.truth, struck.deliveries[0])
    with tempfile.TemporaryDirectory() as folder:
        found = Counter(keys_read(struck.write(Path(folder), BARE)[0]).tolist())
    readable, doubtful = Counter(due.readable.tolist()), set(due.doubtful.tolist())
    assert not readable - found
    assert len(found - readable) <= len(doubtful)
