"""What the command line prints: readable tables in a terminal of 100 columns, or JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

WIDTH = 100
MANY = 200  # rows
T = TypeVar("T")

console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)
complaints = Console(stderr=True, width=WIDTH, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document on standard output, Chinese as it is."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def fail(message: str, code: int = 2) -> NoReturn:
    """Say in Chinese what is wrong and end; nothing was changed."""
    complaints.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)
    raise typer.Exit(code)


def tracked(rows: Sequence[T], words: str) -> Iterable[T]:
    """The rows, with a progress bar where a person is watching and there are many."""
    if len(rows) < MANY or not console.is_terminal:
        return rows
    return _with_bar(rows, words)


def _with_bar(rows: Sequence[T], words: str) -> Iterable[T]:
    with Progress(console=console, transient=True) as progress:
        yield from progress.track(rows, description=words)
