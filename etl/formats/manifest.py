"""Manifests: lines of ``md5sum`` or ``sha256sum`` that say which files a delivery has."""

import re
from dataclasses import dataclass

ALGORITHMS = {32: "md5", 64: "sha256"}
_LINE = re.compile(r"(\\?)([0-9a-fA-F]{32}|[0-9a-fA-F]{64}) [ *](.+)")
_ESCAPED = re.compile(r"\\([\\nr])")  # md5sum marks a line with such a name by a backslash
_LETTERS = {"\\": "\\", "n": "\n", "r": "\r"}
_NAME = re.compile(r"manifest|md5|sha256|checksum", re.IGNORECASE)
_DATA_SUFFIXES = (".evt", ".idx", ".gz", ".tar")


@dataclass(frozen=True)
class Entry:
    """One line: the file's name, and the digest it should have."""

    file_name: str
    algorithm: str
    digest: str


def is_manifest_name(file_name: str) -> bool:
    """Return whether a file of this name is meant as a manifest, such as ``SHA256SUMS``."""
    base = file_name.rpartition("/")[2]
    return _NAME.search(base) is not None and not base.lower().endswith(_DATA_SUFFIXES)


def parse(text: str) -> tuple[list[Entry], list[int]]:
    """Return the entries of a manifest, and the numbers of the lines that are none.

    Blank lines and lines that begin with ``#`` are passed over.
    """
    entries: list[Entry] = []
    odd_lines: list[int] = []
    for line_number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.fullmatch(stripped)
        if match is None:
            odd_lines.append(line_number)
            continue
        escaped, digest, name = match.groups()
        if escaped:
            name = _ESCAPED.sub(lambda found: _LETTERS[found[1]], name)
        entries.append(Entry(name.removeprefix("./"), ALGORITHMS[len(digest)], digest.lower()))
    return entries, odd_lines
