"""Figures measured side by side: in every round each contender runs once, so that what slows the machine slows all.

A ratio is taken within a round; of the rounds the median is printed, with the smallest and the largest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple

Contender = Callable[[], float]
"""Does its work once and gives its figure: operations per second, or milliseconds. What it prepares is not timed."""

Figures = Mapping[str, list[float]]
"""Contender -> its figure in every round."""


class Line(NamedTuple):
    """One line of the table."""

    path: str
    figure: str
    against: str
    ratio: str
    goal: str = ""


def seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def rate(operations: int, work: Callable[[], object]) -> float:
    """Operations per second."""
    return operations / seconds(work)


def measure(contenders: Mapping[str, Contender], rounds: int) -> Figures:
    """The figures of every contender. One round more is run first and forgotten."""
    names = list(contenders)
    figures: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        first = number % len(names)  # nobody is always the first
        for name in names[first:] + names[:first]:
            figure = contenders[name]()
            if number:
                figures[name].append(figure)
    return figures


def compared(figures: Figures, path: str, against: str, goal: str = "", unit: str = "/s") -> Line:
    """The line of a path against another one, both by their names in ``figures``."""
    ratios = [ours / theirs for ours, theirs in zip(figures[path], figures[against], strict=True)]
    spread = f"{median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"
    return Line(path, f"{median(figures[path]):,.0f}{unit}", against, spread, goal)
