"""How soon a listing answers on the demo home, from the start of its process to the end.

``python -m tests.bench.bench_listings [--home DIR] [--rounds 7]``

Without ``--home`` a demo home is made first. Each command is run in turn, so that a busy moment of
the machine strikes all alike; an empty Python and one that only loads DuckDB are shown beside them.
Processor time is what a busy machine changes least.
"""

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

PROGRAM = Path(sys.executable).with_name("halfpipe")
TARGET_S = 0.4
COMMANDS = (
    ("runs", "--json"),
    ("runs",),
    ("runs", "--json", "--as-of", "5"),
    ("deliveries", "--json"),
    ("streams", "--json"),
    ("holes", "--json"),
    ("gaps", "--json"),
    ("chunks", "--json"),
    ("products", "--json"),
    ("alerts", "--json"),
    ("ledger", "--json"),
    ("explain", "r0429164139"),
    ("explain", "r0429164139/957/59"),
    ("sql", "select count(*) from raw.events"),
)


def seconds(command: list[str | Path]) -> tuple[float, float]:
    """Time one process: from start to end, and on the processor."""
    began, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return perf_counter() - began, worked


def measure(home: Path, rounds: int) -> None:
    """Print the median and the best time of each command, and its median processor time."""
    floor: dict[str, list[str | Path]] = {
        "(python)": [sys.executable, "-c", "pass"],
        "(python, duckdb)": [sys.executable, "-c", "import duckdb; duckdb.connect()"],
    }
    listed = {" ".join(words): [PROGRAM, "--home", home, *words] for words in COMMANDS}
    commands = floor | listed
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    print(f"{'listing on the demo home':<40} {'median':>8} {'best':>8} {'processor':>10}")
    for name, taken in times.items():
        wall, worked = zip(*taken, strict=True)
        print(f"{name:<40} {median(wall):6.3f} s {min(wall):6.3f} s {median(worked):8.3f} s")
    slowest = max(median(wall for wall, _ in times[name]) for name in listed)
    print(f"slowest listing {slowest:.3f} s; target {TARGET_S} s on an idle machine")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    if asked.home is not None:
        measure(asked.home, asked.rounds)
        return
    with TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        subprocess.run(
            [PROGRAM, "demo", home],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        measure(home, asked.rounds)


if __name__ == "__main__":
    main()
