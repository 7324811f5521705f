"""Canaries: names inside free texts, imported and worked with, stand nowhere in plain, and once erased nowhere at all.

A copy of the whole folder that was made before the erasure, key included, still opens what it holds: old backups must
be replaced, or erased again when they are restored. The test says so, too.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from msgspec.structs import replace
from sqlalchemy import text as sql
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import Installation, open_installation
from adapters.log import set_up_logging
from adapters.rebuilding import rebuild_ledgers
from adapters.settings import Settings
from domain.case import Command
from domain.casework import Caller
from domain.check_pool import pool_id
from domain.problem.amending import ConfirmAmendment, RequestDueCorrection, RequestVoid
from domain.problem.claiming import Claim
from domain.problem.classification import Scope
from domain.problem.closing import ApproveClose, Check, Satisfaction
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.finding import Finding
from domain.problem.looking_back import PassLookBack
from domain.problem.planning import ApprovePlan, MeasureDraft, ReturnPlan, SubmitPlan
from domain.problem.problem import ENDED, STAGE_NAMES, Stage
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import AddEvidence, DenyExtension, ReportProgress, RequestExtension, SubmitForRecheck
from domain.problem.registering import RegisterProblem
from domain.refusal import Refused
from domain.sampling.frame import commitment
from projections.as_of import Viewpoint
from projections.ledger_lines import ERASED
from tests.conftest import Database
from tests.importing.workbooks import household_ledger, household_row
from tests.privacy.erasing import erase
from tests.privacy.office import staffed
from tests.problem.acts import PHOTO
from tests.problem.people import CADRE, CHECKER, HEAD, INSPECTOR, LEADER, OFFICE, PERSON, SECOND_OFFICE, VILLAGE
from tests.problem.story import instant
from tests.temporal.polling import until
from tests.temporal.serving import duban

CANARIES = [f"金丝雀{digit}{other}" for digit in "甲乙丙丁" for other in "子丑寅卯辰"]
ENDS = date(2022, 9, 30)
MUCH_LATER = instant("2034-03-01 09:00")
SEEN_EVERYWHERE = "甲镇"


def written_forms(text: str) -> Iterator[bytes]:
    """A text as it might stand in a file: in the usual encodings, escaped in JSON, in hexadecimal, in base64."""
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        yield text.encode(encoding)
    yield json.dumps(text)[1:-1].encode()
    yield text.encode().hex().encode()
    for before in range(3):  # of four characters that stand for three bytes, the outer ones may speak of other bytes
        coded = base64.b64encode(bytes(before) + text.encode() + bytes(3))
        yield coded[-(-before * 8 // 6) : (before + len(text.encode())) * 8 // 6]


def found(folders: Sequence[Path], texts: Sequence[str]) -> dict[str, set[str]]:
    """Those of the texts that some file holds in any form, with the files."""
    forms = [(text, form) for text in texts for form in written_forms(text)]
    holders: dict[str, set[str]] = {}
    for file in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for text in {text for text, form in forms if form in content}:
            holders.setdefault(text, set()).add(file.name)
    return holders


def test_the_search_finds_a_name_in_every_form(tmp_path: Path) -> None:
    name = CANARIES[0]
    forms = {
        "plain": name.encode(),
        "office": name.encode("gb18030"),
        "wide": name.encode("utf-16-le"),
        "json": json.dumps({"name": name}).encode(),
        "hex": name.encode().hex().encode(),
        **{f"base64 {n}": base64.b64encode(b"x" * n + f"姓名{name}等".encode()) for n in range(3)},
    }
    for form, content in forms.items():
        (tmp_path / form).write_bytes(content)
    assert found([tmp_path], CANARIES) == {name: set(forms)}


# --- a household's problem, with its name in every text that somebody writes ------------------------------------------


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """An installation on each database, in August 2022, with its data in a folder of its own."""
    monday = datetime(2022, 8, 8, 1, tzinfo=UTC)
    folder = DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), monday, 1.0))
    return replace(database.settings, data=folder.root)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """All that is logged, down to the smallest."""
    file, root, levels = tmp_path / "log", logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    with file.open("w") as stream:
        set_up_logging("DEBUG", stream)
        alembic = logging.getLogger("alembic")
        alembic.setLevel("DEBUG")
        yield file
        alembic.setLevel("WARNING")
        root.handlers[:] = handlers
        root.setLevel(levels)
        structlog.reset_defaults()


@pytest.fixture
def imported(settings: Settings, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """The canaries' problems, imported from a workbook that is then taken away."""
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    rows = [
        household_row(
            number=number,
            village=VILLAGE,
            household=name,
            content=f"{name}家屋面漏雨，{name}本人长期患病",
            measures=f"为{name}修缮屋面",
            person=PERSON,
            unit="甲镇",
            due="2022年8月31日",
        )
        for number, name in enumerate(CANARIES, start=1)
    ]
    workbook = household_ledger(tmp_path / "台账.xlsx", *rows)
    with open_installation(settings) as opened:
        staffed(opened)
        words = ["import", str(workbook), "--campaign", "xiaoxian_2022", "--as", OFFICE, "--confirm", "--json"]
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        workbook.unlink()
        assert len(list(opened.problems())) == len(CANARIES)
        yield opened


def environment(settings: Settings) -> dict[str, str]:
    return Database("", settings).environment()


def live_through(opened: Installation) -> None:
    """Every problem to its last look-back; whoever writes a text writes the name into it."""
    for case_id, number in list(opened.problems()):
        if opened.casework.problem(case_id).stage in ENDED:
            continue
        name = plain_name(opened, number)
        taken = replace(PHOTO, taken_by=PERSON)
        steps: list[tuple[str, str, Command]] = [
            ("2022-08-09 09:00", HEAD, Claim(LEADER, PERSON)),
            ("2022-08-09 10:00", PERSON, SubmitPlan((MeasureDraft(f"先修{name}家"),))),
            ("2022-08-09 11:00", OFFICE, ReturnPlan(f"未写明{name}家何时修")),
            ("2022-08-09 14:00", PERSON, SubmitPlan((MeasureDraft(f"八月修{name}家"),))),
            ("2022-08-09 15:00", OFFICE, ApprovePlan()),
            ("2022-08-10 09:00", PERSON, ReportProgress(f"已到{name}家", (1,))),
            ("2022-08-10 10:00", HEAD, RequestExtension(f"{name}外出", datetime(2022, 9, 15).date())),  # noqa: DTZ001
            ("2022-08-10 11:00", OFFICE, DenyExtension(f"{name}已回")),
            ("2022-08-11 09:00", PERSON, SubmitForRecheck(f"{name}家已修", (LEADER,), (1,), (taken,))),
            ("2022-08-11 10:00", CHECKER, ReturnRectification((FourCheck.EFFECT_MET,), f"{name}家仍漏")),
            ("2022-08-12 09:00", PERSON, SubmitForRecheck(f"{name}家重修", (LEADER,), (), (PHOTO,))),
            ("2022-08-12 10:00", CHECKER, PassLayer(f"到{name}家看过")),
            ("2022-08-12 10:45", INSPECTOR, PassLayer(f"抽查到{name}家看过")),
            ("2022-08-12 11:00", OFFICE, closing(name)),
            ("2022-09-13 09:00", INSPECTOR, PassLookBack(f"{name}家正常")),
            ("2022-11-11 09:00", INSPECTOR, PassLookBack(f"{name}家正常")),
        ]
        for at, person, command in steps:
            caller = Caller(person=person, command_id=f"{number}/{at}", recorded_at=instant(at))
            if isinstance(command, ReportProgress):
                refused_where_nothing_is_sealed(opened, case_id, name, caller)
                caller = replace(caller, occurred_at=instant("2022-08-09 17:00"), late_reason=f"{name}家没有网络")
            opened.casework.handle(command, caller, case_id)
            if isinstance(command, PassLayer) and person == CHECKER:
                drawn_alone(opened, number)


def drawn_alone(opened: Installation, number: str) -> None:
    """The second layer draws: this problem is the only one that waits."""
    for command in (CommitSeed(commitment("5" * 64)), DrawPool("5" * 64)):
        by = Caller(person=OFFICE, command_id=f"{number}/{command!r}", recorded_at=instant("2022-08-12 10:30"))
        opened.casework.handle(command, by, pool_id("xiaoxian_2022", 2))


def refused_where_nothing_is_sealed(opened: Installation, case_id: UUID, name: str, caller: Caller) -> None:
    """The name where only an id, a code or a number may stand: nothing of it is left, not even in the audit log."""
    with pytest.raises(Refused, match="unknown_person"):
        opened.casework.handle(AddEvidence((replace(PHOTO, taken_by=name),)), caller, case_id)
    correction = RequestDueCorrection(ENDS, f"{name}家写错", f"{name}家情况" * 12)
    with pytest.raises(Refused, match="citation_too_long"):
        opened.casework.handle(correction, replace(caller, person=OFFICE), case_id)


def found_by_word_of_mouth(opened: Installation) -> None:
    """A further problem of each household, told by itself; then it is voided, as it was a slip."""
    for case_id, number in list(opened.problems()):
        problem, name = opened.casework.problem(case_id), plain_name(opened, number)
        assert problem.household is not None
        finding = Finding(
            campaign=problem.campaign,
            category=problem.category,
            content=f"{name}家水费过高",
            scope=Scope.HOUSEHOLD,
            place=problem.place,
            household_ref=problem.household.ref,
            householder=name,
            source_remark=f"{name}来电",
        )
        with pytest.raises(Refused, match="unknown_source"):
            opened.casework.handle(RegisterProblem(replace(finding, source=f"{name}来电")), opened.caller(INSPECTOR))
        found = opened.casework.handle(RegisterProblem(finding), opened.caller(INSPECTOR)).case_id
        opened.casework.handle(RequestVoid(f"{name}重复来电", (PHOTO,)), opened.caller(OFFICE), found)
        opened.casework.handle(ConfirmAmendment(), opened.caller(SECOND_OFFICE), found)


def closing(name: str) -> ApproveClose:
    holds = Check(True, f"{name}家现场查看")
    return ApproveClose(holds, holds, holds, holds, f"不涉及，{name}无异议", satisfaction=Satisfaction(CADRE, "当面"))


def plain_name(opened: Installation, number: str) -> str:
    household = opened.casework.problem(opened.find_case(number)).household
    assert household is not None
    [name] = opened.casework.vault.reveal([household.name.ref]).values()
    return name


def whole_log(opened: Installation) -> list[tuple[Any, ...]]:
    stored = opened.casework.recorder.select_notifications(None, 1_000_000)
    return [(each.id, each.originator_id, each.originator_version, each.topic, each.state) for each in stored]


def texts_shown(opened: Installation) -> set[str]:
    opened.catch_up()
    view = Viewpoint(datetime.now(UTC))
    lines = opened.read_ledgers().ledger(view).lines
    return {text for line in lines for text in (line.content, line.householder, line.result, *line.measures)}


@pytest.mark.requirement("X-05")
def test_canaries_are_nowhere_in_plain_and_after_erasure_nowhere_at_all(
    imported: Installation,
    settings: Settings,
    database: Database,
    log: Path,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    found_by_word_of_mouth(imported)
    live_through(imported)
    subjects = {imported.casework.problem(case_id).subject for case_id in imported.case_ids()}
    assert len(subjects) == len(CANARIES)
    assert {name[0] for name in texts_shown(imported)} >= {"金"}
    places = [settings.data, tmp_path]
    if database.kind == "postgres":
        places.append(Path(request.getfixturevalue("postgres_server").pgdata))
        with database.engine().connect() as connection:
            connection.execute(sql("CHECKPOINT"))
    assert found(places, [SEEN_EVERYWHERE, *CANARIES]).keys() == {SEEN_EVERYWHERE}

    before = whole_log(imported)
    with pytest.raises(Refused, match="retention_runs"):
        erase(imported, next(iter(subjects)), instant("2032-12-31 12:00"))
    for subject in subjects:
        erase(imported, subject, MUCH_LATER)
    assert whole_log(imported)[: len(before)] == before
    refs = [sealed.ref for case_id in imported.case_ids() for sealed in [imported.casework.problem(case_id).content]]
    assert imported.casework.vault.reveal(refs) == {}
    assert texts_shown(imported) == {ERASED, STAGE_NAMES[Stage.VOIDED]}
    assert rebuild_ledgers(imported).differences == 0
    assert found(places, CANARIES) == {}
    assert log.stat().st_size > 0


# --- backups, and Temporal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_copy_from_before_the_erasure_still_opens_what_it_holds(imported: Installation, tmp_path: Path) -> None:
    live_through(imported)
    shutil.copytree(imported.folder.root, tmp_path / "copy")
    problem = imported.casework.problem(next(imported.case_ids()))
    erase(imported, problem.subject, MUCH_LATER)
    assert imported.casework.vault.reveal([problem.content.ref]) == {}
    with open_installation(Settings(data=tmp_path / "copy")) as old:
        assert CANARIES[0] in old.casework.vault.reveal([problem.content.ref])[problem.content.ref]
        erase(old, problem.subject, MUCH_LATER)
        assert old.casework.vault.reveal([problem.content.ref]) == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_canary_reaches_the_database_of_temporal(imported: Installation) -> None:
    temporal = imported.folder.temporal
    workflows = [f"problem/{case_id}" for case_id in imported.case_ids()]

    async def every_problem_waits_there() -> bool:
        return found([temporal], workflows).keys() == set(workflows)

    with duban("up", imported.folder.root):
        asyncio.run(until(every_problem_waits_there, every=0.5))
        assert found([temporal], CANARIES) == {}
    assert found([temporal], CANARIES) == {}
