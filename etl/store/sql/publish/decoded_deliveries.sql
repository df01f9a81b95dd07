-- A delivery that is decoded, with the range of its datagram ids.
-- Grain: ordinal.
select
    files.ordinal,
    min(files.file_id) * 16777216 as first_datagram_id,
    (max(files.file_id) + 1) * 16777216 - 1 as last_datagram_id
from raw.files as files
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
group by files.ordinal
order by files.ordinal
