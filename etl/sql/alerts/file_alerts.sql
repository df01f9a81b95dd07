-- The newest alert of each file or delivery that was not as it should be, and the file it is about.
-- Grain: alert_id.
with

newest as (
    select
        alerts.*,
        try_cast(split_part(alerts.subject, '/', 1) as bigint) as downlink,
        regexp_extract(alerts.subject, '^\d+/(.*?)(@\d+)?$', 1) as file_name
    from ops.alerts as alerts
    where
        alerts.alert_kind in (
            'altered_file',
            'broken_file',
            'cut_short_file',
            'empty_delivery',
            'index_disagrees',
            'missing_file',
            'no_data',
            'odd_manifest',
            'skipped_bytes',
            'unlisted_file',
            'unread_message'
        )
    qualify
        row_number() over (
            partition by alerts.alert_kind, alerts.subject
            order by alerts.alert_id desc
        ) = 1
)

select
    newest.*,
    deliveries.ordinal as delivery_ordinal,
    deliveries.source_name,
    files.file_id,
    files.size_bytes,
    regexp_extract(newest.file_name, '[^/]*$') as base_name,
    if(
        newest.alert_kind = 'unlisted_file',
        files.sha256,
        regexp_extract(files.reason, '[0-9a-f]{64}$')
    ) as due_sha256
from newest
inner join raw.deliveries as deliveries on newest.downlink = deliveries.downlink
left join raw.files as files
    on
        deliveries.ordinal = files.ordinal
        and newest.file_name = files.file_name
        -- A gzip file that is damaged is a package, and beside it what could be read of it.
        and (newest.alert_kind = 'broken_file') = (files.file_kind = 'package')
