-- What one EPU sent for one run, as far as received.
-- Grain: run_id, apid.
with

streams as (
    select
        *,
        if(is_whole, 'whole', 'broken') as stream_state
    from core.streams
    where until_hand_off is null
)

select streams.* exclude (since_hand_off, until_hand_off)
from streams
where
    coalesce(streams.run_id = $run_id, true)
    and coalesce(streams.stream_state = $state, true)
    and coalesce(streams.last_event_met >= $since_met, true)
    and coalesce(streams.first_event_met < $until_met, true)
    and (
        $ordinal is null
        or (streams.run_id, streams.apid) in (
            select
                datagrams.run_id,
                datagrams.apid
            from raw.datagrams as datagrams
            where datagrams.ordinal = $ordinal
        )
    )
order by streams.run_id, streams.apid
