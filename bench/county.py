"""`python -m bench.county`: a generated county, and how long each question about it takes, in how much memory.

The county is made once and found again (`duban sample`). Every question is asked in a process of its own, so that its
peak memory is its own; opening the folder is not timed. A further question is one line of QUESTIONS.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from adapters.event_store.schema import sqlite_engine
from adapters.excel.workbook import write_workbook
from adapters.installation import Installation, open_installation
from adapters.mining.mined import Mine, MinedCase
from adapters.mining.ocel_json import write_json
from adapters.mining.ocel_sqlite import write_sqlite
from adapters.play.words import EVENTS
from adapters.printing.handing_out import live_table
from adapters.sample.folder import make_in, usual_folder
from adapters.sample.making import BEGINS_AT, ENDS_AT, Sample
from adapters.sample.problems import CAMPAIGN
from adapters.settings import Settings
from adapters.what_if import other_rules, what_if
from bench.counted import in_sql, in_the_tables
from bench.plain import RawSQLite
from bench.rounds import compared, seconds
from domain.papers import LedgerCode
from projections.as_of import Viewpoint
from projections.duty_trail import Subject
from projections.follower import Follower
from projections.frozen_tables import LEDGERS
from projections.ledger_lines import Selection
from projections.log import READ_AT_ONCE
from projections.problem_tables import PROBLEM_TABLES, WORKING_LEDGER
from projections.tables import LIVE

ROUNDS = 3
ALL = Selection(campaign=CAMPAIGN)
A_TOWN = Selection(campaign=CAMPAIGN, unit="示例01镇")
HALF_WAY = BEGINS_AT + (ENDS_AT - BEGINS_AT) / 2
NOW, THEN = Viewpoint(ENDS_AT), Viewpoint(ENDS_AT, HALF_WAY, HALF_WAY)
TRAILS = 200

Work = Callable[[], object]
Prepare = Callable[[Installation, Path], Work]
"""What is timed, ready to go; the folder is for what it writes."""


# --- the questions --------------------------------------------------------------------------------------------------


def rebuild(opened: Installation, folder: Path) -> Work:
    """All ledgers from the start of the log, into tables that are new."""
    ledgers = sqlite_engine(folder / "rebuilt.sqlite3")
    with ledgers.begin() as connection:
        LIVE.create(connection)
    return Follower(ledgers, opened.casework.recorder).catch_up


def raw_inserts(opened: Installation, folder: Path) -> Work:
    """The same events into a bare table, as many at once as the follower reads."""
    raw, recorder = RawSQLite(folder / "raw.sqlite3"), opened.casework.recorder

    def insert() -> None:
        position = 0
        while page := recorder.select_notifications(position + 1, READ_AT_ONCE):
            position = page[-1].id
            raw.insert([(UUID(str(e.originator_id)).hex, e.originator_version, e.topic, e.state) for e in page])

    return insert


def summary(view: Viewpoint) -> Prepare:
    return lambda opened, folder: lambda: opened.read_ledgers().summary(view, ALL)


def ledger(view: Viewpoint, chosen: Selection) -> Prepare:
    return lambda opened, folder: lambda: opened.read_ledgers().ledger(view, chosen)


def trails(opened: Installation, folder: Path) -> Work:
    numbers = [number for (_, number), _ in zip(opened.problems(), range(TRAILS), strict=False)]
    ledgers = opened.read_ledgers()
    return lambda: deque((ledgers.trail(NOW, number) for number in numbers), maxlen=0)


def trail_of_a_town(opened: Installation, folder: Path) -> Work:
    """履责情况: all that its problems say of it."""
    return lambda: opened.read_ledgers().duty_trail(NOW, Subject(unit=A_TOWN.unit), CAMPAIGN)


def workbook(opened: Installation, folder: Path) -> Work:
    """The working ledger of the county, every problem a row."""
    pack = opened.casework.rulebook[CAMPAIGN]

    def write() -> None:
        stream, _ = opened.read_ledgers().by_problem(NOW, PROBLEM_TABLES[WORKING_LEDGER], ALL)
        write_workbook(live_table(WORKING_LEDGER, ALL, pack, stream, NOW.now, "", ""), folder / "county.xlsx")

    return write


def other_ladder(opened: Installation, folder: Path) -> Work:
    """设想: who would have been late, and how many letters there would have been."""
    was, calendar = opened.casework.rules(CAMPAIGN), opened.casework.calendar
    return lambda: what_if(
        opened.casework.recorder, CAMPAIGN, was, other_rules(was, None, "催办: 1, 督办函: 2"), calendar
    )


def process_log(write: Callable[[Iterable[MinedCase], Path], int]) -> Prepare:
    """OCEL 2.0 of the whole log."""

    def prepare(opened: Installation, folder: Path) -> Work:
        mine = Mine(opened.casework.recorder, EVENTS, lambda kind, state: not kind.for_few)
        return lambda: write(mine.cases(), folder / "log")

    return prepare


def printed(code: LedgerCode) -> Prepare:
    return lambda opened, folder: lambda: LEDGERS[code](opened.read_ledgers().source(NOW, ALL))


class Question(NamedTuple):
    """``each``: the figure is so many a second of these (events, trails), else how long it took in all."""

    name: str
    prepare: Prepare
    each: str = ""
    against: str = ""
    goal: str = ""


RAW, TODAY = "reading and inserting them raw", "summary of today"
QUESTIONS = (
    Question("nothing", lambda opened, folder: lambda: None),
    Question(RAW, raw_inserts, each="events"),
    Question("rebuild of all ledgers", rebuild, each="events", against=RAW, goal=">= 25,000/s"),
    Question(TODAY, summary(NOW)),
    Question("summary as of half-way", summary(THEN), against=TODAY, goal="<= 3"),
    Question("ledger of a town, its texts opened", ledger(NOW, A_TOWN)),
    Question("ledger of the county", ledger(NOW, ALL)),
    Question("L9, every level reached", printed(LedgerCode.L9)),
    Question("workbook of the county", workbook),
    Question(f"{TRAILS} trails", trails, each="trails"),
    Question("trail of a town", trail_of_a_town),
    Question("what-if, another ladder", other_ladder, each="events"),
    Question("OCEL of the whole log", process_log(write_json), each="events"),
    Question("OCEL of the whole log, as SQLite", process_log(write_sqlite), each="events"),
)


class Answer(msgspec.Struct, frozen=True):
    seconds: float
    peak_mib: float


# --- one question in this process -----------------------------------------------------------------------------------


def answer(question: Question, county: Path) -> Answer:
    settings = Settings(data=county)
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as scratch, open_installation(settings) as opened:
        took = seconds(question.prepare(opened, Path(scratch)))
    return Answer(took, peak_mib())


def peak_mib() -> float:
    """Of this process. Not ru_maxrss: that begins with what the process had that started this one."""
    [told] = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024


# --- all of them, each in its own -----------------------------------------------------------------------------------


def asked(question: Question, county: Path) -> Answer:
    words = [sys.executable, "-m", "bench.county", "--into", str(county), "--ask", question.name]
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(told, type=Answer)


def ask_all(county: Path, events: int, rounds: int) -> None:
    """Round by round, and then the table."""
    figures: dict[str, list[float]] = {question.name: [] for question in QUESTIONS}
    peaks: dict[str, float] = {}
    number = {"events": events, "trails": TRAILS}
    for _ in range(rounds):
        for question in QUESTIONS:
            told = asked(question, county)
            print(f"  {question.name}: {told.seconds:.2f} s, {told.peak_mib:,.0f} MiB", file=sys.stderr, flush=True)
            each = number.get(question.each)
            figures[question.name].append(each / told.seconds if each else told.seconds * 1000)
            peaks[question.name] = max(peaks.get(question.name, 0.0), told.peak_mib)
    row = "{:<36} {:>13} {:>10}  {:<32} {:>19}  {}"
    print(row.format("question", "", "peak", "against", "ratio", "goal"))
    for question in QUESTIONS:
        unit = "/s" if question.each else " ms"
        line = compared(figures, question.name, question.against or question.name, question.goal, unit)
        ratio = line.ratio if question.against else ""
        print(row.format(line.path, line.figure, f"{peaks[line.path]:,.0f} MiB", question.against, ratio, line.goal))


def count_again(county: Path) -> bool:
    """Whether the ledgers show what SQL finds in the events alone."""
    with open_installation(Settings(data=county)) as opened:
        opened.catch_up()
        shown = in_the_tables(opened.read_ledgers(), NOW, ALL)
    events = sqlite_engine(opened.folder.events)
    with events.connect() as connection:
        found = in_sql(connection, ENDS_AT)
    events.dispose()
    different = [name for name in sorted({*shown, *found}) if shown.get(name) != found.get(name)]
    print(f"counted again in SQL over the events: {len(different)} of {len(found)} figures differ")
    for name in different:
        print(f"  {name}: the ledgers show {shown.get(name)}, the events say {found.get(name)}")
    return not different


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.county", description=__doc__)
    parser.add_argument("--problems", type=int, default=Sample().problems, help="default: %(default)s")
    parser.add_argument("--towns", type=int, default=Sample().towns, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=Sample().seed, help="default: %(default)s")
    parser.add_argument("--into", type=Path, help="the folder of the county (default: by seed and size, in out)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="default: %(default)s")
    parser.add_argument("--ask", choices=[question.name for question in QUESTIONS], help=argparse.SUPPRESS)
    given = parser.parse_args()
    sample = Sample(given.problems, given.towns, given.seed)
    county = given.into or usual_folder(sample)
    if given.ask:
        [question] = [one for one in QUESTIONS if one.name == given.ask]
        sys.stdout.buffer.write(msgspec.json.encode(answer(question, county)))
        return
    made = make_in(county, sample, lambda at, events: None)
    print(
        f"{sample.problems:,} problems, {sample.towns} towns, seed {sample.seed}: {made.events:,} events in {county}",
        flush=True,
    )
    print(f"something is still owed in {made.owed:,} cases", flush=True)
    equal = count_again(county)
    ask_all(county, made.events, given.rounds)
    sys.exit(not equal)


if __name__ == "__main__":
    main()
