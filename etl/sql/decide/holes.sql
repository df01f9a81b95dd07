-- A hole as it stands after this hand-off, those that it closed included.
-- Grain: hole_id.
select * from living_holes
union all
select * from closed_holes
