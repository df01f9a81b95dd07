-- Which configuration had each run
-- The MOOT key and alias of each run, and the hardware and software keys that its datagrams carry.
-- Grain: run_id.
select
    runs.run_id,
    runs.moot_key,
    runs.moot_alias,
    list(distinct datagrams.hardware_key order by datagrams.hardware_key) as hardware_keys,
    list(distinct datagrams.software_key order by datagrams.software_key) as software_keys,
    list(distinct datagrams.mode order by datagrams.mode) as modes
from core.runs as runs
inner join raw.datagrams as datagrams on runs.run_id = datagrams.run_id
where runs.until_hand_off is null
group by runs.run_id, runs.moot_key, runs.moot_alias
order by runs.run_id
