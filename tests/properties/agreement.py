"""Play a history in the database and in the oracle, and compare them after every step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from compared import Found, check_run
from decided import Bench
from oracle.decisions import in_force
from oracle.facts import Arrived, Chunk, Copy, Decision, Site
from oracle.rule import Run, Verdict
from strategies import History, Step, Wish, copies_of, wishes_of


@dataclass
class Play:
    """A bench and the oracle's runs, side by side."""

    bench: Bench
    runs: dict[int, Run] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        if wishes := wishes_of(step):
            self.decree(self.resolved(wishes))
        else:
            self.deliver(copies_of(step))

    def deliver(self, copies: Sequence[Copy]) -> None:
        before = self.bench.chunks()
        self._compare(before, self.bench.deliver(copies), ())

    def decree(self, decisions: Sequence[Decision]) -> None:
        before = self.bench.chunks()
        self.bench.decree(decisions)
        self._compare(before, (), decisions)

    def _compare(
        self,
        before: dict[int, list[Chunk]],
        arrived: Sequence[Arrived],
        decisions: Sequence[Decision],
    ) -> None:
        for one in arrived:
            self.runs.setdefault(one.copy.run_id, self._new_run(one.copy.run_id))
        after = Found.of(self.bench)
        for run_id, run in self.runs.items():
            verdict = run.step(self.bench.steps, arrived, decisions, before.get(run_id, []))
            self.verdicts[run_id] = verdict
            chunks = after.chunks.get(run_id, [])
            check_run(verdict, run, after, self.bench.steps)
            run.learn(chunks, verdict.current)

    def _new_run(self, run_id: int) -> Run:
        return Run(run_id, self.bench.site, decisions=list(self.bench.decisions))

    def resolved(self, wishes: Sequence[Wish]) -> list[Decision]:
        """Make decisions of wishes, about what there is now."""
        decisions: list[Decision] = []
        for wish in wishes:
            number = len(self.bench.decisions) + len(decisions) + 1
            choices = CHOICES[wish.action](self, number)
            decisions += [choices[wish.pick % len(choices)]] if choices else []
        return decisions


def _write_offs(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "write-off", run_id=run_id, hole=key)
        for run_id, verdict in sorted(play.verdicts.items())
        for key, life in verdict.holes.items()
        if life.state == "open"
    ]


def _forces(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "force", run_id=run_id, epus=_epus(play.runs[run_id]))
        for run_id in sorted(play.verdicts)
    ]


def _accepts(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "accept", run_id=run_id, epus=_epus(play.runs[run_id]))
        for run_id, verdict in sorted(play.verdicts.items())
        if verdict.standing is not None and verdict.standing.held == "epu_count"
    ]


def _epus(run: Run) -> int:
    return len({one.copy.apid for one in run.arrived})


def _about(action: str) -> Callable[[Play, int], list[Decision]]:
    def choices(play: Play, number: int) -> list[Decision]:
        runs = [Decision(number, action, run_id=run_id) for run_id in sorted(play.runs)]
        deliveries = range(1, play.bench.ordinal + 1)
        few = [Decision(number, action, ordinal=ordinal) for ordinal in deliveries]
        return [*runs, *few, Decision(number, action)]

    return choices


def _undos(play: Play, number: int) -> list[Decision]:
    return [
        Decision(number, "undo", undoes=active.number, run_id=active.run_id)
        for active in in_force(play.bench.decisions)
    ]


CHOICES: dict[str, Callable[[Play, int], list[Decision]]] = {
    "write-off": _write_offs,
    "force": _forces,
    "accept": _accepts,
    "hold": _about("hold"),
    "ignore": _about("ignore"),
    "undo": _undos,
}


@contextmanager
def played(history: History) -> Iterator[Play]:
    """Live through a history, and stay at its end."""
    with playing(history.site) as play:
        for step in history.steps:
            play.take(step)
        yield play


@contextmanager
def playing(site: Site) -> Iterator[Play]:
    """Begin with nothing."""
    play = Play(Bench(site))
    try:
        yield play
    finally:
        play.bench.close()
