-- A file of the delivery that has Magic-7 or GEM counters, and the digest it is kept under.
-- Grain: file_id.
select distinct
    files.file_id,
    files.file_name,
    files.sha256
from raw.files as files
inner join raw.packet_apids as apids
    on
        files.file_id = apids.file_id
        and apids.apid_kind in ('magic7', 'gem_rates')
where files.ordinal = $ordinal
order by files.file_id
