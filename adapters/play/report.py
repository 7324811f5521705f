"""What was played, in Chinese, in a terminal of 100 columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.cells import cell_len

from adapters.play.instants import shown
from adapters.play.judging import Judged
from adapters.play.running import Failure, MomentShown, PlayResult, StepShown

WIDTH = 100
INDENT = " " * 4
CLOSERS = "，。；：、！？）”』》】」"
"""Signs that may not begin a line."""

PIECES = re.compile(r"[!-~]{1,60}|\s|.")
"""What a line may be broken between: figures and words of Latin letters, or single characters."""


def report(result: PlayResult) -> Iterator[str]:
    """The lines of the report: each step with what happened before it, then what failed, then the sum."""
    yield from wrapped(f"演练：{result.title}", "")
    for steps in played_together(result.steps):
        yield from step_lines(steps)
    if result.failures:
        yield ""
        yield f"未达到的预期（{len(result.failures)}）："
        for failure in result.failures:
            yield from wrapped(f"✗ {where(failure, result.file)} {failure.about} {failure.what}".rstrip(), "", INDENT)
    yield ""
    yield from wrapped(
        f"{'✓ 全部达到预期' if result.ok else '✗ 有预期未达到'}：{len(result.steps)}步，"
        f"预期{result.expectations}项（未达到{len(result.failures)}项），自动发生{result.moments}个时点，"
        f"事件{result.events}条",
        "",
    )


def played_together(steps: Iterable[StepShown]) -> Iterator[list[StepShown]]:
    """The steps, those together that a repeat made and that went the same way."""
    return (list(group) for _, group in groupby(steps, key=same_way))


def same_way(step: StepShown) -> object:
    alone = not step.ok or step.moments or step.after or step.checks
    return id(step) if alone else (step.number, step.at, step.text, [one.actual for one in step.outcomes])


def step_lines(steps: list[StepShown]) -> Iterator[str]:
    first = steps[0]
    for moment in first.moments:
        yield from wrapped(moment_line(moment), INDENT)
    labels = dict.fromkeys(one.about for step in steps for one in step.outcomes if one.about)
    outcomes = "；".join(dict.fromkeys(one.actual for one in first.outcomes if one.ok))
    said = " ".join(part for part in ("、".join(labels), outcomes, checks_told(first.checks)) if part)
    yield from wrapped(f"{mark(first.ok)} {shown(first.at):<16} {first.text} {said}".rstrip(), "", INDENT)
    for moment in first.after:
        yield from wrapped(moment_line(moment), INDENT)
    for one in (*first.outcomes, *first.checks):
        if not one.ok:
            yield from wrapped(f"✗ {told(one)} 预期：{one.expected}；实际：{one.actual}", INDENT, INDENT * 2)


def moment_line(moment: MomentShown) -> str:
    return f"· {shown(moment.at)} {moment.case} {moment.text}"


def checks_told(checks: Iterable[Judged]) -> str:
    """What was checked and holds, by what it is about."""
    holding = [one for one in checks if one.ok]
    return "；".join(
        f"{about}：{'，'.join(f'{one.what} {one.expected}' for one in group)}"
        for about, group in groupby(holding, key=lambda one: one.about)
    )


def told(one: Judged) -> str:
    return f"{one.about} {one.what}".strip()


def where(failure: Failure, file: str) -> str:
    if not failure.step:
        return f"{file} 时间线结束时"
    return f"{file} 第{failure.line}行（第{failure.step}步，{shown(failure.at)}）"


def mark(ok: bool) -> str:
    return "✓" if ok else "✗"


def wrapped(text: str, first: str, then: str | None = None) -> Iterator[str]:
    """The text in lines of WIDTH columns, Chinese characters being two wide; ``first`` and ``then`` are indents.

    Words and figures are not broken, unless they are longer than a line.
    """
    indent, line = first if then is None else then, first
    for piece in PIECES.findall(text):
        room = WIDTH if piece in CLOSERS else WIDTH - 2  # for a sign that may not begin a line
        if cell_len(line) + cell_len(piece) > room and line.strip():
            yield line.rstrip()
            line = indent + piece.lstrip()
        else:
            line += piece
    yield line
