-- Which plans came
-- Each mission plan, the time it covers, and how many of its lines no newer plan replaced.
-- Grain: plan_number.
select
    plans.plan_number,
    plans.file_name,
    plans.received_at,
    plans.covers_start_met,
    plans.covers_stop_met,
    plans.line_count,
    count(*) filter (
        where not exists (
            select 1
            from raw.mission_plans as newer
            where
                newer.plan_number > plans.plan_number
                and lines.start_met >= newer.covers_start_met
                and lines.start_met < newer.covers_stop_met
        )
        and not exists (
            select 1
            from raw.planned_runs as named
            where
                named.plan_number > plans.plan_number
                and lines.start_met < named.stop_met
                and lines.stop_met > named.start_met
        )
    ) as standing_line_count
from raw.mission_plans as plans
inner join raw.planned_runs as lines on plans.plan_number = lines.plan_number
group by all
order by plans.plan_number
