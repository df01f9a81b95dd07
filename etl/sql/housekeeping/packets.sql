-- Where a packet of the file lies that carries a Magic-7 message or GEM counters, and its time.
-- Grain: packet_id.
select
    packets.packet_id,
    packets.apid,
    apids.apid_kind = 'magic7' as is_magic7,
    coalesce(packets.packet_time_s, 0) as packet_time_s,
    coalesce(packets.packet_time_us, 0) as packet_time_us,
    packets.offset_bytes,
    greatest(packets.length_bytes - coalesce(packets.pad_bytes, 0), 0)::bigint as length_bytes
from raw.packets as packets
inner join raw.packet_apids as apids
    on
        packets.file_id = apids.file_id
        and packets.apid = apids.apid
        and apids.apid_kind in ('magic7', 'gem_rates')
where packets.packet_id between $file_id * 4294967296 and ($file_id + 1) * 4294967296 - 1
order by packets.packet_id
