"""What the command line prints: readable tables in a terminal of 100 columns, or JSON for programs."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

WIDTH = 100

console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)
complaints = Console(stderr=True, width=WIDTH, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document on standard output, Chinese as it is."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value)).decode() + "\n")


def fail(message: str, code: int = 2) -> NoReturn:
    """Say in Chinese what is wrong and end; nothing was changed."""
    complaints.print(f"[bold red]✗[/] {escape(message)}")
    raise typer.Exit(code)
