-- Packets that were asked for again, and whether they came: outstanding, partly filled or filled.
-- The sequence counts are those that the packets have on board, modulo 2**14.
-- Grain: request_id.
with

missing as (
    select
        requests.request_id,
        sum(
            least(gaps.last_missing_count, requests.last_missing_count)
            - greatest(gaps.first_missing_count, requests.first_missing_count)
            + 1
        )::bigint as missing_count
    from ops.packet_requests as requests
    inner join core.packet_gaps as gaps
        on
            requests.scid = gaps.scid
            and requests.apid = gaps.apid
            and requests.last_missing_count >= gaps.first_missing_count
            and requests.first_missing_count <= gaps.last_missing_count
            and gaps.until_hand_off is null
    where requests.until_hand_off is null
    group by requests.request_id
)

select
    'packet' as request_kind,
    requests.request_id,
    case
        when requests.until_hand_off is not null then 'filled'
        when
            missing.missing_count
            > requests.last_missing_count - requests.first_missing_count
            then 'outstanding'
        else 'partly_filled'
    end as request_state,
    requests.scid,
    requests.apid,
    requests.first_missing_count % 16384 as first_sequence_count,
    requests.last_missing_count % 16384 as last_sequence_count,
    requests.last_missing_count - requests.first_missing_count + 1 as packet_count,
    coalesce(missing.missing_count, 0) as missing_count,
    requests.start_met,
    requests.stop_met,
    requests.requested_at
from ops.packet_requests as requests
left join missing on requests.request_id = missing.request_id
where requests.request_id > $after_id
order by requests.request_id
