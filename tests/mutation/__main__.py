"""`python -m tests.mutation [run | again | table]`: whether the tests would miss one small mistake (变异测试).

``run`` takes up where it was broken off; ``again`` tries what survived; ``table`` writes docs/mutation.md anew.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from tests.mutation import anew, explained, results
from tests.mutation.chosen import FILES, OPTIONS, TESTS, without
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.results import Result, Verdict
from tests.mutation.warmed import Warmed
from tests.requirements.rows import ROOT

DOCUMENT = ROOT / "docs" / "mutation.md"


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    results.FOLDER.mkdir(exist_ok=True)
    os.environ["CI"] = "true"  # hypothesis then draws the same examples every time
    everything = all_mutants(options.file or FILES)
    known = results.read()
    if options.command == "table":
        return write_table(everything, known)
    if options.command == "again":
        alive = (Verdict.SURVIVED, Verdict.UNDECIDED)
        survivors = [mutant for mutant in everything if mutant.id in known and known[mutant.id].verdict in alive]
        anew.judge_anew(survivors, options.tests, told if tuple(options.tests) == TESTS else told_if_killed)
        return 0
    queue = [mutant for mutant in drawn(everything, options.seed, options.sample) if is_open(known.get(mutant.id))]
    print(f"{len(queue)} of {len(everything)} mutants", flush=True)
    in_place(queue, options.tests, thorough=False)
    in_place(undecided(queue), options.tests, thorough=True)
    anew.judge_anew(undecided(queue), options.tests, told)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    made.add_argument("command", choices=("run", "again", "table"))
    made.add_argument("--file", action="append", default=[], help="only this file; may be repeated")
    made.add_argument("--tests", nargs="+", default=TESTS, help="the tests that are run (default: %(default)s)")
    made.add_argument("--seed", type=int, default=1, help="in which order they come (default: %(default)s)")
    made.add_argument("--sample", type=int, default=0, help="no more than so many of each file; 0: all")
    return made


def write_table(everything: Sequence[Mutant], known: Mapping[str, Result]) -> int:
    """Exit code 1 if a mutant lives and nobody says why."""
    reasons = explained.explanations()
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(explained.renewed(text, explained.markdown(everything, known, reasons)), encoding="utf-8")
    said = {mutant for explanation in reasons for mutant in explanation.mutants}
    unsaid = [name for name, result in known.items() if result.verdict is Verdict.SURVIVED and name not in said]
    print(*unsaid, f"{len(unsaid)} survivors without a reason", sep="\n")
    return int(bool(unsaid))


def all_mutants(files: Sequence[str]) -> list[Mutant]:
    return [mutant for file in files for mutant in mutants(file, (ROOT / file).read_text(encoding="utf-8"))]


def drawn(found: Sequence[Mutant], seed: int, count: int) -> list[Mutant]:
    """In an order of their own: a run that is broken off is a fair sample."""
    shuffled = Random(seed).sample(found, len(found))
    if not count:
        return shuffled
    place = Counter[str]()
    chosen = []
    for mutant in shuffled:
        place[mutant.file] += 1
        if place[mutant.file] <= count:
            chosen.append(mutant)
    return chosen


def undecided(queue: Sequence[Mutant]) -> list[Mutant]:
    known = results.read()
    return [mutant for mutant in queue if known[mutant.id].verdict is Verdict.UNDECIDED]


def is_open(result: Result | None) -> bool:
    return result is None or result.verdict is Verdict.UNDECIDED


def in_place(queue: Sequence[Mutant], tests: Sequence[str], *, thorough: bool) -> None:
    """In a process of its own, so that ours does not import what is mutated."""
    child = os.fork()
    if not child:
        plugin = Warmed(queue, FILES, told, results.FOLDER / "map.json", thorough=thorough)
        sys.settrace(plugin.importing.enter)
        code = pytest.main([*OPTIONS, *tests, *without()], plugins=[plugin])
        os._exit(int(code))
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("the tests could not be run in place")


def told_if_killed(mutant: Mutant, result: Result) -> None:
    """Of fewer tests than all only a kill says anything."""
    if result.verdict is not Verdict.SURVIVED:
        told(mutant, result)


def told(mutant: Mutant, result: Result) -> None:
    results.append(result)
    print(result.verdict, result.seconds, mutant.line, mutant.id, result.by, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
