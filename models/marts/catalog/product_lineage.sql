-- What a version of a product was made of: product from chunk, datagrams, file and delivery.
-- Grain: version_id, chunk_number, file_id, apid.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ without_changed_runs() }}"
) }}
with

versions as (
    select
        versions.version_id,
        versions.run_id,
        datasets.data_type,
        versions.version,
        versions.hand_off_number,
        locations.path
    from {{ source('catalog', 'versions') }} as versions
    inner join {{ source('catalog', 'datasets') }} as datasets
        on versions.dataset_id = datasets.dataset_id
    left join {{ source('catalog', 'locations') }} as locations
        on versions.version_id = locations.version_id
    where {{ of_changed_runs('versions') }}
),

pieces as (
    select
        versions.version_id,
        versions.run_id,
        versions.data_type,
        versions.hand_off_number,
        chunks.chunk_number,
        chunks.version as chunk_version,
        chunks.covers_first_gem_sequence,
        chunks.covers_last_gem_sequence
    from versions
    inner join {{ source('core', 'chunks') }} as chunks
        on
            versions.run_id = chunks.run_id
            and versions.hand_off_number >= chunks.since_hand_off
            and coalesce(versions.hand_off_number < chunks.until_hand_off, true)
            and if(versions.data_type = 'EVT', versions.path = chunks.path, true)
),

copies as (
    select
        fates.run_id,
        fates.apid,
        fates.datagram_sequence,
        fates.since_hand_off,
        fates.until_hand_off,
        datagrams.file_id,
        datagrams.first_gem_sequence,
        datagrams.last_gem_sequence
    from {{ source('core', 'datagrams') }} as fates
    inner join {{ source('raw', 'datagrams') }} as datagrams
        on fates.datagram_id = datagrams.datagram_id and fates.run_id = datagrams.run_id
    where fates.datagram_fate = 'current' and {{ of_changed_runs('fates') }}
)

select
    pieces.version_id,
    pieces.run_id,
    pieces.data_type,
    pieces.chunk_number,
    pieces.chunk_version,
    copies.apid,
    min(copies.datagram_sequence) as first_datagram,
    max(copies.datagram_sequence) as last_datagram,
    count(*) as datagram_count,
    copies.file_id,
    files.file_name,
    files.sha256,
    deliveries.ordinal,
    deliveries.downlink
from pieces
inner join copies
    on
        pieces.run_id = copies.run_id
        and pieces.hand_off_number >= copies.since_hand_off
        and coalesce(pieces.hand_off_number < copies.until_hand_off, true)
        and pieces.covers_last_gem_sequence >= copies.first_gem_sequence
        and pieces.covers_first_gem_sequence <= copies.last_gem_sequence
inner join {{ source('raw', 'files') }} as files on copies.file_id = files.file_id
inner join {{ source('raw', 'deliveries') }} as deliveries on files.ordinal = deliveries.ordinal
group by all
