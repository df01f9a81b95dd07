"""Every error HalfPipe raises to a person, and the exit code that goes with it.

Draw the tree before adding a leaf::

    HalfPipeError            1   something is wrong and the message says what to do
    ├── BadRequest           2   the command line asks for something that is not there
    ├── HomeError            3   the home cannot be opened: absent, busy, or of another age
    ├── LedgerImbalance      4   the books do not balance; nothing was published
    └── PublicationStopped   4   a check that stops publication failed; nothing was published
"""


class HalfPipeError(Exception):
    """Base of all errors shown to the user without a traceback."""

    exit_code = 1


class BadRequest(HalfPipeError):
    """The request names something that does not exist or cannot be done."""

    exit_code = 2


class HomeError(HalfPipeError):
    """The home directory or its database cannot be used."""

    exit_code = 3


class LedgerImbalance(HalfPipeError):
    """A ledger line does not balance to zero, so the gate stays shut."""

    exit_code = 4


class PublicationStopped(HalfPipeError):
    """A check that stops publication found offenders, so the gate stays shut."""

    exit_code = 4
