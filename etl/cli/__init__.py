"""The command line: stdout is the answer, stderr the story, the exit code the verdict."""

import os
import sys
from io import TextIOWrapper

from etl.errors import HalfPipeError
from etl.store.kept_out import keep_out


def main() -> None:
    """Run ``halfpipe``; an error meant for a person is one message and its exit code."""
    keep_out()
    from etl.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # what a terminal has no letter for is told by its code
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except HalfPipeError as error:
        print(f"halfpipe: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nor can what is left of it be written
        print(f"halfpipe: the answer could not be written: {error.strerror}.", file=sys.stderr)
        sys.exit(1)
