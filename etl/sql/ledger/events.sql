-- Every event decoded is delivered, withheld by a hole, held with its run, not current, or waiting:
-- for a decision, or for the file of the chunk that it was put into. In the gate no new chunk has
-- its file yet, and none is due ($are_files_due).
-- Grain: ordinal (delivery), run_id.
with

decoded as (
    select
        ordinal,
        run_id,
        datagram_id,
        event_count
    from raw.datagrams
    where coalesce(list_contains($run_ids::bigint[], run_id), true)
),

unwritten as (
    select
        known.run_id,
        known.datagram_id,
        count(*) as event_count
    from core.chunks as chunks
    inner join core.datagrams as known
        on
            chunks.run_id = known.run_id
            and known.until_hand_off is null
            and known.datagram_fate = 'current'
    inner join raw.events as events
        on
            known.run_id = events.run_id
            and known.datagram_id = events.datagram_id
            and events.gem_sequence
            between chunks.covers_first_gem_sequence and chunks.covers_last_gem_sequence
    where
        $are_files_due
        and chunks.until_hand_off is null
        and chunks.path is null
        and coalesce(list_contains($run_ids::bigint[], chunks.run_id), true)
    group by known.run_id, known.datagram_id
),

terms as (
    select
        decoded.ordinal,
        decoded.run_id,
        sum(decoded.event_count)::bigint as decoded,
        coalesce(sum(decided.delivered_count - coalesce(unwritten.event_count, 0)), 0)::bigint
            as delivered,
        coalesce(sum(decided.withheld_count), 0)::bigint as withheld,
        coalesce(sum(decided.held_count), 0)::bigint as held,
        coalesce(
            sum(decoded.event_count) filter (where decided.datagram_fate <> 'current'), 0
        )::bigint as not_current,
        coalesce(
            sum(
                if(decided.datagram_id is null, decoded.event_count, unwritten.event_count)
            ),
            0
        )::bigint as waiting
    from decoded
    left join core.datagrams as decided
        on
            decoded.run_id = decided.run_id
            and decoded.datagram_id = decided.datagram_id
            and decided.until_hand_off is null
    left join unwritten
        on
            decided.run_id = unwritten.run_id
            and decided.datagram_id = unwritten.datagram_id
    group by decoded.ordinal, decoded.run_id
)

select
    *,
    decoded - delivered - withheld - held - not_current - waiting as residual
from terms
order by ordinal, run_id
