"""When the notice of a provisional year is loaded: a preview of what moves, and the move by an event each."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.clock import Clock
from adapters.installation import open_installation
from adapters.packs import packs_folder, shipped_calendar
from adapters.recounting import recount
from adapters.settings import Settings
from domain.accountability import Misconduct
from domain.clue import RegisterClue
from domain.problem.registering import Dispatch, RegisterProblem
from domain.referral.proposing import ApproveReferral, ProposeReferral
from tests.problem.acts import finding
from tests.problem.people import GROUP_HEAD, INSPECTOR, LEADER, OFFICE, POSTS, TEAM_LEAD, TOWN, UNITS

NOTICE = """year: 2027
version: 1
notices: [国办发明电〔2026〕0号]
holidays:
  - {name: 元旦, first: 2027-01-01, last: 2027-01-01}
worked_weekends: [2027-01-02, 2027-01-03]
"""
NEW_YEARS_EVE = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """A folder with a problem dispatched on the last day of 2026, when the notice of 2027 was not out."""
    settings = Settings(data=tmp_path / "data", packs=tmp_path / "packs")
    shutil.copytree(packs_folder(), tmp_path / "packs")
    clock = Clock(real_start=datetime.now(UTC), business_start=NEW_YEARS_EVE, factor=1)
    with open_installation(settings, clock) as opened:
        for number, command in enumerate((*UNITS, *POSTS)):
            opened.casework.handle(command, opened.caller("导入员", f"people/{number}"))
        registered = opened.casework.handle(RegisterProblem(finding()), opened.caller(INSPECTOR))
        opened.casework.handle(Dispatch(TOWN, due_on=date(2027, 3, 1)), opened.caller(OFFICE), registered.case_id)
        opened.casework.handle(RegisterClue("xiaoxian_2022", TOWN, "台账有名，实地无人"), opened.caller(INSPECTOR))
    return settings


def load_the_notice(office: Settings) -> None:
    assert office.packs is not None
    (office.packs / "calendar" / "2027.yaml").write_text(NOTICE, encoding="utf-8")
    shipped_calendar.cache_clear()  # a new process reads the folder anew


def test_nothing_moves_before_a_notice_is_loaded(office: Settings) -> None:
    with open_installation(office) as opened:
        assert recount(opened, OFFICE, "放假安排公布", confirm=True).moved == ()


@pytest.mark.requirement("X-04")
def test_a_preview_shows_what_would_move_and_confirming_moves_exactly_that(office: Settings) -> None:
    load_the_notice(office)
    with open_installation(office) as opened:
        last = opened.casework.recorder.max_notification_id()
        preview = recount(opened, OFFICE, "2027年放假安排公布", confirm=False)
        assert opened.casework.recorder.max_notification_id() == last
        assert [(move.number, move.kind, move.duty, move.before, move.after) for move in preview.moved] == [
            ("XX2022-甲镇-0001", "问题", "认领", date(2027, 1, 5), date(2027, 1, 3)),
            ("XX2022-索-0001", "线索", "线索查办", date(2027, 1, 15), date(2027, 1, 13)),
        ]
        for move in preview.moved:
            assert "调休上班" in move.why
            assert "暂定" not in move.why
        done = recount(opened, OFFICE, "2027年放假安排公布", confirm=True)
        assert done.moved == preview.moved
        added = opened.casework.recorder.select_notifications(last, 10, inclusive_of_start=False)
        assert [stored.topic for stored in added] == ["problem.deadline_reset", "clue.deadlines_reset"]
        again = recount(opened, OFFICE, "2027年放假安排公布", confirm=True)
        assert (again.moved, again.refused) == ((), ())


def test_who_may_not_recount_is_told_so_for_each_case(office: Settings) -> None:
    load_the_notice(office)
    with open_installation(office) as opened:
        result = recount(opened, INSPECTOR, "2027年放假安排公布", confirm=True)
    assert [number for number, _ in result.refused] == ["XX2022-甲镇-0001", "XX2022-索-0001"]
    assert "无权时限重算" in result.refused[0][1]
    assert "无权线索时限重算" in result.refused[1][1]


def test_of_what_a_person_may_not_know_a_preview_tells_nothing(office: Settings) -> None:
    with open_installation(office) as opened:
        proposal = ProposeReferral("xiaoxian_2022", Misconduct.CONDUCT, TOWN, "走访记录中存在代签", (LEADER,))
        referral = opened.casework.handle(proposal, opened.caller(TEAM_LEAD)).case_id
        opened.casework.handle(ApproveReferral(), opened.caller(GROUP_HEAD), referral)
        told = recount(opened, INSPECTOR, "2027年放假安排公布", confirm=False)
        assert not any("移" in number for number, _ in told.refused)


def test_until_then_the_date_of_any_case_is_printed_as_provisional(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_DATA", str(office.data))
    monkeypatch.setenv("DUBAN_PACKS", str(office.packs))
    assert "2027-01-15（暂定）" in CliRunner().invoke(app, ["case", "XX2022-索-0001"]).stdout
    load_the_notice(office)
    with open_installation(office) as opened:
        recount(opened, OFFICE, "2027年放假安排公布", confirm=True)
    shown = CliRunner().invoke(app, ["case", "XX2022-索-0001"]).stdout
    assert "2027-01-13" in shown
    assert "2027-01-13（暂定）" not in shown
