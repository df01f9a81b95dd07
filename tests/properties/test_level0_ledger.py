"""Whatever goes wrong on the way, the books say exactly that, class by class."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.schedule import cycle
from etl.settings import Settings
from etl.simulator.copies import Fractions
from etl.simulator.faults import Lose, Repeat
from etl.simulator.level0 import Level0
from etl.simulator.packet_faults import (
    AlterPackets,
    ByteFault,
    CutFile,
    DelayPackets,
    LosePackets,
    Noise,
    PacketFault,
    RepeatPackets,
    StrangePackets,
    SwapPackets,
    WreckWord,
)
from etl.simulator.packets import Packet
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import A, B, Scenario
from etl.stages.receive import receive
from etl.store.home import Home
from etl.store.migrate import migrate
from etl.store.store import Store

RUN = RunPlan(events=200, events_per_datagram=(5, 20), payload_bytes=(20, 300))
DELIVERIES = 2
CLASSES = ("split", "duplicate", "conflict", "waiting", "idle", "unexpected")


def place_faults(place: int) -> st.SearchStrategy[PacketFault]:
    """Any fault of one packet; ``place`` is nobody else's."""
    where = {"delivery": st.integers(0, DELIVERIES - 1), "places": st.just((place,))}
    other = st.integers(0, DELIVERIES - 1)
    return st.one_of(
        st.builds(LosePackets, **where),
        st.builds(DelayPackets, **where, to=other),
        st.builds(RepeatPackets, **where, again_in=other),
        st.builds(SwapPackets, **where),
        st.builds(AlterPackets, **where, good_in=st.none() | other),
        st.builds(StrangePackets, **where),
    )


def byte_faults(delivery: int, stream: list[Packet]) -> st.SearchStrategy[tuple[ByteFault, ...]]:
    """At most one fault of a delivery's bytes, among packets of APIDs that are there some times."""
    total = Counter(packet.apid for packet in stream)
    places = [
        place
        for place in range(2, len(stream))
        if all(total[packet.apid] > 2 for packet in stream[place - 1 : place + 2])
    ]
    if not places:
        return st.just(())
    where = {"delivery": st.just(delivery), "place": st.sampled_from(places)}
    fault = st.one_of(
        st.builds(Noise, **where, noise=st.binary(min_size=1, max_size=60)),
        st.builds(WreckWord, **where),
        st.builds(CutFile, **where, left_bytes=st.integers(1, 15)),
    )
    return st.just(()) | fault.map(lambda one: (one,))


@st.composite
def stories(draw: st.DrawFn) -> Level0:
    passes = Fractions(((0.5,), (0.6,)))
    story = Scenario(runs=(RUN,), passes=passes, seed=draw(st.integers(0, 2**16)))
    if draw(st.booleans()):
        story = story.but(Lose(epu=A, datagrams=(3,)), Repeat(epu=B, datagrams=(2,), again_in=1))
    level0 = Level0(
        story,
        packet_bytes=draw(st.sampled_from((100, 100, 700, 5_000))),
        first_count=draw(st.sampled_from((0, 16_380))),
    )
    # Even places only: a swap touches the odd one behind it, and no two faults the same packet.
    places = draw(st.lists(st.integers(1, 60).map(lambda half: 2 * half), unique=True, max_size=8))
    struck = level0.but(*(draw(place_faults(place)) for place in places))
    for delivery, stream in enumerate(struck.arriving):
        struck = struck.but(*draw(byte_faults(delivery, stream)))
    return struck


def books(level0: Level0, folder: Path) -> dict[str, int]:
    """What a home says that took the story in."""
    home = Home(folder / "home")
    for place in home.folders:
        place.mkdir(parents=True)
    with closing(Store.open(home)) as store:
        migrate(store)
        for path in level0.write(folder / "deliveries"):
            receive(store, path)
        cycle(store, Settings(), lambda line: None)
        lines = store.records("ledger/packets", ordinal=None)
        said = {name: sum(line[name] for line in lines) for name in lines[0] if name != "ordinal"}
        assert [line["residual"] for line in lines] == [0] * len(lines)
        count = {
            "built": "select count(*) from core.packet_groups"
            " where until_hand_off is null and group_state = 'used'",
            "decoded": "select count(distinct (scid, apid, time_order)) from raw.planned_datagrams"
            " join raw.datagram_origins using (ordinal, decode_chunk, place_number)",
            "skipped_bytes": "select coalesce(sum(length_bytes), 0)::bigint from raw.skipped_bytes",
        }
        asked = {name: store.connection.execute(sql).fetchone() for name, sql in count.items()}
        return {**said, **{name: row[0] for name, row in asked.items() if row}}


LOST_BEFORE_A_NEW_APID = Level0(
    Scenario(runs=(RUN,), passes=Fractions(((0.5,), (0.6,))), seed=0), packet_bytes=100
).but(LosePackets(delivery=0, places=(6,)))


@settings(max_examples=6)
@given(stories())
@example(LOST_BEFORE_A_NEW_APID)
def test_the_books_say_what_went_wrong_class_by_class(level0: Level0) -> None:
    due = level0.account
    with TemporaryDirectory() as folder:
        said = books(level0, Path(folder))
    assert {name: said[name] for name in CLASSES} == {name: getattr(due, name) for name in CLASSES}
    assert said["used"] + said["used_out_of_order"] == due.used
    assert said["used_out_of_order"] == due.out_of_order
    assert (said["built"], said["decoded"]) == (due.built, due.built - due.undecodable)
    assert said["skipped_bytes"] == due.skipped_bytes
