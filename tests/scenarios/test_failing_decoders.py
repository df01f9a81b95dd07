"""Whatever a decoder of another package does to a datagram, the rest of the delivery arrives."""

import shutil
from pathlib import Path

import pytest
from cli import Halfpipe, made
from packets import EPOCH_MET, packet
from written import SMALL

from etl.simulator.level0 import Level0
from etl.simulator.scenario import Scenario

APID, NUMBER = 957, 2
SENT = Level0(Scenario(runs=(SMALL,)), packet_bytes=1024, has_housekeeping=False)
ENTRY = "[halfpipe.datagram_decoders]\nflight = flight_decoder:DECODER\n"
FLIGHT = """
import ctypes, os, signal
from etl.formats.datagram import DatagramError, decode
from etl.formats.evt import read_chunk
from etl.store.pieces import AS_FILE

class Unspeakable(Exception):
    def __str__(self):
        raise ValueError

class Flight:
    apids = ({apid},)

    def decode(self, datagram):
        decoded = decode(datagram)
        if read_chunk(AS_FILE + decoded.records).datagram_sequence[0] == {number}:
            {harm}
        return decoded

DECODER = Flight()
"""
HARMS = {
    "it is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "it ends": "os._exit(0)",
    "it is interrupted": "raise KeyboardInterrupt",
    "it fails without words": "raise Unspeakable",
    "it never ends": "while True: pass",
    "it never comes back to Python": "ctypes.PyDLL(None).pause()",
    "it refuses in no words": "raise DatagramError(7, None)",
}


def installed(site: Path, text: str) -> Path:
    """A package with a decoder, in a folder to be found by."""
    place = site / "flight_decoder-1.0.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text("Name: flight-decoder\n")
    (place / "entry_points.txt").write_text(ENTRY)
    (site / "flight_decoder.py").write_text(text)
    return site


def taken_in(folder: Path, decoder: str, **settings: object) -> Halfpipe:
    """A home that took the story in, in a process that has the decoder installed."""
    (delivery,) = SENT.write(folder / "sent")
    home = made(folder / "home", **settings)
    home.done("receive", delivery)
    site = installed(folder / "site", decoder)
    with home_of(home, site).started("cycle") as process:
        said = process.communicate()
    assert process.returncode == 0, said
    return home


def home_of(home: Halfpipe, site: Path) -> Halfpipe:
    return Halfpipe(home.home, {**home.settings, "PYTHONPATH": str(site)})


@pytest.mark.parametrize("chunk_bytes", [20_000, 1 << 27], ids=["many pieces", "one piece"])
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_decoder_that_fails_costs_its_datagram_alone(
    tmp_path: Path, harm: str, chunk_bytes: int
) -> None:
    text = FLIGHT.format(apid=APID, number=NUMBER, harm=harm)
    home = taken_in(tmp_path, text, decode_chunk_bytes=chunk_bytes, decode_timeout_s=1)
    lost = lost_events()
    (row,) = home.json("runs")
    assert row["event_count"] == SMALL.events - lost
    (hole,) = home.json("holes", "--state", "open")
    assert (hole["apid"], hole["first_datagram"], hole["last_datagram"]) == (APID, NUMBER, NUMBER)
    assert home.sql("select reason from raw.undecodable_datagrams") == [
        {"reason": "7" if "Error(7" in harm else "decoder_failed"}
    ]
    assert ("undecodable_datagram", f"240414001/{APID}") in home.standing()
    assert all(line["residual"] == 0 for line in home.json("ledger"))
    explained = home.done("explain", f"{SMALL.run_id}/{APID}/{NUMBER}").out
    assert "is not decoded: it is in hole" in explained
    assert "1 datagram of this APID came in delivery 240414001" in explained


def test_packets_that_come_again_are_decoded_by_a_decoder_that_was_mended(tmp_path: Path) -> None:
    text = FLIGHT.format(apid=APID, number=NUMBER, harm="raise ValueError('not yet')")
    home = taken_in(tmp_path, text)
    again = tmp_path / "240414002"
    shutil.copytree(tmp_path / "sent/240414001", again)
    for path in again.iterdir():
        if path.suffix == ".l0":
            path.write_bytes(path.read_bytes() + packet(2047, 0, EPOCH_MET, 48, b"x"))
        else:
            path.unlink()
    home.take_in(again)
    (row,) = home.json("runs")
    assert (row["run_state"], row["delivered_count"]) == ("complete", SMALL.events)
    assert "undecodable_datagram" not in {kind for kind, _ in home.standing()}
    assert all(line["residual"] == 0 for line in home.json("ledger"))


def lost_events() -> int:
    """How many events of the truth are in the datagram that is not decoded."""
    run = SENT.story.truth.runs[0]
    epu, number = run.sent.datagrams.epu, run.sent.datagrams.datagram_sequence
    is_lost = (epu == run.plan.apids.index(APID)) & (number == NUMBER)
    return int(is_lost[run.sent.datagram].sum())


def test_a_decoder_that_cannot_be_loaded_is_told_and_costs_no_packet(tmp_path: Path) -> None:
    home = taken_in(tmp_path, "raise ImportError('no such library')")
    rows = home.sql("select distinct reason, detail from raw.undecodable_datagrams")
    assert rows == [{"reason": "decoder_failed", "detail": "ImportError: no such library"}]
    assert all(line["residual"] == 0 for line in home.json("ledger"))
