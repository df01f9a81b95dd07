"""The columns of an event that no test of the merge rule looks at; they are zero there."""

EVENT_ZEROS = [
    "elapsed_ticks",
    "livetime_ticks",
    "prescaled_count",
    "discarded_count",
    "deadzone_count",
    "time_tics",
    "timetone_tics",
    "timetone_flags",
    "timetone_incomplete",
    "timetone_flywheeling",
    "previous_timetone_s",
    "previous_timetone_tics",
    "previous_timetone_flags",
    "info_type",
    "compression_level",
    "compressed_size_bytes",
    "hardware_key",
    "software_key",
    "latc_master_key",
]
