"""The spacecraft's clock: a tone every second and a 20 MHz counter that drifts a little."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.simulator.facts import TICKS_PER_SECOND

MOST_DRIFT_TICKS = 5  # a quarter of a part per million
FLAWED_TONES = 0.004


@dataclass(frozen=True)
class TimeTones:
    """The time tones of a run, one row a second.

    Parameters
    ----------
    time_s
        Mission elapsed seconds the tone announces.
    ticks
        What the 20 MHz counter, zero at the run start and never wrapped, shows at the tone.
    is_flawed
        Whether the pulse was missed by the LAT, so that the counter value may not be trusted.
    """

    time_s: NDArray[np.int64]
    ticks: NDArray[np.int64]
    is_flawed: NDArray[np.bool_]

    def before(self, ticks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of the last tone at or before each counter value."""
        return np.searchsorted(self.ticks, ticks, side="right") - 1

    def ticks_at(self, met: NDArray[np.float64]) -> NDArray[np.int64]:
        """Read the counter at each moment."""
        since_s = self.time_s - self.time_s[0]
        ticks: NDArray[np.int64] = np.interp(met - self.time_s[0], since_s, self.ticks).astype(
            np.int64
        )
        return ticks

    def met_at(self, ticks: NDArray[np.int64]) -> NDArray[np.float64]:
        """Say which moment it truly is when the counter shows each value."""
        row = self.before(ticks)
        second = self.ticks[row + 1] - self.ticks[row]
        part: NDArray[np.float64] = (ticks - self.ticks[row]) / second
        return self.time_s[row] + part


def time_tones(run_id: int, last_met: float, rng: np.random.Generator) -> TimeTones:
    """Tick through a run, from the second before its start to two seconds after its last data."""
    time_s = np.arange(run_id - 1, int(last_met) + 3, dtype=np.int64)
    walk = np.cumsum(rng.integers(-1, 2, time_s.size))
    # A walk folded between two walls: never more than one tick a second from its neighbour.
    drift = np.abs((walk + MOST_DRIFT_TICKS) % (4 * MOST_DRIFT_TICKS) - 2 * MOST_DRIFT_TICKS)
    ticks = np.cumsum(TICKS_PER_SECOND + drift - MOST_DRIFT_TICKS)
    return TimeTones(time_s, ticks - ticks[1], rng.random(time_s.size) < FLAWED_TONES)
