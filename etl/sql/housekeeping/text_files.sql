-- A file of the delivery that is Magic-7 in its text form, and the digest it is kept under.
-- Grain: file_id.
select
    files.file_id,
    files.file_name,
    files.sha256
from raw.files as files
where
    files.ordinal = $ordinal
    and files.file_kind = 'other'
    and files.sha256 is not null
    and regexp_matches(files.file_name, 'magic7[^/]*\.txt$', 'i')
order by files.file_id
