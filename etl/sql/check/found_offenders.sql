-- An offender that a check found, of a run or a delivery where it is one's; empty at first.
-- Grain: none; a check may find the same twice.
select
    null::varchar as check_name,
    null::bigint as run_id,
    null::bigint as ordinal,
    null::integer as apid,
    null::bigint as datagram_sequence,
    null::ubigint as gem_sequence,
    null::varchar as offender,
    null::varchar as detail,
    null::bigint as group_count
where false
