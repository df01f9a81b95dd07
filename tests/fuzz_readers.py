"""Throw bytes at the readers of Level 0 that atheris thinks up, guided by what it has run through.

``python -m tests.fuzz_readers -max_total_time=60 build/fuzz`` (options of libFuzzer, and a folder
where it keeps what it found out). Each run keeps more memory, which is the tracer's; ten minutes
are ten runs.

Any failure is the reader's: an exception that it does not announce, or a byte of a file in two
places or in none.
"""

import sys
from contextlib import suppress

import atheris

READERS = ["etl.formats.ccsds", "etl.formats.datagram"]
COMPILED = [
    "etl.formats.compiled",
    "etl.formats.ccsds.chain",
    "etl.formats.ccsds.checksums",
    "etl.formats.ccsds.counts",
]  # the compiler needs them bare

with atheris.instrument_imports(include=READERS, exclude=COMPILED):
    from etl.formats.ccsds import Framing
    from etl.formats.datagram import DatagramError, decode
    from tests.packets import found, packet

BEFORE = b"".join(packet(956, number, 700_000_000, 32, b"x") for number in range(20))


def read_any(data: bytes) -> None:
    """Read the bytes as they are, and between packets that make their headers plausible."""
    found(data, Framing(annotation_bytes=data[0] % 13 if data else 0))
    found(BEFORE + data + BEFORE, Framing(), window_bytes=64)
    with suppress(DatagramError):
        decode(data)


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, read_any)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
