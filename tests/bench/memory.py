"""Memory that a virtual machine was never given is slow the first time: touch it before timing."""

import subprocess
import sys

TOUCH = "m = __import__('mmap').mmap(-1, {0}); [m.__setitem__(at, 1) for at in range(0, {0}, 4096)]"


def touch(size_bytes: int = 4 << 30) -> None:
    """Touch so much memory in a process of its own, which gives it back."""
    subprocess.run([sys.executable, "-c", TOUCH.format(size_bytes)], check=True)
