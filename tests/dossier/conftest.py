"""The problem of one household, late since 1 September 2022, with its name and its numbers in every text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.cli.main import run
from adapters.data_folder import DataFolder
from adapters.settings import Settings
from domain.case import Command
from domain.casework import Caller
from domain.problem.claiming import Claim
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, EvidenceKind, Place
from domain.problem.rechecking import FourCheck, ReturnRectification
from domain.problem.rectifying import AddEvidence, DenyExtension, ReportProgress, RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RegisterProblem
from tests.cli.conftest import Said
from tests.conftest import Database
from tests.evidence.files import made
from tests.message.office import Office, opened, standing_at
from tests.problem.people import CHECKER, COUNTY, HEAD, INSPECTOR, LEADER, OFFICE, PERSON, TOWN, VILLAGE
from tests.problem.story import instant

NUMBER = "XX2022-甲镇-0001"
NOW = "2022-09-13 10:00"
HOUSEHOLD, CANARY = "household/canary", "金丝雀甲子"
TELEPHONE, IDENTITY = "138" + "0" * 7 + "1", "110101190001011234"
Duban = Callable[..., Said]


@dataclass
class Told:
    """The office and its problem; every command moves the clock, and the messenger writes what it brought about."""

    office: Office
    cases: list[UUID] = field(default_factory=list)
    given: int = 0

    def give(self, at: str, by: str, command: Command, happened_at: str = "") -> None:
        self.office.at(at)
        self.given += 1
        caller = Caller(person=by, command_id=f"dossier/{self.given}", recorded_at=instant(at))
        if happened_at:
            caller = replace(caller, occurred_at=instant(happened_at), late_reason=f"{CANARY}家没有网络")
        case = self.cases[-1] if self.cases and not isinstance(command, RegisterProblem) else None
        done = self.office.installation.casework.handle(command, caller, case).case_id
        if done not in self.cases:
            self.cases.append(done)
        self.office.work()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder.open(tmp_path / "data", standing_at(instant(NOW))).root


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return made(tmp_path, "photo.jpg")


@pytest.fixture
def told(folder: Path, photo: Path) -> Iterator[Told]:
    with opened(Database("sqlite", Settings(data=folder))) as office:
        story = Told(office)
        tell(story, office.installation.evidence.take_in(photo).sha256)
        office.at(NOW).work()
        yield story


def tell(story: Told, photo: str) -> None:
    found = Finding(
        "xiaoxian_2022",
        "SEC.WATER",
        f"{CANARY}家中停水，电话{TELEPHONE}",
        scope=Scope.HOUSEHOLD,
        place=Place(COUNTY, TOWN, VILLAGE),
        household_ref=HOUSEHOLD,
        householder=CANARY,
        household_kind="脱贫户",
        source_remark=f"{CANARY}来电",
    )
    taken = Evidence(photo, EvidenceKind.IMAGE, instant("2022-08-11 08:30"), PERSON)
    story.give("2022-08-08 09:00", INSPECTOR, RegisterProblem(found))
    story.give("2022-08-08 09:30", OFFICE, Dispatch(TOWN, due_on=date(2022, 8, 31)))
    story.give("2022-08-09 09:00", HEAD, Claim(LEADER, PERSON))
    story.give("2022-08-09 10:00", PERSON, SubmitPlan((MeasureDraft(f"为{CANARY}换管"),)))
    story.give("2022-08-09 15:00", OFFICE, ApprovePlan())
    story.give("2022-08-11 09:00", PERSON, ReportProgress(f"已到{CANARY}家（{IDENTITY}）"), "2022-08-10 16:00")
    story.give("2022-08-11 10:00", PERSON, AddEvidence((taken, Evidence("c" * 64))))
    story.give("2022-08-30 10:00", HEAD, RequestExtension(f"{CANARY}外出", date(2022, 9, 20)))
    story.give("2022-08-31 10:00", OFFICE, DenyExtension(f"{CANARY}已回"))
    for day in ("08-31", "09-01", "09-02", "09-05"):
        story.office.at(f"2022-{day} 18:00").work()
    story.give("2022-09-06 10:00", PERSON, ReportProgress(f"{CANARY}家管道已到货"))
    story.give("2022-09-08 10:00", PERSON, SubmitForRecheck(f"{CANARY}家已通水", (LEADER,), (1,), (taken,)))
    story.give("2022-09-09 10:00", CHECKER, ReturnRectification((FourCheck.EFFECT_MET,), f"{CANARY}家水压不足"))


def another(story: Told) -> None:
    """A problem of nobody's own that was never late."""
    story.give(
        "2022-09-12 10:00",
        OFFICE,
        RegisterProblem(Finding("xiaoxian_2022", "BASICS", "资料未归档", place=Place(COUNTY, TOWN))),
    )
    story.give("2022-09-12 10:30", OFFICE, Dispatch(TOWN, due_on=date(2022, 9, 30)))
    story.office.at(NOW).work()


@pytest.fixture
def duban(told: Told, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    monkeypatch.setenv("DUBAN_DATA", str(folder))

    def typed(*words: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run([str(word) for word in words])
        printed = capsys.readouterr()
        return Said(int(str(ended.value.code)), printed.out, printed.err)

    return typed


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
