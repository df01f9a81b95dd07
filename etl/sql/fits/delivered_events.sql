-- The delivered events of a run, in order, as its FITS file shows them.
-- Grain: event.
with

contents as (
    select
        datagrams.datagram_id,
        datagrams.datagram_sequence,
        coalesce(try_cast(substr(datagrams.crate, 4) as utinyint), 255)::utinyint as epu,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence
    from core.chunks as chunks
    inner join core.datagrams as known
        on
            chunks.run_id = known.run_id
            and known.datagram_fate = 'current'
            and chunks.since_hand_off >= known.since_hand_off
            and (known.until_hand_off is null or chunks.since_hand_off < known.until_hand_off)
    inner join raw.datagrams as datagrams
        on
            known.run_id = datagrams.run_id
            and known.datagram_id = datagrams.datagram_id
            and chunks.covers_first_gem_sequence <= datagrams.last_gem_sequence
            and chunks.covers_last_gem_sequence >= datagrams.first_gem_sequence
    where
        chunks.run_id = $run_id
        and chunks.since_hand_off <= $hand_off
        and (chunks.until_hand_off is null or chunks.until_hand_off > $hand_off)
)

select
    events.event_met,
    events.run_id,
    events.gem_sequence,
    events.apid,
    contents.epu,
    contents.datagram_sequence,
    events.elapsed_ticks,
    events.livetime_ticks,
    events.prescaled_count,
    events.discarded_count,
    events.deadzone_count,
    events.compressed_size_bytes,
    coalesce(events.pass_thru_state, -128)::smallint as pass_thru_state,
    coalesce(events.gamma_state, -128)::smallint as gamma_state,
    coalesce(events.asc_state, -128)::smallint as asc_state,
    coalesce(events.mip_state, -128)::smallint as mip_state,
    coalesce(events.hip_state, -128)::smallint as hip_state,
    coalesce(events.dgn_state, -128)::smallint as dgn_state,
    events.timetone_flags
from contents
inner join raw.events as events on contents.datagram_id = events.datagram_id
where
    events.run_id = $run_id
    and events.gem_sequence
    between contents.covers_first_gem_sequence and contents.covers_last_gem_sequence
order by
    events.gem_sequence,
    events.apid,
    contents.datagram_sequence,
    events.event_number
