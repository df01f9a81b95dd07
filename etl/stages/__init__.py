"""The flow. ``STAGES`` is the only list of it.

Each stage is one function that reads rows and files and writes rows and files, in one
transaction, safe to run again; none imports another.
"""

from collections.abc import Callable

from etl.settings import Settings
from etl.stages.assemble import assemble
from etl.stages.count import count_packets
from etl.stages.decide import decide
from etl.stages.decode import decode
from etl.stages.decode_packets import decode_packets
from etl.stages.gate import gate
from etl.stages.hand_off import hand_off_downlink
from etl.stages.housekeeping import read_housekeeping
from etl.stages.register import register_chunks
from etl.stages.settle import settle_groups
from etl.stages.split import split_packets
from etl.stages.write_chunks import write_chunks
from etl.stages.write_fits import write_fits
from etl.store.hand_offs import HandOff
from etl.store.store import Store

Stage = Callable[[Store, HandOff, Settings], str]

STAGES: dict[str, Stage] = {
    "split": split_packets,
    "count": count_packets,
    "housekeeping": read_housekeeping,
    "assemble": assemble,
    "decode_packets": decode_packets,
    "decode": decode,
    "decide": decide,
    "settle": settle_groups,
    "gate": gate,
    "write": write_chunks,
    "fits": write_fits,
    "register": register_chunks,
    "hand_off": hand_off_downlink,
}
