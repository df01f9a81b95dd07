import tarfile
from pathlib import Path

import pytest
from written import (
    STORY,
    digests,
    disagreements,
    keys_read,
)

from etl.simulator.account import account
from etl.simulator.damage import (
    Damage,
    Empty,
    Extra,
    FlipBytes,
    Garbage,
    Missing,
    Truncate,
    WrongDigest,
)
from etl.simulator.mishaps import Damaged
from etl.simulator.packing import Packing

DAMAGES = [
    Truncate(file=0, event=40, byte=100),
    Truncate(file=1, event=0),
    FlipBytes(file=0, event=7, byte=296, count=4),
    FlipBytes(file=0, event=7, byte=320, count=9),
    Garbage(file=1, event=5, count=333),
    Empty(file=0),
    Missing(file=1),
    WrongDigest(file=0),
    Extra(file=0),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=repr)
def test_the_account_of_a_damaged_file_is_what_can_be_read(damage: Damage, tmp_path: Path) -> None:
    story = STORY.but(Damaged(delivery=0, damage=damage))
    due = account(story.truth, story.deliveries[0])
    (folder,) = story.write(tmp_path, Packing(index=False))
    found, readable = set(keys_read(folder).tolist()), set(due.readable.tolist())
    assert readable <= found <= readable | set(due.doubtful.tolist())
    assert len(readable) + len(due.doubtful) < 600 or isinstance(
        damage, Garbage | WrongDigest | Extra | FlipBytes
    )


@pytest.mark.parametrize("damage", DAMAGES, ids=repr)
def test_the_manifest_tells_the_damage_and_nothing_else(damage: Damage, tmp_path: Path) -> None:
    story = STORY.but(Damaged(delivery=0, damage=damage))
    (folder,) = story.write(tmp_path / "told", Packing(index=False))
    name = f"00660001-2bcaa1e0-{956 + damage.file:04d}-{damage.file + 1:05d}.evt"
    assert disagreements(folder) == ["README.txt" if isinstance(damage, Extra) else name]
    (sound,) = STORY.write(tmp_path / "sound", Packing(index=False))
    assert disagreements(sound) == []


def test_a_manifest_made_after_the_damage_agrees_with_it(tmp_path: Path) -> None:
    cut = Truncate(file=0, event=40, byte=100, before_manifest=True)
    (folder,) = STORY.but(Damaged(delivery=0, damage=cut)).write(tmp_path)
    assert disagreements(folder) == []
    assert len(keys_read(folder)) < 600


@pytest.mark.parametrize("archive", ["tar", "tar.gz"])
def test_an_archive_holds_the_folder_and_no_clock(archive: str, tmp_path: Path) -> None:
    packing = Packing(archive=archive, manifest="md5")  # type: ignore[arg-type]
    (one,) = STORY.write(tmp_path / "one", packing)
    (two,) = STORY.write(tmp_path / "two", packing)
    (folder,) = STORY.write(tmp_path / "folder", Packing(manifest="md5"))
    assert one.read_bytes() == two.read_bytes()
    with tarfile.open(one) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    assert digests(tmp_path / "out" / folder.name) == digests(folder)
    assert list((tmp_path / "one").iterdir()) == [one]
