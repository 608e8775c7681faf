"""The run as a person sees it: a moving bar while a step works, then one line that stays, with its counts."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(stderr=True, highlight=False)


@dataclass
class Step:
    """What a step did: how many items came to which outcome, in how many seconds, of CPU too, with how much memory (MB).

    CPU seconds are those of this process and of the workers that ended in the step. The memory is the highest that this
    process, or any one of its ended workers, has had since the run began.
    """

    name: str
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_s: float = 0.0
    peak_mb: int = 0
    _advance: object = None

    def count(self, outcome: str, number: int = 1) -> None:
        """Count items that came to an outcome, and move the bar."""
        self.outcomes[outcome] += number
        if callable(self._advance):
            self._advance(number)

    def __str__(self) -> str:
        """Return the line that stays."""
        counts = ", ".join(f"{number:,} {outcome.replace('_', ' ')}" for outcome, number in self.outcomes.most_common())
        return f"{self.name:<8} {counts or 'nothing to do'}"


@contextmanager
def step(name: str, total: int | None = None) -> Iterator[Step]:
    """Show a step while it works; yield the `Step` to count in."""
    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began, cpu_before = time.monotonic(), sum(used.ru_utime + used.ru_stime for used in _usage())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(name, total=total)
        done = Step(name, _advance=lambda number: progress.advance(bar, number))
        yield done
    done._advance = None
    done.seconds = time.monotonic() - began
    done.cpu_s = sum(used.ru_utime + used.ru_stime for used in _usage()) - cpu_before
    # Kilobytes on Linux.
    done.peak_mb = max(used.ru_maxrss for used in _usage()) // 1024
    line = f"[bold]{done.name:<8}[/] {str(done)[9:]}  [dim]{done.seconds:.1f} s, {done.peak_mb} MB[/]"
    console.print(line, soft_wrap=True)


def _usage() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
