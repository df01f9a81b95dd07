-- What a run is, which streams it has and should have, and what holds it.
-- Grain: run_id. A run whose every copy is ignored has no row.
with

seen as (
    select
        run_id,
        count(distinct apid) as seen_epus,
        bool_and(apid between 955 and 958) as is_lpa,
        bool_and(apid between 965 and 968) as is_lci,
        bool_or(apid between 955 and 958 or apid between 965 and 968) as is_known
    from current_datagrams
    group by run_id
),

everywhere as (
    select
        coalesce(bool_or(action = 'hold'), false) as is_on_hold,
        coalesce(bool_or(action = 'ignore'), false) as is_ignored
    from active_decisions
    where run_id is null and downlink is null
),

delivery_holds as (
    select distinct datagrams.run_id
    from current_datagrams as datagrams
    inner join raw.deliveries as deliveries on datagrams.ordinal = deliveries.ordinal
    inner join active_decisions as decisions
        on deliveries.downlink = decisions.downlink and decisions.action = 'hold'
),

expected as (
    select
        seen.*,
        spoken.forced_epus,
        coalesce(spoken.is_forced, false) as is_forced,
        coalesce(spoken.is_absence_accepted, false) as is_absence_accepted,
        coalesce(spoken.is_ignored, false) or everywhere.is_ignored as is_ignored,
        coalesce(spoken.is_on_hold, false)
        or everywhere.is_on_hold
        or seen.run_id in (select delivery_holds.run_id from delivery_holds) as is_on_hold,
        coalesce(configurations.is_releasable, true) as is_releasable,
        case
            when seen.is_lpa then 'LPA' when seen.is_lci then 'LCI'
            when seen.is_known then 'mixed' else 'unknown'
        end as run_type,
        case
            when seen.seen_epus <= spoken.accepted_epus then spoken.accepted_epus
            when seen.is_lpa then $expected_epus
            when seen.is_lci then 1
            else seen.seen_epus
        end as expected_epus
    from seen
    cross join everywhere
    left join spoken_runs as spoken on seen.run_id = spoken.run_id
    left join run_configurations as configurations on seen.run_id = configurations.run_id
),

accepted as (
    select
        *,
        seen_epus = expected_epus
        or (is_absence_accepted and seen_epus < expected_epus)
        or (
            is_forced
            and seen_epus between least(forced_epus, expected_epus)
            and greatest(forced_epus, expected_epus)
        ) as is_count_accepted
    from expected
)

select
    run_id,
    run_type,
    seen_epus::integer as seen_epus,
    expected_epus::integer as expected_epus,
    is_forced,
    case
        when is_ignored then 'ignored'
        when is_on_hold then 'operator'
        when run_type = 'mixed' and not is_forced then 'mixed_apids'
        when run_type = 'unknown' and not is_forced then 'unknown_apid'
        when not is_count_accepted then 'epu_count'
        when not is_releasable then 'config'
    end as held_reason
from accepted
