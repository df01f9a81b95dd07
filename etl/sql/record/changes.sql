-- What this hand-off changed, counted.
-- Grain: one row.
select
    (select count(*) from touched) as run_count,
    (select count(*) from new_chunks) as chunk_count,
    (
        select count(*)
        from holes
        where holes.hole_state = 'open'
    ) as hole_count
