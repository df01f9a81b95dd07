"""Work that is watched: its result comes, or what became of it; nothing of it is left running."""

import threading
from functools import partial
from multiprocessing import Pipe
from pathlib import Path

import pytest
import working
from test_workers import is_alive, wait_for

from etl.store.watched import Ended, Stopped, watched


def done(place: Path, limit_s: float = 60) -> str:
    """What is watched of the work that the name of the place asks for."""
    stop, stopping = Pipe(duplex=False)
    with stop, stopping:
        return watched(partial(working.stepping, place), lambda _: limit_s, stop)


def test_the_result_comes_whatever_its_size(tmp_path: Path) -> None:
    assert done(tmp_path / "do") == "x" * 100_000
    assert wait_for(lambda: not is_alive(int((tmp_path / "do").read_text())))


def test_what_the_work_raises_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="as it was asked to"):
        done(tmp_path / "fail")


@pytest.mark.parametrize(
    ("name", "limit_s", "why"),
    [("end", 60, "ended the process that ran it"), ("hang", 2, "did not end within 2 s")],
)
def test_an_end_is_told_with_its_step_and_those_before(
    tmp_path: Path, name: str, limit_s: float, why: str
) -> None:
    with pytest.raises(Ended) as told:
        done(tmp_path / name, limit_s)
    assert (told.value.step, told.value.passed, told.value.why) == (2, {1}, why)
    assert wait_for(lambda: not is_alive(int((tmp_path / name).read_text())))


def test_work_that_nobody_waits_for_is_given_up(tmp_path: Path) -> None:
    place = tmp_path / "hang"
    stop, stopping = Pipe(duplex=False)
    caught: list[type] = []

    def wait_in_vain() -> None:
        try:
            watched(partial(working.stepping, place), lambda _: 60, stop)
        except Stopped:
            caught.append(Stopped)

    waiting = threading.Thread(target=wait_in_vain)
    waiting.start()
    assert wait_for(lambda: place.exists() and bool(place.read_text()))
    stopping.close()
    waiting.join(20)
    assert caught == [Stopped]
    assert wait_for(lambda: not is_alive(int(place.read_text())))
