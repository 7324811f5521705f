"""台账更新: a ledger in which nobody records anything is noticed; what only falls due keeps nothing up."""

from __future__ import annotations

from datetime import date

import pytest

from domain.campaign.reporting import ItemScreened, SignScreening
from domain.problem.amending import CorrectDetails
from domain.problem.registering import Dispatch, ProblemRegistered, RegisterProblem
from projections.as_of import Viewpoint
from projections.kept_up import KeptUp, NotKeptUp, apply, kept_up
from projections.seeing import ByFolding
from tests.campaign import places
from tests.campaign.stories import county_opened, report_story
from tests.problem.acts import finding
from tests.problem.people import INSPECTOR, OFFICE, OTHER_TOWN, TOWN
from tests.problem.story import instant, packs
from tests.projections.chronicle import Chronicle

CAMPAIGN = "qijia_2021"
EDUCATION = finding(CAMPAIGN, "D2.1", "控辍保学台账缺两户")


def seen(story: Chronicle, as_of: str) -> KeptUp:
    view = story.view(as_of)
    return kept_up(ByFolding(story.casework.recorder, view), CAMPAIGN, packs()[CAMPAIGN], (TOWN, OTHER_TOWN))


def told(story: Chronicle, as_of: str) -> list[tuple[str, date | None, int | None]]:
    return [(one.unit, one.last_on, one.days) for one in seen(story, as_of).not_kept_up]


@pytest.mark.requirement("R001-18")
def test_a_ledger_without_a_record_for_longer_than_the_pack_allows_is_listed(chronicle: Chronicle) -> None:
    chronicle.give("2021-09-01 10:00", INSPECTOR, RegisterProblem(EDUCATION), "P")
    assert told(chronicle, "2021-10-02 12:00") == [(OTHER_TOWN, None, None)]
    assert told(chronicle, "2021-10-03 12:00") == [(TOWN, date(2021, 9, 1), 32), (OTHER_TOWN, None, None)]
    [stale, _] = seen(chronicle, "2021-10-03 12:00").not_kept_up
    assert stale == NotKeptUp(CAMPAIGN, TOWN, "D2.1", "义务教育方面", 31, date(2021, 9, 1), 32)


@pytest.mark.requirement("R001-18")
def test_whatever_somebody_does_keeps_it_up_and_a_reminder_does_not(chronicle: Chronicle) -> None:
    chronicle.give("2021-09-01 10:00", INSPECTOR, RegisterProblem(EDUCATION), "P")
    chronicle.give("2021-09-20 10:00", OFFICE, Dispatch(TOWN, due_on=date(2021, 9, 30)), "P")
    chronicle.pass_until("2021-10-20 12:00")
    assert told(chronicle, "2021-10-20 12:00") == [(OTHER_TOWN, None, None)]
    chronicle.pass_until("2021-10-22 12:00")
    assert [unit for unit, _, days in told(chronicle, "2021-10-22 12:00") if days == 32] == [TOWN]


@pytest.mark.requirement("R001-18")
def test_the_ledger_of_another_category_is_not_kept_up_by_it(chronicle: Chronicle) -> None:
    of_water = finding(CAMPAIGN, "D2.4", "季节性缺水")
    chronicle.give("2021-09-01 10:00", INSPECTOR, RegisterProblem(of_water), "P")
    assert [unit for unit, last, _ in told(chronicle, "2021-09-02 12:00") if last is None] == [TOWN, OTHER_TOWN]
    chronicle.give("2021-09-02 13:00", OFFICE, CorrectDetails("登记错了", category="D2.1"), "P")
    assert [unit for unit, _, _ in told(chronicle, "2021-09-03 12:00")] == [OTHER_TOWN]


@pytest.mark.requirement("R001-18")
def test_school_dropouts_are_checked_by_items_of_their_own_and_their_ledger_monthly() -> None:
    category = packs()[CAMPAIGN].category("D2.1")
    assert category is not None
    assert category.kept_up_days == 31
    texts = [item.text for item in category.items]
    assert "控辍保学监测预警及帮扶机制落实" in texts
    assert "各类台账持续更新" in texts


@pytest.mark.requirement("R001-18")
def test_a_signed_screening_that_found_nothing_keeps_it_up() -> None:
    story = report_story(county_opened(), "WORK", places.TOWN)
    none_found = SignScreening(places.VILLAGES[0], (ItemScreened("D2.1"),))
    story.when(none_found, places.TOWN_CHECKER, "2021-09-10 10:00").accepted()
    recorder, pack = story.casework.recorder, packs()[CAMPAIGN]
    for day, not_kept_up in (("2021-10-11 12:00", 0), ("2021-10-12 12:00", 1)):
        view = Viewpoint(instant("2022-01-01 09:00"), as_of=instant(day))
        table = kept_up(ByFolding(recorder, view), "QJ-2021", pack, (places.TOWN,))
        assert (table.watched, len(table.not_kept_up)) == (1, not_kept_up)


def test_an_event_of_a_stream_that_is_none_of_these_changes_nothing(chronicle: Chronicle) -> None:
    chronicle.give("2021-09-01 10:00", INSPECTOR, RegisterProblem(EDUCATION), "P")
    events = chronicle.events()
    [registered] = [event for event in events if isinstance(event, ProblemRegistered)]
    row = apply(None, registered)
    assert row is not None
    assert apply(row, registered) == row
    assert {apply(None, event) for event in events if event is not registered} == {None}
