-- An alert of a file or delivery whose cause is gone: the delivery is ignored, a good copy of the
-- file came, or the delivery came again under the same name without that fault.
-- Grain: alert_id.
select file_alerts.alert_id
from file_alerts
anti join counting_deliveries on file_alerts.delivery_ordinal = counting_deliveries.ordinal
union
select good_copies.alert_id
from good_copies
union
select file_alerts.alert_id
from file_alerts
inner join counting_deliveries as others
    on
        file_alerts.source_name = others.source_name
        and file_alerts.delivery_ordinal <> others.ordinal
where
    file_alerts.alert_kind in (
        'broken_file', 'cut_short_file', 'empty_delivery', 'no_data', 'odd_manifest'
    )
    and (file_alerts.alert_kind, others.ordinal) not in (
        select
            told.alert_kind,
            told.delivery_ordinal
        from file_alerts as told
    )
    and (
        file_alerts.alert_kind <> 'no_data'
        or others.ordinal in (
            select files.ordinal
            from raw.files as files
            where files.file_kind in ('evt', 'l0')
        )
    )
