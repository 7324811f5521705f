"""体检: each finding, with the thing broken for real."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import text

from adapters.backup import BackupTaken, backups_taken, remember
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.doctor import data, examine, machine, timing
from adapters.doctor.finding import Finding, Level, worst
from adapters.event_store.schema import sqlite_engine
from adapters.installation import open_installation
from adapters.settings import Settings
from adapters.temporal.lifecycles import Nudge, workflow_id
from adapters.temporal.position import Position
from tests.cli.conftest import Duban
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import Serving, duban, ended, serving, until_happened

HOUR = 3600.0


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A folder in which nothing falls due within the hour, named by the environment."""
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    with open_office(tmp_path / "data", clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        yield office


def findings() -> dict[str, Finding]:
    """By their codes."""
    return {finding.code: finding for finding in examine()}


def found(code: str) -> tuple[Level, str]:
    finding = findings()[code]
    assert finding.level is Level.OK or finding.remedy
    return finding.level, finding.state


async def found_meanwhile(code: str) -> tuple[Level, str]:
    return await asyncio.to_thread(found, code)


# --- the data -----------------------------------------------------------------------------------------------------


def test_a_folder_in_order_has_no_fault(office: Office) -> None:
    office.dispatched_problem(householder="钱某某")
    office.installation.catch_up()
    told = findings()
    assert [one.code for one in told.values() if one.level is Level.FAULT] == []
    assert {"versions", "crypto", "disk", "events", "schema", "vault", "packs", "calendar", "ledgers"} <= told.keys()
    assert {"relay", "moments", "backup", "running", "temporal"} <= told.keys()
    assert "SQLite" in told["versions"].state
    assert "事件库 000" in told["schema"].state
    assert "钱某某" not in str(told)


def test_a_torn_page_of_the_events_is_a_fault(office: Office) -> None:
    for _ in range(20):
        office.registered_problem(householder="钱某某")
    with closing(sqlite3.connect(office.installation.folder.events)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [root] = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'vault_values'").fetchone()
    content = bytearray(office.installation.folder.events.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"x" * 4096
    office.installation.folder.events.write_bytes(content)
    told = findings()
    damaged = told.get("file") or told["events"]
    assert (damaged.level, "已损坏" in damaged.state, "duban restore" in damaged.remedy) == (Level.FAULT, True, True)


def test_an_event_of_a_newer_program_is_a_fault(office: Office) -> None:
    with office.unreadable(office.registered_problem(), because="problem.of_tomorrow"):
        level, state = found("ledgers")
    assert (level, "problem.of_tomorrow" in state) == (Level.FAULT, True)


def test_a_newer_schema_is_a_fault_and_the_file_is_looked_at_all_the_same(office: Office) -> None:
    with closing(sqlite3.connect(office.installation.folder.events)) as store, store:
        store.execute("UPDATE event_store_version SET version_num = '9999'")
    told = findings()
    assert (told["data"].level, "请用新版本" in told["data"].state) == (Level.FAULT, True)
    assert told["file"].level is Level.OK
    assert "temporal" in told


def test_a_key_that_opens_nothing_is_a_fault(office: Office) -> None:
    office.registered_problem(householder="钱某某")
    with closing(sqlite3.connect(office.installation.folder.events)) as store, store:
        store.execute("UPDATE vault_values SET sealed = zeroblob(40)")
    assert found("vault")[0] is Level.FAULT


def test_a_ledger_that_nobody_keeps_lags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    with open_office(tmp_path / "data", clock_before(CLAIM_ENDS_AT, HOUR)) as office:
        office.registered_problem(when=DISPATCHED_AT)
        for code in ("ledgers", "relay"):
            level, state = found(code)
            assert level is Level.WARN
            assert f"落后 {len(office.log())} 个事件、" in state
        office.installation.catch_up()
        assert found("ledgers")[0] is Level.OK


def test_ledgers_and_relay_ahead_of_the_log_are_faults(office: Office) -> None:
    office.installation.catch_up()
    Position(office.installation.ledgers, "relay").move(0, 999)
    with office.installation.ledgers.begin() as connection:
        connection.execute(text("UPDATE followers SET position = 999"))
    for code in ("ledgers", "relay"):
        assert found(code)[0] is Level.FAULT
    assert "duban rebuild" in findings()["relay"].remedy


def test_the_years_of_the_calendar_and_what_is_provisional_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path))
    for now, level in (("2022-03-01", Level.OK), ("2026-12-01", Level.WARN), ("2027-12-01", Level.FAULT)):
        (tmp_path / "clock.json").write_bytes(
            msgspec.json.encode(Clock(datetime.now(UTC), datetime.fromisoformat(f"{now}T00:00:00Z"), 1.0))
        )
        told = found("calendar")
        assert told[0] is level, told
    assert "未覆盖" in told[1]


def test_a_full_disk_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("disk")[0] is Level.OK
    monkeypatch.setattr(machine, "ROOM_WANTED", 10**18)
    assert found("disk")[0] is Level.WARN
    monkeypatch.setattr(machine, "ROOM_NEEDED", 10**18)
    assert found("disk")[0] is Level.FAULT


def test_the_newest_backup_is_missing_old_or_on_the_same_disk(office: Office, tmp_path: Path) -> None:
    assert found("backup") == (Level.WARN, "从来没有备份过")
    folder = office.installation.folder
    now, device = datetime.now(UTC), folder.root.stat().st_dev
    elsewhere = BackupTaken(now - timedelta(hours=2), "/nowhere/copy", device + 1, 5)
    remember(folder, elsewhere)
    level, state = found("backup")
    assert (level, "2 小时前：/nowhere/copy" in state) == (Level.OK, True)
    remember(folder, msgspec.structs.replace(elsewhere, taken_at=now - timedelta(hours=25)))
    assert found("backup")[0] is Level.WARN
    remember(folder, msgspec.structs.replace(elsewhere, device=device))
    assert "同一块磁盘" in found("backup")[1]
    assert len(backups_taken(folder)) == 3


def test_a_backup_that_was_taken_is_remembered(duban: Duban, tmp_path: Path) -> None:
    manifest = duban("backup", tmp_path / "copy", "--json")
    assert manifest.code == 0, manifest.err
    [taken] = backups_taken(DataFolder.open(duban.folder))
    assert (taken.target, taken.last_notification_id) == (
        str(tmp_path / "copy"),
        manifest.json["last_notification_id"],
    )
    assert taken.device == (tmp_path / "copy").stat().st_dev


# --- time ---------------------------------------------------------------------------------------------------------


def test_what_is_overdue_is_counted_and_named_but_no_referral(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    with open_office(tmp_path / "data", clock_before(CLAIM_ENDS_AT, -HOUR)) as office:
        numbers = [office.problem(office.dispatched_problem()).problem_no for _ in range(7)]
        level, state = found("moments")
        view = office.casework.view(next(iter(office.installation.waiting_ids())))
        assert view is not None
        assert data.named([msgspec.structs.replace(view, kind="referral", problem_no="移-1")]) == "移交事项"
    assert level is Level.WARN
    assert "其中 7 件的时点已过而未处理" in state
    assert all(number in state for number in numbers[:5])
    assert numbers[5] not in state


def test_whether_anything_runs(office: Office) -> None:
    assert found("running")[0] is Level.WARN
    folder = office.installation.folder
    with folder.held():
        level, state = found("running")
        assert (level, f"进程号 {os.getpid()}" in state) == (Level.OK, True)
        (folder.root / "run").mkdir()
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        (folder.root / "run" / "relay.pid").write_text(str(gone.pid))
        assert found("running") == (Level.FAULT, "relay 已停而没有重新启动")
        (folder.root / "run" / "relay.pid").write_text(str(os.getpid()))
        assert f"relay（进程号 {os.getpid()}）" in found("running")[1]
    (folder.root / "run" / "relay.pid").unlink()
    assert found("running")[0] is Level.WARN


def test_while_all_services_run_it_finds_them_and_their_versions(office: Office) -> None:
    async def scenario() -> None:
        case_id = office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=1))
        with duban("up", office.installation.folder.root) as keeping:
            await until_happened(office, case_id, "ClaimExpired")

            async def all_is_well() -> bool:
                told = await asyncio.to_thread(findings)
                return "cases_alone" not in told and told["workers"].level is Level.OK

            await until(all_is_well, every=1.0)
            told = await asyncio.to_thread(findings)
            assert "服务版本 1." in told["temporal"].state
            assert told["temporal_clock"].level is Level.OK
            assert "1 个流程" in told["workflows"].state
            keeping.terminate()
            assert await ended(keeping) == 0
        assert await found_meanwhile("temporal") == (Level.OK, f"内置服务 {timing.temporal_binary()}，未在运行")

    asyncio.run(scenario())


async def until_open(on: Serving, ids: set[str]) -> None:
    async def it_is_so() -> bool:
        return await on.lifecycles.open_ids() == ids

    await until(it_is_so)


def test_cases_without_workflows_and_workflows_without_cases_are_counted(office: Office) -> None:
    async def scenario() -> None:
        async with serving(office) as on:
            kept, lost = office.dispatched_problem(), office.dispatched_problem()
            await on.tell(kept)
            nobody = uuid4()
            await on.lifecycles.nudge(Nudge("problem", nobody, 3))
            await until_open(on, {workflow_id("problem", kept), workflow_id("problem", nobody)})
            told = await asyncio.to_thread(findings)
            assert told["cases_alone"].state == f"1 件案件没有流程在等：{office.problem(lost).problem_no}"
            assert told["caseless"].state == f"1 个流程没有案件：problem/{nobody}"
            assert (told["workers"].level, "没有进程" in told["workers"].state) == (Level.FAULT, True)

    asyncio.run(scenario())


def test_a_temporal_that_does_not_answer_is_a_fault_and_the_data_is_examined_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    told = findings()
    assert (told["temporal"].level, told["events"].level) == (Level.FAULT, Level.OK)
    assert "办理不受影响" in told["temporal"].remedy


@pytest.mark.parametrize(("seconds", "level"), [(1, Level.OK), (-119, Level.OK), (125, Level.WARN), (-125, Level.WARN)])
def test_clocks_that_differ_by_more_than_two_minutes_are_told(seconds: int, level: Level) -> None:
    told = timing.skew("database_clock", "数据库时钟", timedelta(seconds=seconds))
    assert told.level is level
    assert ("快" if seconds > 0 else "慢") in told.state


@pytest.mark.postgres
def test_the_clock_of_the_database_server_is_asked(postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=postgres_url, vault_key_file=tmp_path / "vault.key")
    with open_installation(settings) as opened:
        [told] = timing.database_clock(opened)
        assert told.level is Level.OK
        [schemas] = data.schemas(opened)
        assert "事件库 000" in schemas.state
        [vault] = data.vault(opened)
        assert vault.level is Level.OK


# --- as it is typed -----------------------------------------------------------------------------------------------


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.cli", "doctor", *words]
    return subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)


def test_the_exit_code_is_that_of_the_worst_finding(office: Office) -> None:
    assert typed().returncode == 1
    office.installation.folder.events.write_bytes(b"a letter, not what it was" * 50)
    told = typed()
    assert (told.returncode, told.stderr) == (2, "")
    assert "✗ 事件库文件：已损坏" in told.stdout
    assert worst([]) == 0


def test_programs_get_the_same_fields_for_every_finding(office: Office) -> None:
    listed: list[dict[str, Any]] = json.loads(typed("--json").stdout)
    assert {tuple(sorted(each)) for each in listed} == {("code", "level", "remedy", "state", "subject")}
    assert len({each["code"] for each in listed}) == len(listed)


def test_a_check_that_breaks_down_is_a_finding_without_a_traceback(office: Office) -> None:
    ledgers = sqlite_engine(office.installation.folder.ledgers)
    with ledgers.begin() as connection:
        connection.execute(text("DROP TABLE followers"))
    ledgers.dispose()
    told = typed()
    assert told.returncode == 2
    assert "✗ 台账：检查中断" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr
