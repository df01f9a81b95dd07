-- The choices that a sending of a disputed group suggests: its own copies, another sending's where
-- it has none, and the one that counts where neither has. Every two sendings are tried, so no later
-- one takes a choice away. They are numbered from -1 down, in front of all others.
-- Grain: scid, apid, time_order, group_number, variant, unwrapped_count.
with

sendings as (
    select
        scid,
        apid,
        time_order,
        group_number,
        file_id,
        sending_number,
        map(
            list(unwrapped_count order by unwrapped_count),
            list(choice order by unwrapped_count)
        ) as choices
    from disputed_copies
    group by scid, apid, time_order, group_number, file_id, sending_number
    qualify row_number() over (
        partition by scid, apid, time_order, group_number, choices
        order by file_id, sending_number
    ) = 1
),

numbered as (
    select
        *,
        row_number() over (
            partition by scid, apid, time_order, group_number
            order by file_id, sending_number
        ) as sending
    from sendings
),

places as (
    select distinct
        scid,
        apid,
        time_order,
        group_number,
        unwrapped_count
    from disputed_copies
)

select
    places.*,
    -dense_rank() over (
        partition by places.scid, places.apid, places.time_order, places.group_number
        order by numbered.sending, others.sending
    ) as variant,
    coalesce(
        numbered.choices[places.unwrapped_count], others.choices[places.unwrapped_count], 0
    ) as choice
from places
inner join numbered using (scid, apid, time_order, group_number)
inner join numbered as others using (scid, apid, time_order, group_number)
