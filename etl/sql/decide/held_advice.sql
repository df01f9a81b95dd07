-- What lets a held run go on, in words; of one held for its keys, config_alerts has them.
-- Grain: run_id.
select
    run_id,
    case
        when held_reason in ('operator', 'ignored')
            then printf(
                'Which decision holds it: halfpipe decisions --run r%010d; it goes on with: '
                || 'halfpipe release --decision N --why TEXT',
                run_id
            )
        when held_reason = 'epu_count'
            then printf(
                'It goes on by itself when the streams are as expected, or with: '
                || 'halfpipe accept r%010d --epus %d --why TEXT',
                run_id, seen_epus
            )
        else
            printf(
                'No run has such APIDs together; if they belong to it: '
                || 'halfpipe force r%010d --why TEXT',
                run_id
            )
    end as advice
from runs
where run_state = 'held' and held_reason <> 'config'
