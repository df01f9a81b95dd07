"""What a simulated run should be like; every default is what the instrument usually does."""

from dataclasses import dataclass

from etl.simulator.facts import EVENT_RATE_HZ, FIRST_DATA_DELAY_S
from etl.vocabulary import CloseAction, HandlerId, InfoType

FILTERS = (HandlerId.GAMMA, HandlerId.MIP, HandlerId.HIP, HandlerId.DGN)
"""The on-board filters of a science run."""


@dataclass(frozen=True)
class RunPlan:
    """One run to simulate. An EPU is named by its place in `apids`: 0, 1 or 2.

    Parameters
    ----------
    run_id
        Start of the run, in seconds of mission elapsed time.
    events
        Events sent down, the sweep event not counted.
    event_rate_hz
        Mean rate outside the breaks.
    stop_met
        When the last data come; by default as late as the rate needs.
    breaks
        (start, stop) in mission elapsed time during which no event is taken, as in the SAA.
    apids
        One for each EPU.
    info_type
        What the run holds: physics, or a calibration of one of the three detectors.
    block
        How many events in turn go to one EPU; by default each event goes to any of them.
    epu_stops
        For each EPU the fraction of the run after which it is given no more events.
    first_gem_sequence
        The GEM sequence of the first event.
    gem_steps
        Least and greatest step of the GEM sequence: not every trigger is sent down.
    sweep
        Whether a last event, of the same GEM sequence, comes from every EPU.
    events_per_datagram
        Least and greatest number of events in a datagram; the last takes what is left.
    empty_datagrams
        (EPU, datagram sequence) of the numbers that the counter skips because nothing was in them.
    shuffled
        Whether the events inside a datagram come out of GEM order.
    close_actions
        For each EPU how its last datagram closes, "stop" by default.
    payload_bytes
        Least and greatest size of an event's payload.
    handlers
        The filters that looked at each event; a calibration run has none.
    ground_id
        The number given to the run's commands on the ground.
    moot_key, moot_alias
        The instrument configuration.
    hardware_key, software_key
        The keys that its events carry; a calibration run carries no hardware key.
    key_changes
        (EPU, datagram sequence, hardware key): that unit carries that key from there on.
    """

    run_id: int = 734_700_000
    events: int = 6000
    event_rate_hz: float = EVENT_RATE_HZ
    stop_met: float | None = None
    breaks: tuple[tuple[float, float], ...] = ()
    apids: tuple[int, ...] = (956, 957)
    info_type: InfoType = InfoType.LPA
    block: int | None = None
    epu_stops: tuple[float, ...] = ()
    first_gem_sequence: int = 0
    gem_steps: tuple[int, int] = (1, 9)
    sweep: bool = False
    events_per_datagram: tuple[int, int] = (30, 90)
    empty_datagrams: tuple[tuple[int, int], ...] = ()
    shuffled: bool = False
    close_actions: tuple[CloseAction, ...] = ()
    payload_bytes: tuple[int, int] = (200, 600)
    handlers: tuple[HandlerId, ...] = FILTERS
    ground_id: int = 6_684_673
    moot_key: int = 3301
    moot_alias: str = "nomOps_alias"
    hardware_key: int = 200
    software_key: int = 100
    key_changes: tuple[tuple[int, int, int], ...] = ()

    @property
    def first_data_met(self) -> float:
        """When the first event may come."""
        return self.run_id + FIRST_DATA_DELAY_S

    @property
    def last_data_met(self) -> float:
        """When the last event has come."""
        if self.stop_met is not None:
            return self.stop_met
        silent = sum(stop - start for start, stop in self.breaks)
        return self.first_data_met + self.events / self.event_rate_hz + silent

    def close_action(self, epu: int) -> CloseAction:
        """How the last datagram of an EPU closes."""
        return self.close_actions[epu] if self.close_actions else CloseAction.STOP
