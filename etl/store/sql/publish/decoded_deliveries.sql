-- A delivery that is decoded, with the digest of its content and the range of its datagram ids.
-- Grain: ordinal.
select
    files.ordinal,
    deliveries.sha256,
    min(files.file_id) * 16777216 as first_datagram_id,
    (max(files.file_id) + 1) * 16777216 - 1 as last_datagram_id
from raw.files as files
inner join raw.deliveries as deliveries on files.ordinal = deliveries.ordinal
where
    files.ordinal in (
        select hand_offs.ordinal
        from ops.hand_offs as hand_offs
        inner join ops.outcomes as outcomes
            on
                hand_offs.hand_off_number = outcomes.hand_off_number
                and outcomes.stage = 'decode'
                and outcomes.is_success
        where hand_offs.brought_by = 'delivery'
    )
group by files.ordinal, deliveries.sha256
order by files.ordinal
