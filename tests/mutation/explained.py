"""Why a mutant may live: what explained.yaml says, and the table and the list of docs/mutation.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from tests.mutation.mutants import Mutant
from tests.mutation.results import Result, Verdict

FILE = Path(__file__).with_name("explained.yaml")
BEGIN, END = "<!-- mutants: begin (made by `make mutation`; do not edit) -->", "<!-- mutants: end -->"


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason, and the mutants that it lets live."""

    reason: str
    mutants: tuple[str, ...]


def explanations(file: Path = FILE) -> list[Explanation]:
    return msgspec.yaml.decode(file.read_bytes(), type=list[Explanation])


def markdown(everything: Sequence[Mutant], results: Mapping[str, Result], known: Sequence[Explanation]) -> str:
    reason_of = {mutant: explanation.reason for explanation in known for mutant in explanation.mutants}
    survivors = [m.id for m in everything if m.id in results and results[m.id].verdict is Verdict.SURVIVED]
    by_reason = [(e.reason, [name for name in e.mutants if name in survivors]) for e in known]
    open_ones = [name for name in survivors if name not in reason_of]
    parts = [*scores(everything, results, reason_of), "", "### Survivors, and why they may live", ""]
    for reason, names in by_reason:
        if names:
            parts += [f"{reason}", "", *(f"- `{name}`" for name in names), ""]
    if open_ones:
        parts += ["### Survivors not yet looked into", "", *(f"- `{name}`" for name in open_ones), ""]
    return "\n".join(parts)


def scores(everything: Iterable[Mutant], results: Mapping[str, Result], reason_of: Mapping[str, str]) -> Iterator[str]:
    yield "| file | mutants | tried | killed | survived | of these explained | score |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    sums = [0] * 5
    for file, found in groupby(everything, key=lambda mutant: mutant.file):
        line = counted(list(found), results, reason_of)
        sums = [total + one for total, one in zip(sums, line, strict=True)]
        yield row(f"`{file}`", line)
    yield row("together", sums)


def counted(found: Sequence[Mutant], results: Mapping[str, Result], reason_of: Mapping[str, str]) -> list[int]:
    decided = [results[m.id] for m in found if m.id in results and results[m.id].verdict is not Verdict.UNDECIDED]
    survived = [result for result in decided if result.verdict is Verdict.SURVIVED]
    explained = sum(result.mutant in reason_of for result in survived)
    return [len(found), len(decided), len(decided) - len(survived), len(survived), explained]


def row(name: str, counts: Sequence[int]) -> str:
    _, tried, killed, _, _ = counts
    return f"| {name} | {' | '.join(map(str, counts))} | {f'{killed / tried:.1%}' if tried else ''} |"


def renewed(document: str, between: str) -> str:
    """The document with this between its marks."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{between}\n{END}{after}"
