"""A mapped file can be closed once it is read, damaged or not."""

import gc
import mmap
from pathlib import Path

import pytest

from etl.formats.datagrams import group
from etl.formats.evt import read_chunk
from etl.simulator.damage import Truncate
from etl.simulator.mishaps import Damaged
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario


@pytest.mark.parametrize("byte", [10, 200, 298, 330, 700])
def test_nothing_keeps_a_map_open_wherever_the_file_is_cut(tmp_path: Path, byte: int) -> None:
    story = Scenario(runs=(RunPlan(events=400),)).but(
        Damaged(delivery=0, damage=Truncate(file=0, event=150, byte=byte))
    )
    (folder,) = story.write(tmp_path)
    gc.disable()
    try:
        for file in sorted(folder.glob("*.evt")):
            with file.open("rb") as stream:
                content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
                group(content, read_chunk(content))
                content.close()
    finally:
        gc.enable()
