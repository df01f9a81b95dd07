"""RetDef files: one piece of a delivery's decoding, with the place of every packet it needs.

The schema is ours; docs/formats/retdef.md describes it.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

VERSION = "1"
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class PlannedDatagram:
    """A datagram to decode.

    Parameters
    ----------
    place
        Its place in the piece, from 0.
    run_id
        The run it says it is of; None where only its decoder can tell.
    scid, apid
        Who sent it.
    first_count, last_count
        The unwrapped counts of its packets, both inside.
    packets
        Where what its packets carry lies: ``file:offset+length``, blank, and so on.
    """

    place: int
    run_id: int | None
    scid: int
    apid: int
    first_count: int
    last_count: int
    packets: str

    def parts(self) -> Iterable[tuple[int, int, int]]:
        """Yield file, first byte and byte behind the last of each packet's part."""
        numbers = map(int, _NUMBER.findall(self.packets))
        for file, first, length in zip(numbers, numbers, numbers, strict=True):
            yield file, first, first + length


@dataclass(frozen=True)
class RetDef:
    """One piece.

    Parameters
    ----------
    downlink, chunk
        Whose it is, and which.
    files
        Path of each file below the home, by its number.
    datagrams
        What is to be decoded.
    """

    downlink: int
    chunk: int
    files: Mapping[int, str]
    datagrams: tuple[PlannedDatagram, ...]


def write(piece: RetDef) -> bytes:
    """Encode a piece as XML; the same piece, the same bytes."""
    root = ET.Element(
        "retdef", version=VERSION, downlink=f"{piece.downlink:09d}", chunk=str(piece.chunk)
    )
    for number, path in sorted(piece.files.items()):
        ET.SubElement(root, "file", id=str(number), path=path)
    ordered = sorted(piece.datagrams, key=lambda one: (one.run_id or 0, one.place))
    for run_id, datagrams in groupby(ordered, key=lambda one: one.run_id):
        run = ET.SubElement(root, "run", l0key=l0key(piece.downlink, run_id))
        if run_id is not None:
            run.set("id", str(run_id))
        for one in datagrams:
            counts = {"first": str(one.first_count), "last": str(one.last_count)}
            who = {"place": str(one.place), "scid": str(one.scid), "apid": str(one.apid)}
            ET.SubElement(run, "datagram", {**who, **counts, "packets": one.packets})
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def l0key(downlink: int, run_id: int | None) -> str:
    """Return the key of a run's Level-0 data in one delivery."""
    return f"{downlink:09d}-{'unknown' if run_id is None else f'r{run_id:010d}'}"


def read(content: bytes) -> RetDef:
    """Decode a piece.

    Raises
    ------
    ValueError
        It is of another version.
    xml.etree.ElementTree.ParseError
        It is no XML.
    """
    root = ET.fromstring(content)  # noqa: S314 - written by ourselves
    if root.get("version") != VERSION:
        raise ValueError(f"RetDef version is {root.get('version')}, due is {VERSION}.")
    datagrams = [
        PlannedDatagram(
            place=int(one.attrib["place"]),
            run_id=int(run.attrib["id"]) if "id" in run.attrib else None,
            scid=int(one.attrib["scid"]),
            apid=int(one.attrib["apid"]),
            first_count=int(one.attrib["first"]),
            last_count=int(one.attrib["last"]),
            packets=one.attrib["packets"],
        )
        for run in root.iter("run")
        for one in run.iter("datagram")
    ]
    return RetDef(
        downlink=int(root.attrib["downlink"]),
        chunk=int(root.attrib["chunk"]),
        files={int(file.attrib["id"]): file.attrib["path"] for file in root.iter("file")},
        datagrams=tuple(sorted(datagrams, key=lambda one: one.place)),
    )
