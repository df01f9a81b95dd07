"""One great run to measure speed with."""

from dataclasses import replace

from etl.simulator.copies import Fractions
from etl.simulator.plan import RunPlan
from etl.simulator.scenario import Scenario

FILES_PER_STREAM = 4


def bench_scenario(events: int = 1_000_000, seed: int = 1, deliveries: int = 1) -> Scenario:
    """Tell of a run as the original was timed on: 400-byte payloads, about 100 events a datagram.

    Parameters
    ----------
    events
        How many; a record with its four handlers has 976 bytes.
    seed
        Everything that is drawn is drawn from it.
    deliveries
        In how many deliveries of equal time the run comes, four chunk files an EPU in all.
    """
    run = RunPlan(events=events, payload_bytes=(400, 400), events_per_datagram=(80, 120))
    cuts = tuple(number / deliveries for number in range(1, deliveries))
    per_file = max(1, events * 11 // (len(run.apids) * 1000 * FILES_PER_STREAM))
    return replace(
        Scenario(runs=(run,), passes=Fractions((cuts,)), seed=seed), datagrams_per_file=per_file
    )
