"""The command line ``sayso``: one app, its commands grouped by what they are about.

Exit codes: 0 done; 1 found fault (a snapshot that does not verify, a run that was refused publication); 2 input or
settings that cannot be used; 3 a defect of Sayso or of what it stands on. Errors are one line on standard error;
``--debug`` shows where they came from.
"""

from __future__ import annotations

import os
import shlex
import sys

import typer

from transforms.errors import SaysoError

app = typer.Typer(
    name="sayso",
    help="A ledger of the news: who did what, and who says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

state = {"debug": False}


@app.callback()
def options(debug: bool = typer.Option(False, "--debug", help="Show tracebacks.")) -> None:
    """A ledger of the news: who did what, and who says so.

    Start with `sayso sample`: it runs the whole line on a small newsroom on this machine and publishes a snapshot.
    """
    state["debug"] = debug


def main() -> None:
    """Run the command line; the console script of the package."""
    from flows.cli import ledger, line, reading, sources  # noqa: F401  (their commands register themselves)

    # Nobody is told that Sayso runs here.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    try:
        app()
    except SaysoError as error:
        sys.exit(_fail(str(error), error.exit_code))
    except KeyboardInterrupt:
        sys.exit(_fail("interrupted; run again to go on", 130))
    except BrokenPipeError:
        # The reader of our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.exit(_fail(f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")))
    except Exception as error:
        sys.exit(_fail(f"{type(error).__name__}: {error} (sayso --debug {shlex.join(sys.argv[1:])} shows where)", 3))


def _fail(message: str, code: int = 2) -> int:
    if state["debug"]:
        raise
    typer.echo(f"sayso: {' '.join(message.split())}", err=True)
    return code
