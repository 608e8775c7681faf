"""The error whose message is for the person at the command line: one line that says what is wrong and where."""


class SaysoError(Exception):
    """Base of every error that Sayso raises on purpose; shown without a traceback, ending with ``exit_code``.

    2: input or settings cannot be used. 1: the work was done and found fault.
    """

    exit_code = 2
