"""The FITS checksum: a 32-bit ones' complement sum and its ASCII form.

FITS standard 4.0, section 4.4.2.7 and appendix J.
"""

import numpy as np

WORD = 0xFFFF_FFFF
WORD_BYTES = 4
# Between the digits, the capitals and the small letters: the encoding uses none of these.
PUNCTUATION = frozenset(b":;<=>?@[\\]^_`")


class Datasum:
    """The DATASUM of bytes as they are written, in pieces of any length."""

    def __init__(self) -> None:
        self._total = 0
        self._size_bytes = 0

    def update(self, piece: bytes | memoryview) -> None:
        """Add the words of the next piece."""
        lead = self._size_bytes % WORD_BYTES
        self._size_bytes += len(piece)
        tail = -self._size_bytes % WORD_BYTES
        # Zeros add nothing, so a piece that starts or ends inside a word is filled up with them.
        whole = b"".join((bytes(lead), piece, bytes(tail))) if lead or tail else piece
        self._total += int(np.frombuffer(whole, dtype=">u4").sum(dtype=np.uint64))

    @property
    def value(self) -> int:
        """The sum so far."""
        return fold(self._total)


def fold(total: int) -> int:
    """Add what overflows 32 bits back in at the low end."""
    while total > WORD:
        total = (total & WORD) + (total >> 32)
    return total


def encode(total: int) -> str:
    """Write the complement of a sum as the sixteen characters of a CHECKSUM card.

    A unit that was summed with sixteen ``0`` in their place then sums to all ones.
    """
    columns = [_four_characters(byte) for byte in (WORD - total).to_bytes(WORD_BYTES, "big")]
    text = bytes(column[row] for row in range(4) for column in columns)
    # The value starts one byte before a word boundary, so the text is turned by one.
    return (text[-1:] + text[:-1]).decode("ascii")


def _four_characters(byte: int) -> list[int]:
    """Split one byte over four characters from ``0`` upwards, none of them punctuation."""
    quarter, rest = divmod(byte, 4)
    characters = [ord("0") + quarter] * 4
    characters[0] += rest
    for pair in (0, 2):
        while PUNCTUATION & set(characters[pair : pair + 2]):
            characters[pair] += 1
            characters[pair + 1] -= 1
    return characters
