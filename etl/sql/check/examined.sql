-- How many rows there are to look at; of events and datagrams, in the runs that are being checked.
-- Grain: one row.
with

runs as (
    select
        runs.*,
        runs.run_id in (select checked.run_id from checked_runs as checked) as is_checked
    from core.runs as runs
    where runs.until_hand_off is null
),

streams as (
    select streams.run_id
    from core.streams as streams
    inner join runs on streams.run_id = runs.run_id
    where streams.until_hand_off is null and runs.run_state in ('complete', 'incomplete')
),

datagrams as (
    select fates.run_id
    from core.datagrams as fates
    inner join checked_runs as checked on fates.run_id = checked.run_id
    where fates.until_hand_off is null and fates.datagram_fate = 'current'
)

select
    (select count(*) from raw.deliveries) as deliveries,
    (select count(*) from raw.files) as files,
    (select count(*) from datagrams) as datagrams,
    (
        select coalesce(sum(runs.event_count), 0)::bigint
        from runs
        where runs.is_checked
    ) as events,
    (select count(*) from streams) as streams,
    (select count(*) from runs) as runs,
    (
        select count(*)
        from core.chunks as chunks
        where chunks.until_hand_off is null
    ) as chunks,
    (
        select count(*)
        from catalog.versions as versions
        where versions.is_latest
    ) as products,
    (select count(*) from runs) as metrics
