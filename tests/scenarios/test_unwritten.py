"""What is decided while its chunk file cannot be written is told as waiting, not as delivered."""

from pathlib import Path

from cli import Halfpipe, made
from sound import offences
from written import HALVES, SMALL

SECOND = "240414002"
WAITS = f"stage write of {SECOND}"


def stuck(folder: Path) -> tuple[Halfpipe, Path]:
    """A home that has the first half of a run, and cannot write the files of the second."""
    home = made(folder / "home")
    first, second = HALVES.write(folder / "sent")
    home.take_in(first)
    in_the_way = home.home / "handoff" / SECOND
    in_the_way.touch()
    home.done("receive", second)
    assert home.run("cycle").code == 3
    return home, in_the_way


def delivered(home: Halfpipe) -> int:
    (run,) = home.json("runs")
    return int(run["delivered_count"])


def in_files(home: Halfpipe) -> int:
    """Events of the chunks that have a file."""
    return sum(row["event_count"] for row in home.json("chunks") if row["path"] is not None)


def test_events_without_a_file_wait_for_it(tmp_path: Path) -> None:
    home, in_the_way = stuck(tmp_path)
    (waiting,) = [row for row in home.json("chunks") if row["path"] is None and row["is_current"]]
    assert delivered(home) == SMALL.events - waiting["event_count"] == in_files(home) > 0
    (line,) = [row for row in home.json("ledger") if row["level"] == "chunks"]
    assert (line["waiting"], line["residual"]) == (waiting["event_count"], 0)

    gem = waiting["last_gem_sequence"]
    (event,) = home.sql(
        "select * from raw.events join raw.datagrams using (run_id, apid, datagram_id) "
        f"where gem_sequence = {gem}"
    )
    datagram = f"{SMALL.run_id}/{event['apid']}/{event['datagram_sequence']}"
    for subject in (str(SMALL.run_id), datagram, f"{datagram}/{gem}"):
        explained = home.done("explain", subject).out
        assert WAITS in explained.splitlines()[0]
        assert "None" not in explained

    in_the_way.unlink()
    home.done("cycle")
    assert delivered(home) == SMALL.events == in_files(home)
    assert WAITS not in home.done("explain", datagram).out
    assert offences(home) == []
