"""`python -m bench`: one table of ratios from one run, and the parts of a command's cost."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import as_of, command_path, follower, on_postgres, parts, replay, start_up
from bench.rounds import Line

ROUNDS = 15


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of every comparison (default: %(default)s)")
    rounds = parser.parse_args().rounds
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {rounds} rounds, {platform.platform()}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; ratios: median [min-max]\n")
    row = "{:<31} {:>14}  {:<27} {:>19}  {}"
    print(row.format("path", "", "against", "ratio", "goal"))
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        for line in lines(Path(folder), rounds):
            print(row.format(*line), flush=True)
        print("\nthe parts of a command, µs")
        for part, microseconds in parts.of_a_command(Path(folder)):
            print(f"{microseconds:7.1f}  {part}")


def lines(folder: Path, rounds: int) -> Iterator[Line]:
    yield from command_path.against_plain_ways(folder, rounds)
    yield from command_path.sixteen_callers(folder, rounds)
    yield from on_postgres.four_callers(folder, rounds)
    yield from follower.of_a_whole_log(folder, rounds)
    yield from as_of.of_the_summary(folder, rounds)
    yield from replay.of_one_case(rounds)
    yield from start_up.of_the_command(rounds)


main()
