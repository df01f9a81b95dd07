-- The digest under which the archive keeps each file that datagrams of the run came in.
-- Grain: file_id.
select distinct
    files.file_id,
    files.sha256
from raw.datagrams as datagrams
inner join raw.files as files on datagrams.file_id = files.file_id
where datagrams.run_id = $run_id
