-- Where packets came with different bytes, a choice of copies is a variant of their group, and this
-- is a copy that it takes: first what the sendings suggest, then every choice there is (the first
-- 64 of them, beginning with the copies that count). stride says how many of those the places
-- before leave.
-- Grain: scid, apid, time_order, group_number, variant, unwrapped_count.
with

counted as (
    select
        scid,
        apid,
        time_order,
        group_number,
        unwrapped_count,
        max(choice) + 1 as choice_count
    from disputed_copies
    group by all
),

varied as (
    select
        *,
        least(coalesce(product(choice_count) over (
            partition by scid, apid, time_order, group_number
            order by unwrapped_count
            rows between unbounded preceding and 1 preceding
        ), 1), 64)::bigint as stride,
        unnest(range(least(product(choice_count) over (
            partition by scid, apid, time_order, group_number
        ), 64)::bigint)) as variant
    from counted
),

chosen as (
    select * from sent_choices
    union all by name
    select
        * exclude (choice_count, stride),
        (variant // stride) % choice_count as choice
    from varied
),

taken as (
    select * exclude (sending_number)
    from disputed_copies
    qualify row_number() over (
        partition by scid, apid, time_order, group_number, unwrapped_count, choice
        order by packet_id
    ) = 1
)

select
    taken.* exclude (choice),
    chosen.variant
from chosen
inner join taken
    using (scid, apid, time_order, group_number, unwrapped_count, choice)
