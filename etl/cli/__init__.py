"""The command line: stdout is the answer, stderr the story, the exit code the verdict."""

import sys

from etl.errors import HalfPipeError
from etl.store.kept_out import keep_out


def main() -> None:
    """Run ``halfpipe``; an error meant for a person is one message and its exit code."""
    keep_out()
    from etl.cli.app import app

    try:
        app()
    except HalfPipeError as error:
        print(f"halfpipe: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
