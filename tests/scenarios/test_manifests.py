"""What a manifest says of a delivery: altered, missing and unlisted files, and good ones."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli import Halfpipe, made, packed
from sound import offences, states
from written import STORY

from etl.formats.manifest import parse
from etl.simulator.damage import Extra, FlipBytes, Missing, WrongDigest
from etl.simulator.mishaps import Damaged
from etl.simulator.packing import Packing
from etl.simulator.scenario import Scenario
from etl.simulator.write import stem

IN_FILES = replace(STORY, datagrams_per_file=5)
ALTERED, GONE, MISLABELLED = 0, 1, 2


def test_names_that_md5sum_escaped_are_read_as_they_are() -> None:
    lines = (
        rf"\{'a' * 32}  back\\slash.evt",
        rf"\{'b' * 32}  two\nlines.evt",
        rf"{'c' * 32}  plain\n.evt",
    )
    entries, odd = parse("\n".join(lines))
    names = [entry.file_name for entry in entries]
    assert (names, odd) == ([r"back\slash.evt", "two\nlines.evt", r"plain\n.evt"], [])


def harmed() -> Scenario:
    return IN_FILES.but(
        Damaged(delivery=0, damage=FlipBytes(file=ALTERED, event=3, byte=310)),
        Damaged(delivery=0, damage=Missing(file=GONE)),
        Damaged(delivery=0, damage=WrongDigest(file=MISLABELLED)),
        Damaged(delivery=0, damage=Extra(file=0, name="readme.txt")),
        Damaged(delivery=0, damage=Extra(file=0, name="broken.evt", data=b"no event in here")),
    )


@dataclass(frozen=True)
class Checked:
    """Two homes that got the same harmed delivery under both kinds of manifest."""

    homes: dict[str, Halfpipe]
    names: tuple[str, ...]
    sent: dict[str, Path]


@pytest.fixture(scope="module")
def harmed_home(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = tmp_path_factory.mktemp("harmed")
    scenario = harmed()
    sent = {
        "sha256": scenario.write(folder / "sha256", Packing("tar.gz", "sha256"))[0],
        "md5": replace(scenario, first_downlink=240414002).write(
            folder / "md5", Packing(None, "md5")
        )[0],
    }
    halfpipe = made(folder / "home")
    for path in sent.values():
        halfpipe.done("receive", path)
    halfpipe.done("cycle")
    names = tuple(f"{stem(scenario.truth, file)}.evt" for file in scenario.deliveries[0].files)
    return Checked({kind: halfpipe for kind in sent}, names, sent)


@pytest.mark.parametrize(
    ("downlink", "prefix"), [(240414001, "240414001/"), (240414002, "")], ids=["sha256", "md5"]
)
def test_what_the_manifest_does_not_vouch_for_is_named(
    harmed_home: Checked, downlink: int, prefix: str
) -> None:
    halfpipe = harmed_home.homes["sha256"]
    found = states(halfpipe, downlink)
    odd = {name.removeprefix(prefix): state for name, state in found.items() if state != "good"}
    assert odd == {
        harmed_home.names[ALTERED]: "altered",
        harmed_home.names[GONE]: "missing",
        harmed_home.names[MISLABELLED]: "altered",
        "readme.txt": "unlisted",
        "broken.evt": "unlisted",
    }
    alerts = {
        subject.removeprefix(f"{downlink}/{prefix}"): kind
        for kind, subject in halfpipe.standing()
        if subject.startswith(f"{downlink}/") and kind.endswith("_file")
    }
    assert alerts == {name: f"{state}_file" for name, state in odd.items()}


def test_altered_files_lie_in_quarantine_and_unlisted_ones_do_not(harmed_home: Checked) -> None:
    halfpipe = harmed_home.homes["md5"]
    place = halfpipe.home / "quarantine/240414002"
    sent = harmed_home.sent["md5"]
    for number in (ALTERED, MISLABELLED):
        name = harmed_home.names[number]
        assert (place / name).read_bytes() == (sent / name).read_bytes()
    assert not (place / "readme.txt").exists()


def test_a_delivery_that_fails_its_manifest_is_handed_off_all_the_same(
    harmed_home: Checked,
) -> None:
    halfpipe = harmed_home.homes["md5"]
    assert offences(halfpipe) == []
    assert {row["delivery_state"] for row in halfpipe.json("deliveries")} == {"handed_off"}
    known = harmed().known_after()
    (run,) = halfpipe.json("runs")
    assert run["event_count"] >= known.size
    holes = halfpipe.json("holes", "--state", "open")
    assert [(hole["first_datagram"], hole["last_datagram"]) for hole in holes] == [(5, 9)]


def test_a_manifest_counts_from_the_folder_it_lies_in(tmp_path: Path) -> None:
    """Two folders with files of the same name, each with a manifest of its own, in an archive."""
    halfpipe = made(tmp_path / "home")
    sent = tmp_path / "sent"
    for name in ("one", "two"):
        (sent / name / "deeper").mkdir(parents=True)
        lines = []
        for place in ("x.txt", "deeper/y.txt"):
            data = f"{name} {place}".encode()
            (sent / name / place).write_bytes(data)
            lines.append(f"{hashlib.sha256(data).hexdigest()}  ./{place}\n")
        (sent / name / "SHA256SUMS").write_text("".join(lines))
    answer = halfpipe.done("receive", packed(sent, tmp_path / "240414007.tar", prefix="all/")).out
    assert set(states(halfpipe, 240414007).values()) == {"good"}, answer
    assert halfpipe.standing() == {("no_data", "240414007")}


def test_the_lines_of_a_manifest_that_say_nothing_are_told_and_the_others_count(
    tmp_path: Path,
) -> None:
    halfpipe = made(tmp_path / "home")
    sent = tmp_path / "240414008"
    sent.mkdir()
    (sent / "good.txt").write_bytes(b"as it was sent")
    digest = hashlib.sha256(b"as it was sent").hexdigest()
    (sent / "SHA256SUMS").write_text(
        f"# made by hand\n\n{digest}  good.txt\n{digest[:-1]}  cut.txt\nnot a line\n"
    )
    halfpipe.done("receive", sent)
    odd = ("odd_manifest", "240414008/SHA256SUMS")
    assert halfpipe.standing() == {odd, ("no_data", "240414008")}
    (alert,) = [row for row in halfpipe.json("alerts") if row["alert_kind"] == "odd_manifest"]
    assert "2 lines are no digest and file name: line 4, 5" in alert["message"]
    assert set(states(halfpipe, 240414008).values()) == {"good"}
