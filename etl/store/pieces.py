"""Decode one piece of the plan: what a worker does, with no database."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import parent_process
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from etl.formats import retdef
from etl.formats.chunk_file import ChunkFile, read_chunk_file
from etl.formats.datagram import Configuration, DatagramError, Decoded
from etl.formats.datagrams import group
from etl.formats.decoders import decoders
from etl.formats.evt import Header, read_chunk, write_header
from etl.store.archive import Archived, kept_file, viewed
from etl.store.durable import PartFile
from etl.store.home import Home
from etl.store.watched import Step, Tell

DETAIL_LETTERS = 300
LOADING = -1
"""The step at which decoders are loaded; those after it are the places of the datagrams."""

AS_FILE = write_header(Header(0))


@dataclass(frozen=True)
class Undecodable:
    """A datagram that its decoder refused, and its bytes for a person to look at."""

    planned: retdef.PlannedDatagram
    reason: str
    detail: str
    content: bytes


@dataclass(frozen=True)
class DecodedFile:
    """The datagrams of a piece that were taken with one configuration, as a kept chunk file.

    Parameters
    ----------
    archived
        Digest and size of the file.
    chunk_file, events
        What it holds; datagrams are numbered from 0.
    places
        Of each datagram, the place in the piece.
    """

    archived: Archived
    chunk_file: ChunkFile
    events: pa.Table
    places: tuple[int, ...]


@dataclass(frozen=True)
class DecodedPiece:
    """What came of a piece."""

    chunk: int
    files: tuple[DecodedFile, ...]
    undecodable: tuple[Undecodable, ...]


@dataclass
class _Output:
    """A chunk file being written, and where each datagram begins in it."""

    file: PartFile
    size_bytes: int = len(AS_FILE)
    starts: list[int] = field(default_factory=list)
    planned: list[retdef.PlannedDatagram] = field(default_factory=list)

    def add(self, planned: retdef.PlannedDatagram, records: bytes) -> None:
        self.starts.append(self.size_bytes)
        self.planned.append(planned)
        self.file.write(records)
        self.size_bytes += len(records)


def _unheard(step: Step) -> None:
    """Tell nobody."""


def decode_piece(
    home: Home, path: Path, refused: Mapping[int, str] = MappingProxyType({}), tell: Tell = _unheard
) -> DecodedPiece:
    """Decode the piece that a RetDef file describes; its records are kept in the archive.

    What a decoder refuses, or what it returns that is not the records of one datagram of the
    APID, is undecodable; nothing else of the piece is lost by it. Where that happens each datagram
    is looked at alone, and gets a file of its own.

    Parameters
    ----------
    refused
        By place, why a datagram is not given to its decoder.
    tell
        Is told of each step before it begins; of None, where what is done is ours alone.
    """
    piece = retdef.read(path.read_bytes())
    if any(planned.place not in refused for planned in piece.datagrams):
        tell(LOADING)
        refused = {**_unloaded(piece), **refused}
        tell(None)
    try:
        return _decoded(home, piece, refused, tell, is_doubted=False)
    except _NotOneDatagram:
        return _decoded(home, piece, refused, tell, is_doubted=True)


def _unloaded(piece: retdef.RetDef) -> dict[int, str]:
    """Load the decoders; if that fails, return for each place why it is refused."""
    try:
        decoders()
    except BaseException as error:  # a plug-in may raise anything
        _raise_ours(error)
        return {planned.place: _told(error) for planned in piece.datagrams}
    return {}


class _NotOneDatagram(Exception):
    """Some decoder returned something else than the records of one datagram."""


def _decoded(
    home: Home, piece: retdef.RetDef, refused: Mapping[int, str], tell: Tell, *, is_doubted: bool
) -> DecodedPiece:
    undecodable: list[Undecodable] = []
    with ExitStack() as stack:
        views = stack.enter_context(_viewed(home, piece))
        outputs: dict[tuple[Configuration, int], _Output] = {}
        for planned, content in _contents(piece, views):
            try:
                if planned.place in refused:
                    raise DatagramError("decoder_failed", refused[planned.place])
                tell(planned.place)
                try:
                    decoded = _decode(planned, content, is_doubted=is_doubted)
                finally:
                    tell(None)
            except DatagramError as error:
                undecodable.append(Undecodable(planned, error.reason, error.detail, content))
                continue
            key = decoded.configuration, planned.place if is_doubted else 0
            if key not in outputs:
                outputs[key] = _Output(stack.enter_context(kept_file(home)))
                outputs[key].file.write(AS_FILE)
            outputs[key].add(planned, decoded.records)
        found = [
            _finished(piece.downlink, configuration, output)
            for (configuration, _), output in outputs.items()
        ]
    return DecodedPiece(piece.chunk, tuple(found), tuple(undecodable))


@contextmanager
def _viewed(home: Home, piece: retdef.RetDef) -> Iterator[dict[int, memoryview]]:
    with ExitStack() as stack:
        yield {
            number: stack.enter_context(viewed(home.folder / path))
            for number, path in piece.files.items()
        }


def _contents(
    piece: retdef.RetDef, views: Mapping[int, memoryview]
) -> Iterator[tuple[retdef.PlannedDatagram, bytes]]:
    """Put the bytes of one datagram after the other together from its packets."""
    for planned in piece.datagrams:
        parts = (views[file][first:stop] for file, first, stop in planned.parts())
        yield planned, b"".join(parts)


def _decode(planned: retdef.PlannedDatagram, content: bytes, *, is_doubted: bool) -> Decoded:
    """Decode a datagram; whatever its decoder raises is a `DatagramError`."""
    try:
        decoder = decoders().get(planned.apid)
        if decoder is None:
            raise DatagramError("no_decoder", f"no decoder is installed for APID {planned.apid}")
        decoded = _plain(decoder.decode(content))
        _as_header(decoded.configuration)
    except DatagramError as error:
        raise DatagramError(str(error.reason), str(error.detail)) from error
    except BaseException as error:  # a plug-in may raise anything
        _raise_ours(error)
        raise DatagramError("decoder_failed", _told(error)) from error
    if is_doubted and (objection := _objection(planned, decoded.records)):
        raise DatagramError("bad_records", objection)
    return decoded


def _plain(decoded: Decoded) -> Decoded:
    """Return the same in values of our own, whatever the plug-in made it of."""
    told, records = decoded.configuration, decoded.records
    return Decoded(
        records if isinstance(records, bytes) else bytes(memoryview(records)),
        Configuration(int(told.moot_key), str(told.moot_alias)),
    )


def _raise_ours(error: BaseException) -> None:
    """Raise what is meant for this process, which is not there for decoders alone."""
    if not isinstance(error, Exception) and parent_process() is None:
        raise error


def _told(error: BaseException) -> str:
    name = type(error).__name__
    try:
        return f"{name}: {error}"[:DETAIL_LETTERS]
    except Exception:  # its text is the plug-in's, too
        return name


def _as_header(configuration: Configuration) -> bytes:
    """Encode the header of a file with this configuration; what it counts is not known yet."""
    header = Header(0, moot_key=configuration.moot_key, moot_alias=configuration.moot_alias)
    return write_header(header)


def _objection(planned: retdef.PlannedDatagram, records: bytes) -> str | None:
    """Say why records are not those of one datagram of the APID that was planned."""
    content = AS_FILE + records
    chunk = read_chunk(content)
    datagrams, _ = group(content, chunk)
    apids = datagrams["apid"].tolist()
    if chunk.skipped or len(apids) != 1:
        return f"its records hold {len(apids)} datagrams and {len(chunk.skipped)} damaged places"
    if apids != [planned.apid]:
        return f"its records are of APID {apids[0]}, its packets of {planned.apid}"
    return None


def _finished(downlink: int, configuration: Configuration, output: _Output) -> DecodedFile:
    """Read what was written, and put what the records say into the header."""
    chunk_file, events = read_chunk_file(output.file.beside, None, 0)
    if not _is_as_planned(chunk_file, output):
        raise _NotOneDatagram
    gem_sequence, timetone_s = events["gem_sequence"], events["timetone_s"]
    header = Header(
        downlink=downlink,
        first_s=timetone_s[0].as_py(),
        last_s=timetone_s[-1].as_py(),
        event_count=chunk_file.record_count,
        first_gem_sequence=gem_sequence[0].as_py(),
        last_gem_sequence=gem_sequence[-1].as_py(),
        moot_key=configuration.moot_key,
        moot_alias=configuration.moot_alias,
    )
    output.file.put_in_front(write_header(header))
    archived = Archived(output.file.sha256, output.file.size_bytes)
    places = tuple(planned.place for planned in output.planned)
    return DecodedFile(archived, replace(chunk_file, header=header), events, places)


def _is_as_planned(chunk_file: ChunkFile, output: _Output) -> bool:
    """Say whether each stretch that was written is one datagram of its APID."""
    found = chunk_file.datagrams
    due = [planned.apid for planned in output.planned]
    return (
        not chunk_file.skipped
        and found["apid"].tolist() == due
        and found["offset_bytes"].tolist() == output.starts
    )
