-- A product of the catalog that is new, replaced by a later version, or gone between two hand-offs.
-- Grain: dataset_id.
with

lives as (
    select
        versions.dataset_id,
        versions.run_id,
        versions.version,
        versions.event_count,
        versions.hand_off_number as since_hand_off,
        locations.path,
        min(versions.hand_off_number) over later as next_hand_off,
        (
            select min(chunks.until_hand_off)
            from core.chunks as chunks
            where chunks.path = locations.path
        ) as gone_hand_off
    from catalog.versions as versions
    left join catalog.locations as locations on versions.version_id = locations.version_id
    window later as (
        partition by versions.dataset_id
        order by versions.version
        rows between 1 following and unbounded following
    )
),

standing as (
    select
        *,
        least(next_hand_off, gone_hand_off) as until_hand_off
    from lives
),

earlier as (
    select *
    from standing
    where
        since_hand_off <= $before
        and coalesce(until_hand_off > $before, true)
        and run_id in (
            select chunks.run_id
            from core.chunks as chunks
            where
                chunks.since_hand_off <= $before and coalesce(chunks.until_hand_off > $before, true)
        )
),

later as (
    select *
    from standing
    where
        since_hand_off <= $after
        and coalesce(until_hand_off > $after, true)
        and run_id in (
            select chunks.run_id
            from core.chunks as chunks
            where chunks.since_hand_off <= $after and coalesce(chunks.until_hand_off > $after, true)
        )
)

select
    datasets.dataset_group,
    datasets.dataset_name,
    coalesce(earlier.run_id, later.run_id) as run_id,
    case
        when earlier.dataset_id is null then 'new'
        when later.dataset_id is null then 'gone'
        else 'replaced'
    end as change,
    earlier.version as version_before,
    later.version as version_after,
    earlier.event_count as events_before,
    later.event_count as events_after,
    earlier.path as path_before,
    later.path as path_after
from earlier
full join later on earlier.dataset_id = later.dataset_id
inner join catalog.datasets as datasets
    on coalesce(earlier.dataset_id, later.dataset_id) = datasets.dataset_id
where
    earlier.version is distinct from later.version
    and coalesce(coalesce(earlier.run_id, later.run_id) = $run_id, true)
order by
    run_id,
    datasets.dataset_group,
    datasets.dataset_name
