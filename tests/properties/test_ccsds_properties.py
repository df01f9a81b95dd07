"""Whatever the bytes: the splitter never fails, its books balance, and it invents nothing."""

import random
from itertools import accumulate, pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from packets import busy_stream, found, packet, stream

from etl.formats.ccsds import Framing

FRAMINGS = st.builds(Framing, st.sampled_from([0, 1, 4, 12]), st.booleans())
WINDOWS = st.sampled_from([1, 64, 4096, 1 << 25])
SIZES = st.sampled_from([(16, 80, 1), (64, 65, 1), (71, 72, 1), (32, 512, 16), (1024, 4097, 1)])


@st.composite
def near_packets(draw: st.DrawFn) -> bytes:
    """Bytes with headers here and there, most of them contradicting themselves."""
    pieces = st.one_of(
        st.binary(max_size=40),
        st.builds(bytes, st.integers(0, 200)),
        st.builds(
            packet,
            st.integers(0, 2047),
            st.integers(0, 20_000),
            st.floats(0, 2**32 - 1),
            st.integers(16, 90),
            st.binary(min_size=1, max_size=8),
        ),
    )
    content = bytearray(b"".join(draw(st.lists(pieces, max_size=40))))
    for _ in range(draw(st.integers(0, 4)) if content else 0):
        content[draw(st.integers(0, len(content) - 1))] ^= draw(st.integers(1, 255))
    return bytes(content)


@given(st.binary(max_size=400) | near_packets(), FRAMINGS, WINDOWS)
@example(b"", Framing(), 1)
@example(b"\x08\xbb\xc0\x00\x00\x00\x00", Framing(), 1)
def test_any_bytes_are_split_and_each_is_in_one_place(
    content: bytes, framing: Framing, window_bytes: int
) -> None:
    found(content, framing, window_bytes)


@given(st.integers(0, 2**32), st.integers(0, 300), SIZES, FRAMINGS, WINDOWS)
def test_what_is_sent_is_found(
    seed: int, count: int, sizes: tuple[int, int, int], framing: Framing, window_bytes: int
) -> None:
    sent = stream(seed, count, sizes)
    content = b"".join(b"\xaa" * framing.annotation_bytes + one for one in sent)
    packets, skipped = found(content, framing, window_bytes)
    assert packets == sent
    assert [part for part in skipped if part.length_bytes] == []


@given(st.integers(0, 2**32), SIZES, st.integers(0, 15))
@example(15799, (16, 80, 1), 5)  # it leads on through payload that reads as a packet
@example(79663, (1024, 4097, 1), 5)  # where the wrong length leads, payload reads as a header
@example(677_116, (16, 80, 1), 6)  # what is left of it reads as a packet that leads on
@example(1437, (16, 80, 1), 5)  # where it leads, payload reads as a packet that the file cuts off
def test_a_wrong_length_costs_its_packet_and_those_that_it_swallows_no_other(
    seed: int, sizes: tuple[int, int, int], bit: int
) -> None:
    sent = stream(seed, 200, sizes)
    hurt = random.Random(seed).randrange(100, 150)
    damaged = bytearray(b"".join(sent))
    at = len(b"".join(sent[:hurt]))
    damaged[at + 5 - bit // 8] ^= 1 << bit % 8
    packets, _ = found(bytes(damaged))
    assert packets == sent[:hurt] + sent[hurt + 1 :]


@given(
    st.integers(0, 2**32),
    SIZES,
    st.integers(0, 3000),
    st.binary(max_size=3000),
)
@example(500, (64, 65, 1), 52, b"\n\0\0\0\0")  # what is put in is the length of what is left
@example(2787, (16, 80, 1), 2787, bytes(3))  # what is left over reads as a packet of no content
@example(3_728_675, (16, 80, 1), 363, b"\0")  # what is left is as long as what was cut
@example(9155, (16, 80, 1), 2798, b"\0")  # it swallows whole packets, but not the one that is due
@example(999_956, (16, 80, 1), 4, b"\n\n\n\n")  # another word, but just the count that is missing
@example(336_185, (64, 65, 1), 2, b"\xff\x13\x08\0\x13\0\0\0\n")  # it is a packet, but has no time
@example(909_612, (32, 512, 16), 2294, b"\x08" * 6)  # what is put in is the word of what is left
@example(805_163, (71, 72, 1), 1, bytes(8))  # a packet too short for a time leads to a new word
@example(595_623, (32, 512, 16), 1, bytes(8))  # such a packet, longer ones
@example(11_627_857, (1024, 4097, 1), 0, b"")  # payload reads as a packet that ends with its own
def test_bytes_cut_out_or_put_in_cost_the_packets_they_touch_and_one_more_at_most(
    seed: int, sizes: tuple[int, int, int], cut_bytes: int, garbage: bytes
) -> None:
    sent = stream(seed, 300, sizes)
    stops = list(accumulate(map(len, sent)))
    content = b"".join(sent)
    at = random.Random(seed).randrange(len(content) // 4, len(content) // 2)
    damaged = content[:at] + garbage + content[at + cut_bytes :]
    starts = [0, *stops]
    before = [one for one, stop in zip(sent, stops, strict=True) if stop <= at]
    behind = [one for one, start in zip(sent, starts, strict=False) if start >= at + cut_bytes]
    # A packet that was hurt may end by chance where another begins: then nothing shows.
    hurt = starts[len(before)]
    ends = {len(damaged) - left for left in accumulate(map(len, reversed(behind)), initial=0)}
    # It may end where another begins of which all is left but its first word and count, too: that
    # leads on. If what stands for these reads as a new APID, only the count of its own can tell
    # that it is none; but not where whole packets are gone, since counts are missing there anyway.
    possible = {damaged[hurt:end] for end in ends}
    touched = sent[len(before) : len(sent) - len(behind)]
    if len(touched) > 1 and at + cut_bytes <= starts[len(sent) - len(behind) - 1] + 4:
        left = len(damaged) - len(b"".join([touched[-1], *behind]))
        possible.add(damaged[hurt:left])
        if len(touched) > 2:
            possible.add(damaged[left : left + len(touched[-1])])
    packets, _ = found(damaged)
    assert set(packets) - set(sent) <= possible
    assert len(set(packets) & set(sent)) >= len(before) + len(behind) - 1


HARM = st.one_of(
    st.tuples(st.just(0), st.binary(min_size=1, max_size=60)),  # put in
    st.tuples(st.integers(1, 200), st.just(b"")),  # cut out
    st.binary(min_size=1, max_size=40).map(lambda noise: (len(noise), noise)),  # written over
)


@given(st.integers(0, 2**32), st.sampled_from((40, 150, 400)), st.floats(0, 1), HARM)
@example(4333, 400, 0.0, (1, b""))  # two headers that never were lead to one another
@example(79_956, 40, 0.0, (1, b""))  # what is left of a packet leads on, and never was
@example(547_036, 40, 0.0, (8, b"\n" * 8))  # a time that is none leads to a packet without one
@example(528_647, 40, 0.125, (0, b"\n"))  # a header with a byte more reads as one of another word
@example(1, 40, 0.125, (6, bytes(6)))  # two packets are hurt, and neither shows it
def test_harm_anywhere_among_many_apids_costs_the_packets_near_it_alone_and_invents_none(
    seed: int, count: int, where: float, harm: tuple[int, bytes]
) -> None:
    sent = busy_stream(seed, count)
    content, (cut_bytes, noise) = b"".join(sent), harm
    at = int(where * len(content))
    damaged = content[:at] + noise + content[at + cut_bytes :]
    stops = list(accumulate(map(len, sent)))
    sound = {
        one
        for one, stop in zip(sent, stops, strict=True)
        if stop <= at or stop - len(one) >= at + cut_bytes
    }
    packets, _ = found(damaged)
    touched = [
        start
        for start, stop in pairwise([0, *stops])
        if stop > at and start < at + max(cut_bytes, 1)
    ]
    invented = {one for one in set(packets) - set(sent) if damaged.find(one) not in touched}
    assert invented == set()
    assert len(sound - set(packets)) <= 4
