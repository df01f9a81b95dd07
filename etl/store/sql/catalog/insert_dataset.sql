-- Make the dataset of a product unless there is one.
-- Grain: one row.
insert into catalog.datasets (
    dataset_id, folder, dataset_name, dataset_group, data_type, file_format, created_at
)
select
    (select coalesce(max(known.dataset_id), 0) + 1 from catalog.datasets as known) as dataset_id,
    $folder as folder,
    $dataset_name as dataset_name,
    $dataset_group as dataset_group,
    $dataset_group as data_type,
    $file_format as file_format,
    $created_at as created_at
where not exists (
    select 1
    from catalog.datasets as datasets
    where
        datasets.dataset_group = $dataset_group
        and datasets.dataset_name = $dataset_name
)
