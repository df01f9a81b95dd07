-- A run whose keys keep it from going on, or change inside it with no plan to say which are right.
-- Grain: run_id.
select
    'config_mismatch' as alert_kind,
    printf('r%010d', run_id) as subject,
    'warning' as severity,
    if(
        is_releasable,
        printf(
            'r%010d: keys change inside it (key_changed_in_run): %s. No plan says which are right, '
            || 'so it goes on. See: halfpipe ask where_do_keys_change_inside_a_run',
            run_id, config_detail
        ),
        printf(
            'r%010d is not as planned (%s): %s. Nothing new of it is delivered. It goes on by '
            || 'itself with a corrected plan (halfpipe plan FILE), or with: halfpipe release '
            || 'r%010d --why TEXT',
            run_id, config_status, config_detail, run_id
        )
    ) as message,
    run_id
from run_configurations
where not is_releasable or (is_key_changed and line_number is null)
