"""Faults, each many times, counted: `python -m tests.faults run | table`.

    python -m tests.faults run --kills 200 --rounds 20 --postgres 3 --deadlines 1000 --seed 1
    python -m tests.faults table

The results are kept in `.faults/results.jsonl`, a line for each round; `run` goes on from there until as much was
struck as was asked for. Delete the folder to begin anew.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from pathlib import Path

import msgspec

from tests.faults import rounds
from tests.faults.nemeses import LOST_DATABASE, POSTGRES, Blow, Blows, kills
from tests.faults.rounds import Plan, Result
from tests.faults.table import table

RESULTS = Path(".faults/results.jsonl")


def known() -> list[Result]:
    lines = RESULTS.read_bytes().splitlines() if RESULTS.exists() else []
    return [msgspec.json.decode(line, type=Result) for line in lines]


def keep(result: Result) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("ab") as file:
        file.write(msgspec.json.encode(result) + b"\n")


def next_round(asked: argparse.Namespace, done: list[Result]) -> tuple[Plan, list[Blow]] | None:
    """What is still to be done: PostgreSQL first, then rounds until there were enough kills, then the deadlines."""
    number, seed = len(done) + 1, asked.seed
    struck = sum((Counter(result.faults) for result in done), Counter())
    blows = Blows(f"{seed} {number}")
    if struck[POSTGRES] < asked.postgres:
        return Plan(number, seed, postgres=True), blows.of_round(number, postgres=True)
    if kills(struck) < asked.kills or len(done) < asked.rounds:
        return Plan(number, seed), blows.of_round(number, postgres=False)
    if asked.deadlines and not any(result.deadlines >= asked.deadlines for result in done):
        plan = Plan(
            number,
            seed,
            problems=asked.deadlines,
            households=0,
            day=90.0,
            armed_first=True,
            days=2.8,
            pause=1.0,
            settles=900.0,
        )
        return plan, [Blow(1.0, LOST_DATABASE)]
    return None


def run(asked: argparse.Namespace) -> int:
    while (following := next_round(asked, known())) is not None:
        plan, blows = following
        print(f"round {plan.number}{' on PostgreSQL' if plan.postgres else ''}", flush=True)
        result = rounds.run(plan, blows, lambda words: print(words, flush=True))
        keep(result)
        print(f"  {'held' if result.verdict.held else 'BROKEN'} in {result.seconds:.0f} s", flush=True)
    print(table(known()))
    return 0 if all(result.verdict.held for result in known()) else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("what", choices=["run", "table"])
    parser.add_argument("--kills", type=int, default=200, help="processes killed in all")
    parser.add_argument("--rounds", type=int, default=0, help="rounds at least")
    parser.add_argument("--postgres", type=int, default=8, help="postmasters killed")
    parser.add_argument("--deadlines", type=int, default=1000, help="open when Temporal's database is deleted; 0: not")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # its parts are stopped, whoever stops it
    if asked.what == "run":
        return run(asked)
    print(table(known()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
