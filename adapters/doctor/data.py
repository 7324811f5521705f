"""The data: whether it can be read, whether the ledgers and the relay follow, what is overdue, the newest backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import MetaData, Table, select

from adapters.backup import backups_taken, device_of
from adapters.doctor.finding import Finding, fault, ok, warn
from adapters.event_store.opening import VERSION_TABLE as EVENTS_VERSION
from adapters.event_store.schema import postgres_engine, sqlite_engine
from adapters.installation import Installation
from adapters.settings import Settings
from adapters.temporal.position import Position
from adapters.temporal.rebuild import waiting_cases
from adapters.temporal.settings import TemporalSettings
from domain.calendar import CalendarNotCovered, local_date
from domain.casework import CaseView
from projections.log import CannotRead, decode, read
from projections.numbers import KIND_NAMES
from projections.tables import VERSION_TABLE as LEDGERS_VERSION
from projections.tables import reached

AHEAD = timedelta(days=120)
LAGS_AFTER = timedelta(minutes=1)
LATE_AFTER = timedelta(seconds=TemporalSettings().late_by)
BACKUP_EVERY = timedelta(days=1)
NAMED = 5
"""So many numbers of a list are named; all are counted."""

REBUILD = "运行 duban rebuild"
RESTORE = "停用本数据目录，从最近的备份恢复（duban restore）"


# --- events and vault ---------------------------------------------------------------------------------------------


def events(opened: Installation) -> Iterator[Finding]:
    last = opened.casework.recorder.max_notification_id() or 0
    place = "PostgreSQL" if opened.settings.database_url else str(opened.folder.root.resolve())
    if opened.settings.database_url is None:
        said = damage(opened.folder.events)
        if said:
            yield fault("events", "事件库", f"已损坏：{said}", RESTORE)
            return
    yield ok("events", "事件库", f"{place}，末事件序号 {last}，完好")


def events_file(settings: Settings) -> Iterator[Finding]:
    """The file itself, when the installation does not open."""
    file = settings.data / "events.sqlite3"
    if settings.database_url is not None or not file.exists():
        return
    said = damage(file)
    yield fault("file", "事件库文件", f"已损坏：{said}", RESTORE) if said else ok("file", "事件库文件", "完好")


def damage(file: Path) -> str:
    """What SQLite's quick check says against it; nothing if it is sound."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if said == "ok" else str(said)


def schemas(opened: Installation) -> Iterator[Finding]:
    url = opened.settings.database_url
    own = postgres_engine(url) if url else sqlite_engine(opened.folder.events)
    try:
        found = []
        for engine, name, subject in (
            (own, EVENTS_VERSION, "事件库"),
            (opened.ledgers, LEDGERS_VERSION, "台账"),
        ):
            table = Table(name, MetaData(), autoload_with=engine)
            with engine.connect() as connection:
                found.append(f"{subject} {connection.execute(select(table.c.version_num)).scalar_one()}")
    finally:
        own.dispose()
    yield ok("schema", "结构版本", "，".join(found))


def vault(opened: Installation) -> Iterator[Finding]:
    """That it is the store's key was checked at the opening; here a text is opened with it."""
    opened.store.vault.try_out()
    yield ok("vault", "保险库密钥", "与数据相符，能打开已封存的内容")


# --- rules --------------------------------------------------------------------------------------------------------


def packs(opened: Installation) -> Iterator[Finding]:
    known = (f"{pack.id}（规则 {pack.policy.version}）" for _, pack in sorted(opened.casework.packs.items()))
    yield ok("packs", "规则包", "、".join(known))


def calendar(opened: Installation) -> Iterator[Finding]:
    """Whether deadlines that begin today can be counted, and whether they already rest on a provisional year."""
    calendar, today = opened.casework.calendar, local_date(opened.now())
    load = "放假通知发布后装入新的日历（packs/calendar），再运行 duban recount"
    try:
        due = calendar.within_days(today, AHEAD.days, roll=True)
    except CalendarNotCovered as uncovered:
        yield fault("calendar", "工作日历", uncovered.message, load)
        return
    years = calendar.version.partition(".")[0]
    state = f"已装入 {years} 年（版本 {calendar.version}），时限最远可算到 {calendar.last_day}"
    if due.why.provisional:
        yield warn("calendar", "工作日历", f"{state}；{due.on.year}年放假通知未发布，涉及的日期为暂定", load)
    else:
        yield ok("calendar", "工作日历", state)


# --- what follows the log -----------------------------------------------------------------------------------------


def ledgers(opened: Installation) -> Iterator[Finding]:
    with opened.ledgers.connect() as connection:
        at = reached(connection)
    try:
        read(opened.casework.recorder, at)  # all events before were read already
    except CannotRead as error:
        yield fault("ledgers", "台账", str(error), "换用写入这些事件的程序版本")
    else:
        yield progress(opened, "ledgers", "台账", at.position)


def relay(opened: Installation) -> Iterator[Finding]:
    yield progress(opened, "relay", "时限传送", Position(opened.ledgers, "relay").read())


def progress(opened: Installation, code: str, subject: str, at: int) -> Finding:
    """How far behind the log something is that follows it: events, and how long ago the next one was recorded."""
    recorder = opened.casework.recorder
    last = recorder.max_notification_id() or 0
    if at > last:
        state = f"已处理到 {at}，而事件库只到 {last}：事件库可能是从旧备份恢复的"
        return fault(code, subject, state, REBUILD)
    state = f"已处理到 {at}，落后 {last - at} 个事件"
    unread = recorder.select_notifications(at, 1, inclusive_of_start=False)
    if not unread:
        return ok(code, subject, state)
    since = real_time(opened, decode(unread[0]).timestamp)
    state += f"、{max(0, int(since.total_seconds()))} 秒"
    if since < LAGS_AFTER:
        return ok(code, subject, state)
    return warn(code, subject, state, "确认 duban up 正在运行；仍不前进的看运行日志")


def real_time(opened: Installation, business: datetime) -> timedelta:
    """How long ago a business instant was, in real time."""
    return (opened.now() - business) / opened.clock.factor


# --- moments ------------------------------------------------------------------------------------------------------


def overdue_moments(opened: Installation) -> Iterator[Finding]:
    """What should have happened by now; it happens by itself, at its own instant, as soon as the worker runs again."""
    latest = opened.now() - LATE_AFTER * opened.clock.factor
    waiting = list(waiting_cases(opened.casework, opened.waiting_ids))
    late = [case for case in waiting if case.next_moment is not None and case.next_moment.at < latest]
    if late:
        state = f"{len(waiting)} 件有未到时点，其中 {len(late)} 件的时点已过而未处理：{named(late)}"
        yield warn("moments", "到期事项", state, "启动 duban up，到期事项按原定时点补记；已在运行的看 Temporal 一行")
    else:
        yield ok("moments", "到期事项", f"{len(waiting)} 件有未到时点，没有漏办的")


def named(cases: Sequence[CaseView]) -> str:
    """The first few by their numbers; of kinds that only some may know of, only the kind."""
    from adapters.temporal.lifecycles import LIFECYCLES

    first = [KIND_NAMES[case.kind] if LIFECYCLES[case.kind].discreet else case.problem_no for case in cases[:NAMED]]
    return "、".join(dict.fromkeys(first)) + ("等" if len(cases) > NAMED else "")


# --- backup -------------------------------------------------------------------------------------------------------


def newest_backup(opened: Installation) -> Iterator[Finding]:
    last = opened.casework.recorder.max_notification_id() or 0
    if opened.settings.database_url:
        yield ok("backup", "备份", "PostgreSQL 由数据库自己的工具备份，这里看不到；见 docs/operations.md")
        return
    taken = backups_taken(opened.folder)
    if not taken:
        if last:
            yield warn("backup", "备份", "从来没有备份过", "运行 duban backup，放到另一块磁盘上")
        else:
            yield ok("backup", "备份", "还没有数据")
        return
    newest = taken[-1]
    age = datetime.now(UTC) - newest.taken_at
    there = Path(newest.target)
    device = device_of(there) if there.exists() else newest.device
    since = last - newest.last_notification_id
    state = f"最近一次在 {int(age / timedelta(hours=1))} 小时前：{newest.target}，此后有 {since} 个事件"
    if age > BACKUP_EVERY:
        yield warn("backup", "备份", state, "运行 duban backup（每天一次）")
    elif device == device_of(opened.folder.root):
        yield warn("backup", "备份", f"{state}；与数据在同一块磁盘上，磁盘坏了会一起丢", "把备份复制到另一块磁盘上")
    else:
        yield ok("backup", "备份", state)
