-- A stage of a hand-off whose last attempt failed; that of the gate is a ledger out of balance.
-- Grain: alert_kind, subject.
with

last_attempts as (
    select outcomes.*
    from ops.outcomes as outcomes
    where
        outcomes.hand_off_number is not null
        and outcomes.stage not in ('on_ready', 'models') -- these have alerts of their own
    qualify
        row_number() over (
            partition by outcomes.hand_off_number, outcomes.stage
            order by outcomes.outcome_id desc
        ) = 1
),

failed as (
    select
        last_attempts.stage,
        last_attempts.detail[:1000] as detail,
        hand_offs.ordinal,
        hand_offs.brought_by || printf(' %09d', hand_offs.downlink) as cause,
        printf('%09d', hand_offs.downlink) as downlink
    from last_attempts
    inner join ops.hand_offs as hand_offs
        on last_attempts.hand_off_number = hand_offs.hand_off_number
    where not last_attempts.is_success
)

select
    'failed_stage' as alert_kind,
    downlink || '/' || stage as subject,
    'error' as severity,
    'Stage ' || stage || ' of ' || cause || ' failed: ' || detail || ' Nothing of it, and nothing '
    || 'that came after it, goes out until it succeeds; mend what it says, then: halfpipe cycle'
        as message,
    null::bigint as run_id,
    ordinal
from failed
where stage <> 'gate'
union all
select
    'unbalanced_ledger' as alert_kind,
    downlink as subject,
    'error' as severity,
    detail as message,
    null::bigint as run_id,
    ordinal
from failed
where stage = 'gate'
