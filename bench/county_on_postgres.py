"""`python -m bench.county_on_postgres`: a generated county whose log and ledgers are on a PostgreSQL of their own.

The log is that of the data folder (see bench.county), carried over as it is; the texts of the vault stay there, so only
questions are asked that open none. What the server takes of the processor is counted with the rest.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from adapters.installation import Installation, open_installation
from adapters.sample.folder import make_in, usual_folder
from adapters.sample.making import Sample
from bench.county import PAST, QUESTIONS, RAW, REBUILD, ROUNDS, TODAY, ask_all, count_again, settings_of
from bench.on_postgres import server
from projections.log import READ_AT_ONCE, Log

ASKED = tuple(one for one in QUESTIONS if one.name in (RAW, REBUILD, TODAY, PAST))
PROBLEMS = 10_000
TOWNS = 10


def carry_over(log: Log, onto: Installation) -> None:
    """Every event in its place in the log."""
    position = 0
    while page := log.select_notifications(position, READ_AT_ONCE, inclusive_of_start=False):
        onto.casework.recorder.insert_events(page)
        position = page[-1].id


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.county_on_postgres", description=__doc__)
    parser.add_argument("--problems", type=int, default=PROBLEMS, help="default: %(default)s")
    parser.add_argument("--towns", type=int, default=TOWNS, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=Sample().seed, help="default: %(default)s")
    parser.add_argument("--into", type=Path, help="the folder of the county (default: by seed and size, in out)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="default: %(default)s")
    given = parser.parse_args()
    sample = Sample(given.problems, given.towns, given.seed)
    county = given.into or usual_folder(sample)
    made = make_in(county, sample, lambda at, events: None)
    print(f"{sample.problems:,} problems, {made.events:,} events of {county} on a PostgreSQL of their own", flush=True)
    with server() as database:
        settings = settings_of(county, database("county"))
        with open_in_folder(DataFolder.open(county)) as store, open_installation(settings) as onto:
            carry_over(store.recorder, onto)
        equal = count_again(settings)
        ask_all(county, made.events, given.rounds, ASKED, settings.database_url)
    sys.exit(not equal)


if __name__ == "__main__":
    main()
