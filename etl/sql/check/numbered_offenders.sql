-- The first offenders of each check and run or delivery, each with how many there are.
-- Grain: check_name, run_id, ordinal, offender_number.
with

named as (
    select
        check_name,
        run_id,
        ordinal,
        coalesce(
            offender,
            concat_ws('/', format('r{:010d}', run_id), apid, datagram_sequence, gem_sequence),
            format('delivery {}', ordinal)
        ) as offender,
        coalesce(apid, 0) as apid,
        coalesce(datagram_sequence, 0) as datagram_sequence,
        coalesce(gem_sequence, 0) as gem_sequence,
        detail,
        coalesce(group_count, count(*) over found) as group_count
    from found_offenders
    window found as (partition by check_name, run_id, ordinal)
)

select
    named.* exclude (apid, datagram_sequence, gem_sequence),
    row_number() over (
        partition by named.check_name, named.run_id, named.ordinal
        order by
            named.gem_sequence, named.apid, named.datagram_sequence, named.offender, named.detail
    ) as offender_number
from named
qualify offender_number <= $most
