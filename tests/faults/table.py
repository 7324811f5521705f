"""The table of faults, printed: how often each struck, and what was broken in the rounds in which it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.faults.nemeses import kills, names
from tests.faults.rounds import Result

BROKEN = ("missed", "doubled", "early", "lost", "differing", "tables")
HEADS = ("missed", "doubled", "early", "lost", "unknown", "histories differing", "tables differing")


def table(results: Iterable[Result]) -> str:
    """In Markdown. A round is checked as a whole: what was broken counts for each fault of it."""
    done = list(results)
    struck = sum((Counter(result.faults) for result in done), Counter[str]())
    lines = [row("fault", "times", *HEADS), row("---", *["---:"] * (len(HEADS) + 1))]
    for name, times in names(struck):
        lines.append(row(name, times, *broken([result for result in done if name in result.faults])))
    lines.append(row("all rounds", sum(struck.values()), *broken(done)))
    return "\n".join([*lines, "", *figures(done, struck)])


def broken(results: list[Result]) -> list[int]:
    found = [sum(len(getattr(result.verdict, name)) for result in results) for name in BROKEN]
    unknown = sum(result.verdict.unknown for result in results)
    return [*found[:4], unknown, *found[4:]]


def figures(done: list[Result], struck: Counter[str]) -> list[str]:
    verdicts = [result.verdict for result in done]
    deleted = [result for result in done if result.deadlines]
    return [
        f"{len(done)} rounds, {sum(one.plan.postgres for one in done)} of them on PostgreSQL; "
        f"{kills(struck)} processes killed.",
        f"{sum(v.accepted for v in verdicts)} commands acknowledged, {sum(v.refused for v in verdicts)} refused, "
        f"{sum(v.unknown for v in verdicts)} at first without an answer.",
        f"{sum(v.cases for v in verdicts)} histories compared, {sum(v.events for v in verdicts)} events, "
        f"{sum(v.moments for v in verdicts)} of them moments; {sum(v.crossed for v in verdicts)} times a moment stood "
        "in the log before a command that was given earlier.",
        *(f"Temporal's database deleted with {one.deadlines} open deadlines: {one.back} back." for one in deleted),
    ]


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
