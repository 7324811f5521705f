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
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from time import process_time
from typing import NamedTuple, cast
from uuid import UUID

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.cli.dossiers import late_problems
from adapters.dossier import About, DossierSource, open_parcel, write_dossier
from adapters.event_store.schema import postgres_engine, sqlite_engine
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
from bench.on_postgres import server_cpu
from bench.plain import RawPostgres, RawSQLite
from bench.rounds import compared, seconds
from domain.papers import LedgerCode
from projections.as_of import Viewpoint
from projections.drill_down import CellBehind, behind_cell
from projections.duty_trail import Subject
from projections.follower import AT_ONCE, Follower
from projections.frozen_tables import LEDGERS
from projections.ledger_lines import Selection, nobody
from projections.printed import LedgerTable
from projections.problem_tables import PROBLEM_TABLES, WORKING_LEDGER
from projections.summary import TITLES
from projections.tables import LIVE

ROUNDS = 3
ALL = Selection(campaign=CAMPAIGN)
A_TOWN = Selection(campaign=CAMPAIGN, unit="示例01镇")
HALF_WAY = BEGINS_AT + (ENDS_AT - BEGINS_AT) / 2
NOW, THEN = Viewpoint(ENDS_AT), Viewpoint(ENDS_AT, HALF_WAY, HALF_WAY)
TRAILS = 200
SHORTEST = 1e-6  # seconds

Work = Callable[[], object]
Prepare = Callable[[Installation, Path], Work]
"""What is timed, ready to go; the folder is for what it writes."""


# --- the questions --------------------------------------------------------------------------------------------------


def rebuild(opened: Installation, folder: Path) -> Work:
    """All ledgers from the start of the log, into tables that are new."""
    url = opened.settings.database_url
    ledgers = postgres_engine(beside(url)) if url else sqlite_engine(folder / "rebuilt.sqlite3", derived=True)
    with ledgers.begin() as connection:
        LIVE.create(connection)
    return Follower(ledgers, opened.casework.recorder).catch_up


def raw_inserts(opened: Installation, folder: Path) -> Work:
    """The same events into a bare table, as many at once as the follower reads."""
    url, recorder = opened.settings.database_url, opened.casework.recorder
    raw = RawPostgres(beside(url)) if url else RawSQLite(folder / "raw.sqlite3")

    def insert() -> None:
        position = 0
        while page := recorder.select_notifications(position + 1, AT_ONCE):
            position = page[-1].id
            raw.insert([(cast(UUID, e.originator_id).hex, e.originator_version, e.topic, e.state) for e in page])

    return insert


def beside(url: str) -> str:
    """The same database, in which a schema that is new stands in front."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS timed CASCADE; CREATE SCHEMA timed")
    return make_conninfo(url, options="-csearch_path=timed")


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


def trail_of_a_person(opened: Installation, folder: Path) -> Work:
    """The same of 责任人 of the town's first problem."""
    ledgers = opened.read_ledgers()
    with ledgers.source(NOW, A_TOWN) as source:
        person = next(row.person.person for row in source.problems() if row.person)
    return lambda: ledgers.duty_trail(NOW, Subject(person=person), CAMPAIGN)


def trail_of_a_household(opened: Installation, folder: Path) -> Work:
    """All that happened about the household of the town's first problem that has one."""
    ledgers = opened.read_ledgers()
    with ledgers.source(NOW, A_TOWN) as source:
        household = next(row.household for row in source.problems() if row.household)
    return lambda: ledgers.household_trail(NOW, household, EVENTS, lambda case_id: True)


def dossier(opened: Installation, folder: Path) -> Work:
    """履责情况追溯材料 of every problem with which the town was ever late, as a zip, names masked."""
    ledgers = opened.read_ledgers()

    def write() -> None:
        numbers = late_problems(ledgers, NOW, A_TOWN.unit, CAMPAIGN)
        source = DossierSource(ledgers, NOW, lambda row: None, nobody, opened.store.vault.labels)
        about = About(person="", name="", post="", purpose="", exported_at=ENDS_AT, masked=True, program="bench")
        with open_parcel(folder / "dossier.zip", ENDS_AT) as parcel:
            write_dossier(parcel, source, about, numbers, A_TOWN.unit)

    return write


def exported(opened: Installation, folder: Path) -> Work:
    """附件1-1 of the county, as a workbook in its own form."""
    pack = opened.casework.rulebook[CAMPAIGN]

    def write() -> None:
        stream, _ = opened.read_ledgers().by_problem(NOW, PROBLEM_TABLES[LedgerCode.L1], ALL)
        write_workbook(live_table(LedgerCode.L1, ALL, pack, stream, NOW.now, "", ""), folder / "county.xlsx")

    return write


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


def printed(code: LedgerCode, chosen: Selection) -> Prepare:
    def prepare(opened: Installation, folder: Path) -> Work:
        def make() -> LedgerTable:
            with opened.read_ledgers().source(NOW, chosen) as source:
                return LEDGERS[code](source)

        return make

    return prepare


def behind_a_cell(opened: Installation, folder: Path) -> Work:
    """数据来源: each case and event behind 共排查问题数 of the first category of the town, as it was half-way."""

    def trace() -> CellBehind:
        with opened.read_ledgers().source(THEN, A_TOWN) as source:
            table = LEDGERS[LedgerCode.L3](source)
            return behind_cell(table, source, table.content.rows[0].key, TITLES["found"])

    return trace


class Question(NamedTuple):
    """``each``: the figure is so many a second of these (events, trails), else how long it took in all."""

    name: str
    prepare: Prepare
    each: str = ""
    against: str = ""
    goal: str = ""


RAW, REBUILD = "reading and inserting them raw", "rebuild of all ledgers"
TODAY, PAST = "summary of today", "summary as of half-way"
QUESTIONS = (
    Question("nothing", lambda opened, folder: lambda: None),
    Question(RAW, raw_inserts, each="events"),
    Question(REBUILD, rebuild, each="events", against=RAW, goal=">= 25,000/s"),
    Question(TODAY, summary(NOW)),
    Question(PAST, summary(THEN), against=TODAY, goal="<= 3"),
    Question("ledger of a town, its texts opened", ledger(NOW, A_TOWN)),
    Question("ledger of the county", ledger(NOW, ALL)),
    Question("L9, every level reached", printed(LedgerCode.L9, ALL)),
    Question("L9 of a town", printed(LedgerCode.L9, A_TOWN)),
    Question("a cell of half-way, what is behind it", behind_a_cell),
    Question("workbook of the county", workbook),
    Question("export of L1", exported),
    Question(f"{TRAILS} trails", trails, each="trails"),
    Question("trail of a town", trail_of_a_town),
    Question("trail of a person", trail_of_a_person),
    Question("trail of a household", trail_of_a_household),
    Question("dossier of a town", dossier),
    Question("what-if, another ladder", other_ladder, each="events"),
    Question("OCEL of the whole log", process_log(write_json), each="events"),
    Question("OCEL of the whole log, as SQLite", process_log(write_sqlite), each="events"),
)


class Answer(msgspec.Struct, frozen=True):
    """``cpu``: the seconds of a processor that it took, those of a server beside it among them."""

    seconds: float
    cpu: float
    peak_mib: float


# --- one question in this process -----------------------------------------------------------------------------------


def answer(question: Question, settings: Settings) -> Answer:
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as scratch, open_installation(settings) as opened:
        work = question.prepare(opened, Path(scratch))
        before = cpu_seconds(settings.database_url)
        took = seconds(work)
        cpu = cpu_seconds(settings.database_url) - before
    return Answer(took, cpu, peak_mib())


def cpu_seconds(database: str | None) -> float:
    """Of this process and the server so far."""
    return process_time() + (server_cpu(database) if database else 0.0)


def settings_of(county: Path, database: str | None) -> Settings:
    return Settings(data=county, database_url=database, vault_key_file=county / "vault.key")


def peak_mib() -> float:
    """Of this process. Not ru_maxrss: that begins with what the process had that started this one."""
    [told] = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024


# --- all of them, each in its own -----------------------------------------------------------------------------------


def asked(question: Question, county: Path, database: str | None) -> Answer:
    words = [sys.executable, "-m", "bench.county", "--into", str(county), "--ask", question.name]
    words += ["--database", database] if database else []
    told = subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(told, type=Answer)


def ask_all(
    county: Path, events: int, rounds: int, questions: Sequence[Question] = QUESTIONS, database: str | None = None
) -> None:
    """Round by round, and then the table."""
    answers: dict[str, list[Answer]] = {question.name: [] for question in questions}
    for _ in range(rounds):
        for question in questions:
            told = asked(question, county, database)
            took = f"{told.seconds:.2f} s ({told.cpu:.2f} s of the processor)"
            print(f"  {question.name}: {took}, {told.peak_mib:,.0f} MiB", file=sys.stderr, flush=True)
            answers[question.name].append(told)
    print_table(questions, answers, {"events": events, "trails": TRAILS})


def print_table(
    questions: Sequence[Question], answers: Mapping[str, Sequence[Answer]], number: Mapping[str, int]
) -> None:
    """``number``: of how many a figure is so many a second."""
    by_clock, by_cpu = (
        {one.name: [figure(took(told), number.get(one.each)) for told in answers[one.name]] for one in questions}
        for took in (attrgetter("seconds"), attrgetter("cpu"))
    )
    row = "{:<36} {:>13} {:>13} {:>10}  {:<32} {:>19} {:>19}  {}"
    print(row.format("question", "by the clock", "of the CPU", "peak", "against", "by the clock", "of the CPU", "goal"))
    for question in questions:
        unit, against = "/s" if question.each else " ms", question.against or question.name
        clock, cpu = (compared(figures, question.name, against, question.goal, unit) for figures in (by_clock, by_cpu))
        ratios = (clock.ratio, cpu.ratio) if question.against else ("", "")
        peak = f"{max(told.peak_mib for told in answers[question.name]):,.0f} MiB"
        print(row.format(clock.path, clock.figure, cpu.figure, peak, question.against, *ratios, question.goal))


def figure(took: float, each: int | None) -> float:
    """So many a second, or milliseconds."""
    return each / max(took, SHORTEST) if each else max(took, SHORTEST) * 1000


def count_again(settings: Settings) -> bool:
    """Whether the ledgers show what SQL finds in the events alone."""
    with open_installation(settings) as opened:
        opened.catch_up()
        shown = in_the_tables(opened.read_ledgers(), NOW, ALL)
    url = settings.database_url
    events = postgres_engine(url) if url else sqlite_engine(opened.folder.events)
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
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("--ask", choices=[question.name for question in QUESTIONS], help=argparse.SUPPRESS)
    given = parser.parse_args()
    sample = Sample(given.problems, given.towns, given.seed)
    county = given.into or usual_folder(sample)
    if given.ask:
        [question] = [one for one in QUESTIONS if one.name == given.ask]
        sys.stdout.buffer.write(msgspec.json.encode(answer(question, settings_of(county, given.database))))
        return
    made = make_in(county, sample, lambda at, events: None)
    print(
        f"{sample.problems:,} problems, {sample.towns} towns, seed {sample.seed}: {made.events:,} events in {county}",
        flush=True,
    )
    print(f"something is still owed in {made.owed:,} cases", flush=True)
    equal = count_again(settings_of(county, None))
    ask_all(county, made.events, given.rounds)
    sys.exit(not equal)


if __name__ == "__main__":
    main()
