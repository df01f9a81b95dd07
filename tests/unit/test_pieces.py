"""What a worker makes of a piece: good datagrams as a kept file, bad ones told and set aside."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from written import SMALL

from etl.formats import decoders as installed
from etl.formats import retdef
from etl.formats.evt import read_chunk
from etl.simulator.level0 import Level0
from etl.simulator.scenario import Scenario
from etl.store.home import Home
from etl.store.pieces import DecodedPiece, decode_piece

SENT = Level0(Scenario(runs=(SMALL,)), packet_bytes=500)
FLIGHT = """
from etl.formats.datagram import Configuration, Decoded, decode

class Flight:
    apids = (957,)

    def decode(self, datagram):
        {body}

DECODER = Flight()
"""
ENTRY = "[halfpipe.datagram_decoders]\nflight = flight_decoder:DECODER\n"


@pytest.fixture
def flight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a decoder of its own for APID 957, installed for this test."""
    site = tmp_path / "site"
    (site / "flight_decoder-1.0.dist-info").mkdir(parents=True)
    (site / "flight_decoder-1.0.dist-info/METADATA").write_text("Name: flight-decoder\n")
    (site / "flight_decoder-1.0.dist-info/entry_points.txt").write_text(ENTRY)
    monkeypatch.syspath_prepend(str(site))
    installed.decoders.cache_clear()
    yield site / "flight_decoder.py"
    sys.modules.pop("flight_decoder", None)
    installed.decoders.cache_clear()


def decoded(folder: Path) -> DecodedPiece:
    """The piece that has all datagrams of the story; what packets carry lies in one file."""
    home = Home(folder)
    home.raw.mkdir()
    content, datagrams = b"", []
    for place, packets in enumerate(SENT.datagrams.values()):
        parts = []
        for packet in packets:
            parts.append(f"1:{len(content)}+{len(packet.data)}")
            content += packet.data
        apid = packets[0].apid
        datagrams.append(retdef.PlannedDatagram(place, None, 77, apid, 0, 1, " ".join(parts)))
    (folder / "data").write_bytes(content)
    plan = folder / "plan.xml"
    plan.write_bytes(retdef.write(retdef.RetDef(240414001, 3, {1: "data"}, tuple(datagrams))))
    return decode_piece(home, plan)


def test_a_piece_becomes_one_chunk_file_with_the_events_of_the_truth(tmp_path: Path) -> None:
    (file,) = decoded(tmp_path).files
    content = Home(tmp_path).archived(file.archived.sha256).read_bytes()
    chunk = read_chunk(content)
    run = SENT.story.truth.runs[0]
    assert sorted(chunk.events["gem_sequence"].tolist()) == sorted(run.gem_sequence.tolist())
    assert chunk.skipped == ()
    assert chunk.header is not None
    assert (chunk.header.downlink, chunk.header.event_count) == (240414001, 600)
    assert (chunk.header.moot_key, chunk.header.moot_alias) == (3301, "nomOps_alias")
    assert len(content) == file.archived.size_bytes
    assert file.places == tuple(range(len(SENT.datagrams)))
    assert file.chunk_file.datagrams["datagram_id"].tolist() == list(file.places)


def test_a_decoder_of_another_package_goes_before_ours(tmp_path: Path, flight: Path) -> None:
    flight.write_text(FLIGHT.format(body="return Decoded(decode(datagram).records)"))
    files = decoded(tmp_path).files
    found = {tuple(set(file.events["apid"].to_pylist())): file.chunk_file.header for file in files}
    aliases = {apids: header and header.moot_alias for apids, header in found.items()}
    assert aliases == {(956,): "nomOps_alias", (957,): "LSEWRITER_UNSET"}


@pytest.mark.parametrize(
    ("body", "reason", "told"),
    [
        ("raise RuntimeError('no key for it')", "decoder_failed", "RuntimeError: no key for it"),
        ("return None", "decoder_failed", "AttributeError"),
        ("return Decoded(b'', Configuration(-1))", "decoder_failed", "ValueError"),
        ("return Decoded('text')", "decoder_failed", "TypeError"),
        ("return Decoded(b'x' * 900)", "bad_records", "0 datagrams"),
        ("return Decoded(b'')", "bad_records", "0 datagrams"),
        ("return Decoded(2 * decode(datagram).records)", "bad_records", "2 datagrams"),
    ],
)
def test_what_a_failing_decoder_does_costs_no_datagram_of_others(
    body: str, reason: str, told: str, tmp_path: Path, flight: Path
) -> None:
    flight.write_text(FLIGHT.format(body=body))
    piece = decoded(tmp_path)
    apids = [packets[0].apid for packets in SENT.datagrams.values()]
    refused = {one.planned.place for one in piece.undecodable}
    assert refused == {place for place, apid in enumerate(apids) if apid == 957}
    assert {one.reason for one in piece.undecodable} == {reason}
    assert told in piece.undecodable[0].detail
    kept = [place for file in piece.files for place in file.places]
    assert sorted(kept) == [place for place, apid in enumerate(apids) if apid == 956]


def test_an_apid_without_a_decoder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed.OpenDecoder, "apids", frozenset({956}))
    installed.decoders.cache_clear()
    piece = decoded(tmp_path)
    installed.decoders.cache_clear()
    assert {one.reason for one in piece.undecodable} == {"no_decoder"}
