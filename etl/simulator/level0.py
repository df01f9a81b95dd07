"""A story as Level 0: the same truth as its chunk files, sent as packets."""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from etl.formats.datagram import Configuration, encode
from etl.simulator.copies import Copy
from etl.simulator.deliveries import ChunkFile
from etl.simulator.housekeeping import housekeeping
from etl.simulator.packet_account import PacketAccount, account
from etl.simulator.packet_faults import ByteFault, PacketFault, Pieces, Streams
from etl.simulator.packets import Packet, in_packets
from etl.simulator.packing import Packing, archive, write_manifest
from etl.simulator.records import records
from etl.simulator.scenario import Scenario

Key = tuple[int, int, int]


@dataclass(frozen=True)
class Level0:
    """How a story is sent as packets, and what goes wrong with those.

    Parameters
    ----------
    story
        Runs, deliveries, and faults of whole datagrams; it must not have mishaps.
    packet_bytes
        Most bytes of data in a packet.
    first_count
        Sequence count of the first packet of every APID.
    has_housekeeping
        Whether Magic-7, GEM counters and idle packets are sent, too.
    files
        How many files a delivery has.
    is_gzipped
        Whether they are.
    faults
        What befalls packets, in order.
    byte_faults
        What befalls bytes, after that.
    """

    story: Scenario
    packet_bytes: int = 1024
    first_count: int = 0
    has_housekeeping: bool = True
    files: int = 1
    is_gzipped: bool = False
    faults: tuple[PacketFault, ...] = ()
    byte_faults: tuple[ByteFault, ...] = ()

    def but(self, *faults: PacketFault | ByteFault) -> "Level0":
        """Tell the same story with more going wrong."""
        return replace(
            self,
            faults=self.faults + tuple(f for f in faults if isinstance(f, PacketFault)),
            byte_faults=self.byte_faults + tuple(f for f in faults if isinstance(f, ByteFault)),
        )

    @cached_property
    def datagrams(self) -> dict[Key, tuple[Packet, ...]]:
        """The packets of every datagram that was sent, by run, EPU and number."""
        sent: dict[Key, tuple[Packet, ...]] = {}
        counts: dict[int, int] = defaultdict(lambda: self.first_count)
        for copy in sorted(self.story.sent, key=self._sent_at):
            apid = self.story.truth.runs[copy.run].plan.apids[copy.epu]
            content = self._encoded(copy)
            packets = in_packets(
                apid, counts[apid], self._sent_at(copy), content, self.packet_bytes
            )
            sent[_key(copy)] = tuple(packets)
            counts[apid] += len(sent[_key(copy)])
        return sent

    @cached_property
    def sent(self) -> Streams:
        """The packets of each delivery if nothing went wrong with packets, in order."""
        streams: Streams = [
            [
                packet
                for file in delivery.files
                for copy in file.copies
                for packet in self.datagrams[_key(copy)]
            ]
            for delivery in self.story.deliveries
        ]
        if self.has_housekeeping:
            for stream, more in zip(streams, self._housekeeping(len(streams)), strict=True):
                stream += more
        return [sorted(stream, key=lambda p: (p.sent_us, p.apid)) for stream in streams]

    @cached_property
    def arriving(self) -> Streams:
        """The packets of each delivery as they leave for the ground."""
        streams = [list(stream) for stream in self.sent]
        for fault in self.faults:
            fault.strike(streams, self.sent)
        return streams

    @cached_property
    def pieces(self) -> list[Pieces]:
        """The bytes of each delivery as they arrive."""
        arriving: list[Pieces] = []
        for number, stream in enumerate(self.arriving):
            pieces: Pieces = [(packet, packet.encoded()) for packet in stream]
            for fault in self.byte_faults:
                if fault.delivery == number:
                    pieces = fault.harm(pieces)
            arriving.append(pieces)
        return arriving

    @property
    def account(self) -> PacketAccount:
        """What the books must say once all has arrived."""
        return account(self.pieces, list(self.datagrams.values()))

    def write(self, folder: Path, packing: Packing | None = None) -> tuple[Path, ...]:
        """Write all deliveries below a folder and say where each is."""
        return tuple(
            self._write(folder, number, packing or Packing())
            for number in range(len(self.arriving))
        )

    def _write(self, folder: Path, number: int, packing: Packing) -> Path:
        target = folder / f"{self.story.deliveries[number].downlink_id:09d}"
        target.mkdir(parents=True)
        pieces = [content for _, content in self.pieces[number]]
        edges = np.linspace(0, len(pieces), self.files + 1).astype(int).tolist()
        for place, (first, stop) in enumerate(pairwise(edges)):
            content = b"".join(pieces[first:stop])
            if self.is_gzipped:
                content = gzip.compress(content, compresslevel=1, mtime=0)
            suffix = ".l0.gz" if self.is_gzipped else ".l0"
            (target / f"{target.name}-{place:03d}{suffix}").write_bytes(content)
        if packing.manifest is not None:
            write_manifest(target, packing.manifest, set())
        return target if packing.archive is None else archive(target, packing.archive)

    def _sent_at(self, copy: Copy) -> int:
        run = self.story.truth.runs[copy.run]
        return round(float(run.sent.datagrams.packet_met[_row(run.sent.datagram, copy)]) * 1e6)

    def _encoded(self, copy: Copy) -> bytes:
        truth = self.story.truth
        (whole,) = records(truth, ChunkFile(copy.run, copy.epu, 0, 0, (copy,)))
        plan = truth.runs[copy.run].plan
        return encode(whole, Configuration(plan.moot_key, plan.moot_alias))

    def _housekeeping(self, deliveries: int) -> list[list[Packet]]:
        """Send housekeeping with the datagrams of its time."""
        due = sorted((self._sent_at(copy), copy.delivery) for copy in self.story.sent)
        times = [time for time, _ in due]
        streams: list[list[Packet]] = [[] for _ in range(deliveries)]
        for packet in self._housekeeping_packets():
            place = min(int(np.searchsorted(times, packet.time_us)), len(due) - 1)
            streams[min(due[place][1], deliveries - 1)].append(packet)
        return streams

    def _housekeeping_packets(self) -> Iterator[Packet]:
        spans = [(run.plan.run_id, run.plan.last_data_met) for run in self.story.truth.runs]
        return housekeeping(spans, self.first_count)


def _key(copy: Copy) -> Key:
    return copy.run, copy.epu, copy.datagram_sequence


def _row(datagram_of_event: np.ndarray, copy: Copy) -> int:
    return int(datagram_of_event[copy.start_event])
