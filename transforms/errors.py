"""The error whose message is for the person at the command line: one line that says what is wrong and where."""


class SaysoError(Exception):
    """Base of every error that Sayso raises on purpose; shown without a traceback."""
