-- A file that an alert is about, and a file of another delivery that is good and takes its place:
-- it has the digest that the manifest gave, or the same name and no fewer bytes, and lacks no
-- datagram that could be read of the other.
-- Grain: alert_id, good_file_id.
with

listing_deliveries as (
    select files.ordinal
    from raw.files as files
    where files.file_kind = 'manifest'
),

good_files as (
    select
        files.file_id,
        files.ordinal,
        files.sha256,
        files.size_bytes,
        regexp_extract(files.file_name, '[^/]*$') as base_name
    from raw.files as files
    inner join counting_deliveries on files.ordinal = counting_deliveries.ordinal
    where
        files.file_state = 'good'
        and files.reason is null
        and files.file_kind <> 'manifest'
        and files.file_id not in (select skipped.file_id from raw.skipped_bytes as skipped)
        and files.file_id not in (select unread.file_id from raw.unread_messages as unread)
),

pairs as (
    select
        file_alerts.alert_id,
        file_alerts.file_id,
        good_files.file_id as good_file_id
    from file_alerts
    inner join good_files
        on
            file_alerts.delivery_ordinal <> good_files.ordinal
            and (
                file_alerts.due_sha256 = good_files.sha256
                or (
                    file_alerts.base_name = good_files.base_name
                    and file_alerts.alert_kind <> 'unlisted_file'
                    and coalesce(file_alerts.size_bytes, 0) <= good_files.size_bytes
                )
            )
    where
        (
            file_alerts.alert_kind <> 'unlisted_file'
            or good_files.ordinal in (select listing.ordinal from listing_deliveries as listing)
        )
        and (file_alerts.alert_kind, good_files.file_id) not in (
            select
                others.alert_kind,
                others.file_id
            from file_alerts as others
            where others.file_id is not null
        )
),

read_datagrams as (
    select distinct
        datagrams.file_id,
        datagrams.run_id,
        datagrams.apid,
        datagrams.datagram_sequence
    from raw.datagrams as datagrams
    where
        datagrams.file_id in (select pairs.file_id from pairs)
        or datagrams.file_id in (select pairs.good_file_id from pairs)
),

lacking as (
    select
        pairs.alert_id,
        pairs.good_file_id
    from pairs
    inner join read_datagrams as bad on pairs.file_id = bad.file_id
    left join read_datagrams as good
        on
            pairs.good_file_id = good.file_id
            and bad.run_id = good.run_id
            and bad.apid = good.apid
            and bad.datagram_sequence = good.datagram_sequence
    where good.file_id is null
)

select
    pairs.alert_id,
    pairs.good_file_id
from pairs
anti join lacking using (alert_id, good_file_id)
