"""The bytes of a version 9 ``.evt`` file as NumPy record types: fixed little-endian offsets.

Only the shape of the bytes stands here; what they mean is said in the data dictionary.
The offsets are those of the C++ structures in fermi-lat/eventFile (LSE_Context.h, LSE_Info.h,
LPA_Handler.h, LSE_Keys.h), written raw by LSEWriter. Padding is named ``pad*`` so that
a file can be packed back byte for byte.
"""

import numpy as np

MARKER = 0xFAF32000
VERSION = 0x09090909
EBF_TYPE = 0x104F0010
"""The LATtypeId in front of every event's payload (LSEWriter.cxx)."""

TIMETONE = np.dtype(
    [
        ("time_s", "<u4"),
        ("tics", "<u4"),
        ("hacks", "<u4"),
        ("incomplete", "<u4"),
        ("flywheeling", "<u4"),
        ("missing_timetone", "u1"),
        ("missing_cpu_pps", "u1"),
        ("missing_lat_pps", "u1"),
        ("early_event", "u1"),
        ("source_gps", "u1"),
        ("pad", "V3"),
    ]
)

CONTEXT = np.dtype(
    [
        ("scid", "<i4"),
        ("apid", "<i4"),
        ("packet_unix_s", "<f8"),
        ("current", TIMETONE),
        ("previous", TIMETONE),
        ("elapsed", "<u8"),
        ("livetime", "<u8"),
        ("prescaled", "<u8"),
        ("discarded", "<u8"),
        ("sequence", "<u8"),
        ("deadzone", "<u8"),
        ("platform", "<i4"),
        ("origin", "<i4"),
        ("ground_id", "<u4"),
        ("started_at", "<u4"),
        ("platform_text", "S16"),
        ("origin_text", "S16"),
        ("mode_changes", "<u4"),
        ("datagrams", "<u4"),
        ("open_action", "<i4"),
        ("open_reason", "<i4"),
        ("crate", "<i4"),
        ("mode", "<i4"),
        ("open_action_text", "S16"),
        ("open_reason_text", "S16"),
        ("crate_text", "S16"),
        ("mode_text", "S16"),
        ("close_action", "<i4"),
        ("close_reason", "<i4"),
        ("close_action_text", "S16"),
        ("close_reason_text", "S16"),
    ]
)

EBF = np.dtype([("length", "<u4"), ("type", "<u4"), ("inner_length", "<u4")])
"""The words in front of the payload; both lengths count the payload and the last two words."""

_INFO = [
    ("time_tics", "<u4"),
    ("tics", "<u4"),
    ("hacks", "<u4"),
    ("compression_level", "<i4"),
    ("compressed_size_bytes", "<i4"),
]

LPA_INFO = np.dtype(
    [*_INFO, ("software_key", "<u4"), ("hardware_key", "<u4"), ("lpa_db_key", "<u4")]
)

HANDLER = np.dtype(
    [
        ("type", "<i4"),
        ("master_key", "<u4"),
        ("cfg_key", "<u4"),
        ("cfg_id", "<u4"),
        ("state", "<i4"),
        ("prescaler", "<i4"),
        ("version", "<u4"),
        ("id", "<i4"),
        ("has", "u1"),
        ("pad", "V3"),
        ("status", "<u4"),
        ("energy_valid", "<u4"),
        ("energy_in_leus", "<i4"),
        ("stage", "<u4"),
    ]
)

_LCI = [
    *_INFO,
    ("auto_range", "u1"),
    ("zero_suppression", "u1"),
    ("strobe", "u1"),
    ("pad", "V1"),
    ("periodic_prescale", "<u4"),
    ("software_key", "<u4"),
    ("write_cfg", "<u4"),
    ("read_cfg", "<u4"),
]

CHANNEL = np.dtype(
    [("count", "<u2"), ("single", "u1"), ("all", "u1"), ("latc", "u1"), ("per_fe", "u1")]
)


def _u2(*names: str) -> list[tuple[str, str]]:
    return [(name, "<u2") for name in names]


LCI_ACD = np.dtype(
    [
        *_LCI,
        *_u2("injected", "threshold", "bias_dac", "hold_delay", "hitmap_delay", "range"),
        *_u2("veto", "veto_vernier", "hld"),
        ("channel", CHANNEL),
    ]
)

LCI_CAL = np.dtype(
    [
        *_LCI,
        *_u2("uld", "injected", "delay", "first_range", "threshold", "calib_gain"),
        *_u2("high_cal_ena", "high_rng_ena", "high_gain"),
        *_u2("low_cal_ena", "low_rng_ena", "low_gain"),
        *_u2("le", "low_trg_ena", "he", "high_trg_ena"),
        ("channel", CHANNEL),
        ("pad_end", "V2"),
    ]
)

LCI_TKR = np.dtype(
    [
        *_LCI,
        ("dac_range", "<i4"),
        *_u2("injected", "delay", "threshold", "split_low", "split_high"),
        ("channel", CHANNEL),
    ]
)

KEYS_LPA = np.dtype(
    [("latc_master", "<u4"), ("latc_ignore", "<u4"), ("sbs", "<u4"), ("lpa_db", "<u4")]
)

KEYS_LCI = np.dtype([("latc_master", "<u4"), ("latc_ignore", "<u4"), ("lci_script", "<u4")])

INFO_OF_TYPE = (LPA_INFO, LCI_ACD, LCI_CAL, LCI_TKR)
"""The info structure of each info type code."""

LPA_BLOCK = np.dtype([("type", "<i4"), ("info", LPA_INFO), ("handler_count", "<u4")])
"""What follows the payload of an LPA event; its handlers come next, then its keys."""

LCI_BLOCKS = tuple(
    np.dtype([("type", "<i4"), ("size_bytes", "<u4"), ("info", info)])
    for info in (LCI_ACD, LCI_CAL, LCI_TKR)
)
"""What follows the payload of an LCI event, for the info type codes 1, 2, 3; its keys come next."""

KEYS_LPA_BLOCK = np.dtype([("type", "<i4"), ("keys", KEYS_LPA)])
KEYS_LCI_BLOCK = np.dtype([("type", "<i4"), ("keys", KEYS_LCI)])

EBF_AT = CONTEXT.itemsize
PAYLOAD_AT = EBF_AT + EBF.itemsize

BLOCK_BYTES = np.array([block.itemsize for block in (LPA_BLOCK, *LCI_BLOCKS)], dtype=np.int64)
"""Size of the info block, type and size words included, by info type code."""

KEYS_BYTES = np.array([KEYS_LPA_BLOCK.itemsize] + 3 * [KEYS_LCI_BLOCK.itemsize], dtype=np.int64)
"""Size of the keys block, type word included, by info type code: LSEWriter never mixes the two."""
