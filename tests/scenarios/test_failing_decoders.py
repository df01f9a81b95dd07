"""Whatever a decoder of another package does to a datagram, the rest of the delivery arrives."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

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
import ctypes, dataclasses, os, signal, subprocess, threading, time
from etl.formats.datagram import DatagramError, decode
from etl.formats.evt import read_chunk
from etl.store.pieces import AS_FILE

class Unspeakable(Exception):
    def __str__(self):
        raise ValueError

class Flight:
    apids = ({apid},)
    calls = 0

    def decode(self, datagram):
        self.calls += 1
        decoded = decode(datagram)
        number = read_chunk(AS_FILE + decoded.records).datagram_sequence[0]
        if {when}:
            {harm}
        return decoded

DECODER = Flight()
"""
HARMS = {
    "it is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "it ends": "os._exit(0)",
    "it is interrupted": "raise KeyboardInterrupt",
    "it fails without words": "raise Unspeakable",
    "it refuses in no words": "raise DatagramError(7, None)",
    "it returns what is no bytes": "decoded = dataclasses.replace(decoded, records=[1, 2])",
    "it tells of no configuration": "decoded = dataclasses.replace(decoded, configuration={})",
    "it never ends": "while True: pass",
    "it never comes back to Python": "ctypes.PyDLL(None).pause()",
    "it ignores alarms": "signal.signal(signal.SIGALRM, signal.SIG_IGN); time.sleep(1000)",
    "it waits for a program": "subprocess.run(['sleep', '1000.957'])",
    "it waits for a copy of itself": "os.waitpid(os.fork() or signal.pause(), 0)",
}


def flight(when: str = f"number == {NUMBER}", harm: str = "raise ValueError('not yet')") -> str:
    return FLIGHT.format(apid=APID, when=when, harm=harm)


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


CASES = [*((harm, 1 << 27) for harm in HARMS.values()), (HARMS["it is killed"], 20_000)]


@pytest.mark.parametrize(("harm", "chunk_bytes"), CASES, ids=[*HARMS, "in one of many pieces"])
def test_a_decoder_that_fails_costs_its_datagram_alone(
    tmp_path: Path, harm: str, chunk_bytes: int
) -> None:
    home = taken_in(tmp_path, flight(harm=harm), decode_chunk_bytes=chunk_bytes, decode_timeout_s=1)
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
    assert "1000.957" not in harm or not is_running(b"1000.957")


def words_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


SOUND = {
    "it takes its time to load": f"import time; time.sleep(2)\n{flight('False')}",
    "it leaves a thread behind": flight("True", "threading.Thread(target=signal.pause).start()"),
    "one process of it is killed": flight(
        "not os.path.exists(__file__ + '.once')",
        "open(__file__ + '.once', 'w'); os._exit(1)",
    ),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_what_is_no_fault_of_a_datagram_costs_none(tmp_path: Path, text: str) -> None:
    home = taken_in(tmp_path, text, decode_timeout_s=1)
    (row,) = home.json("runs")
    assert (row["run_state"], row["delivered_count"]) == ("complete", SMALL.events)
    assert home.sql("select * from raw.undecodable_datagrams") == []


DEADLY = {
    "the last ones": (flight("number >= 10", "os._exit(1)"), "its decoder ended the process"),
    "all of them": (flight("True", "os._exit(1)"), "not tried: 10 times the decoder of its APID"),
    "one in seven": (flight("self.calls == 7", "os._exit(1)"), "its decoder ended the process"),
    "the first in every process": (flight("self.calls == 1", "os._exit(1)"), "not tried: 10 times"),
}


@pytest.mark.parametrize(("text", "told"), DEADLY.values(), ids=DEADLY)
def test_trying_comes_to_an_end_however_many_datagrams_end_their_process(
    tmp_path: Path, text: str, told: str
) -> None:
    home = taken_in(tmp_path, text)
    refused = home.sql("select detail from raw.undecodable_datagrams")
    counted = home.sql("select apid, count(*) as count from raw.datagrams group by apid")
    due = {apid: sum(key[0] == apid for key in datagrams()) for apid in (956, APID)}
    found = {row["apid"]: row["count"] for row in counted}
    assert found[956] == due[956]
    assert found.get(APID, 0) + len(refused) == due[APID]
    assert told in " ".join(row["detail"] for row in refused)
    if "number >= 10" in text:
        assert len(refused) == sum(apid == APID and number >= 10 for apid, number in datagrams())
    assert list(home.home.rglob(".*.part")) == []
    assert all(line["residual"] == 0 for line in home.json("ledger"))


def test_a_decoder_whose_loading_ends_the_process_is_told_and_costs_no_packet(
    tmp_path: Path,
) -> None:
    home = taken_in(tmp_path, "import os; os._exit(3)")
    assert home.sql("select distinct reason, detail from raw.undecodable_datagrams") == [
        {
            "reason": "decoder_failed",
            "detail": "loading the decoders ended the process that ran it",
        }
    ]
    assert all(line["residual"] == 0 for line in home.json("ledger"))


def test_packets_that_come_again_are_decoded_by_a_decoder_that_was_mended(tmp_path: Path) -> None:
    home = taken_in(tmp_path, flight())
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


def datagrams() -> list[tuple[int, int]]:
    """APID and number of each datagram of the truth."""
    run = SENT.story.truth.runs[0]
    sent = run.sent.datagrams
    return [
        (run.plan.apids[epu], number)
        for epu, number in zip(sent.epu.tolist(), sent.datagram_sequence.tolist(), strict=True)
    ]


def test_a_decoder_that_cannot_be_loaded_is_told_and_costs_no_packet(tmp_path: Path) -> None:
    home = taken_in(tmp_path, "raise ImportError('no such library')")
    rows = home.sql("select distinct reason, detail from raw.undecodable_datagrams")
    assert rows == [{"reason": "decoder_failed", "detail": "ImportError: no such library"}]
    assert all(line["residual"] == 0 for line in home.json("ledger"))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_decoder_that_hangs_ends_with_the_cycle(tmp_path: Path, sent: signal.Signals) -> None:
    (delivery,) = SENT.write(tmp_path / "sent")
    home = made(tmp_path / "home", decode_timeout_s=600)
    home.done("receive", delivery)
    harm = "subprocess.Popen(['sleep', '1000.958']); ctypes.PyDLL(None).pause()"
    site = installed(tmp_path / "site", flight(harm=harm))
    with home_of(home, site).started("cycle") as process:
        wait_until(lambda: is_running(b"1000.958"))
        process.send_signal(sent)
        process.communicate(timeout=20)
    wait_until(lambda: not is_running(b"1000.958"))
    assert process.returncode != 0


def wait_until(is_so: Callable[[], bool]) -> None:
    limit = monotonic() + 30
    while not is_so():
        assert monotonic() < limit
        sleep(0.1)


def is_running(word: bytes) -> bool:
    return word in b"".join(map(words_of, Path("/proc").glob("[0-9]*")))
