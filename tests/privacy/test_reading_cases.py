"""`duban case` of any kind: its texts stay sealed unless a person asks for them, may read them, and says what for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from adapters.access import SEALED, Access
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from adapters.vault import SealingVault
from domain.accountability import Misconduct
from domain.case import Command
from domain.inspection.planning import ReportViolation
from domain.privacy import Purpose
from domain.referral.proposing import ApproveReferral, ProposeReferral
from domain.refusal import Refused
from domain.supervision import VisitMode
from tests.campaign.places import INSPECTOR as SENT
from tests.campaign.places import OFFICE as TOWN_OFFICE
from tests.campaign.places import PARTY_HEAD, SECRETARY_OF_A
from tests.campaign.places import TEAM_LEAD as LEADS
from tests.conftest import Duban
from tests.inspection import trips
from tests.monitoring_case.acts import HOUSEHOLD, HOUSEHOLDER, clue
from tests.monitoring_case.people import GRID_WORKER
from tests.monitoring_case.story import whole_organisation
from tests.problem.people import CHECKER, GROUP_HEAD, HEAD, LEADER, OFFICE, OTHER_CHECKER, TEAM_LEAD, TOWN
from tests.problem.story import Story

DETAIL, GROUNDS = "自付医疗费用过大", "走访记录中存在代签"
VISIT = ("--unmasked", "--purpose", "入户核查")
REVIEW = ("--unmasked", "--purpose", "问责审查")


@pytest.fixture
def monitored(folder_settings: Settings) -> str:
    """The number of a household's case."""
    with open_installation(folder_settings) as opened:
        opened.casework.recorder.insert_events(whole_organisation())
        return given(opened, clue(), GRID_WORKER)


@pytest.fixture
def referred(folder_settings: Settings) -> str:
    """The number of a referral that was approved."""
    with open_installation(folder_settings) as opened:
        opened.casework.recorder.insert_events(whole_organisation())
        proposal = ProposeReferral("xiaoxian_2022", Misconduct.CONDUCT, TOWN, GROUNDS, (LEADER,))
        number = given(opened, proposal, TEAM_LEAD)
        opened.casework.handle(ApproveReferral(), opened.caller(GROUP_HEAD), opened.find_case(number))
        return number


def given(opened: Installation, command: Command, by: str) -> str:
    case_id = opened.casework.handle(command, opened.caller(by)).case_id
    number: str = opened.casework.load(case_id).state.number
    return number


def texts(result: Result) -> dict[str, str]:
    assert result.exit_code == 0, result.output
    return {said["name"]: said["text"] for one in json.loads(result.stdout)["happened"] for said in one["texts"]}


def noted(settings: Settings) -> list[tuple[Any, ...]]:
    with open_installation(settings) as opened:
        lines = opened.store.vault.accesses()
    return [(line.person, line.what, line.purpose, line.subjects, line.granted) for line in lines]


def code_of(result: Result) -> str:
    assert result.exit_code == 1
    assert isinstance(result.exception, Refused)
    return result.exception.code


@pytest.mark.sqlite
@pytest.mark.requirement("X-05")
def test_by_itself_a_case_shows_that_there_are_texts_and_a_masked_name(
    duban: Duban, folder_settings: Settings, monitored: str
) -> None:
    assert texts(duban("case", monitored, "--json")) == {"户主姓名": "诸葛**", "线索情况": SEALED}
    shown = duban("case", monitored).stdout
    assert "诸葛**" in shown
    assert HOUSEHOLDER not in shown
    assert noted(folder_settings) == []


@pytest.mark.sqlite
@pytest.mark.requirement("X-05")
def test_whoever_reads_names_there_reads_the_texts_of_a_monitored_household_and_is_noted(
    duban: Duban, folder_settings: Settings, monitored: str
) -> None:
    seen = texts(duban("case", monitored, *VISIT, "--as", CHECKER, "--json"))
    assert seen == {"户主姓名": HOUSEHOLDER, "线索情况": DETAIL}
    assert DETAIL in duban("case", monitored, *VISIT, "--as", OFFICE).stdout
    assert noted(folder_settings) == [
        (person, f"案件 {monitored}", "入户核查", (HOUSEHOLD,), True) for person in (CHECKER, OFFICE)
    ]


@pytest.mark.sqlite
@pytest.mark.requirement("X-05")
def test_whoever_may_not_read_them_is_refused_and_noted(
    duban: Duban, folder_settings: Settings, monitored: str
) -> None:
    result = duban("case", monitored, *VISIT, "--as", OTHER_CHECKER)
    assert code_of(result) == "texts_not_permitted"
    assert DETAIL not in result.output
    assert noted(folder_settings) == [(OTHER_CHECKER, f"案件 {monitored}", "入户核查", (), False)]


@pytest.mark.sqlite
def test_without_a_purpose_no_text_is_shown(duban: Duban, folder_settings: Settings, monitored: str) -> None:
    result = duban("case", monitored, "--unmasked", "--as", CHECKER)
    assert (result.exit_code, "写明用途" in result.stderr) == (2, True)
    assert noted(folder_settings) == []


@pytest.mark.sqlite
def test_an_erased_text_is_shown_as_erased(duban: Duban, folder_settings: Settings, monitored: str) -> None:
    with open_installation(folder_settings) as opened:
        opened.casework.recorder.insert_events([], sealed=opened.store.vault.destruction([HOUSEHOLD]))
    assert texts(duban("case", monitored, *VISIT, "--as", CHECKER, "--json")) == {"正文": "（已依法销毁）"}
    assert texts(duban("case", monitored, "--json")) == {"正文": "（已依法销毁）"}


@pytest.mark.sqlite
def test_a_referral_is_read_by_whoever_needs_to_know_and_to_others_it_is_not_there(
    duban: Duban, folder_settings: Settings, referred: str
) -> None:
    assert texts(duban("case", referred, "--as", OFFICE, "--json")) == {"移交事由": SEALED}
    seen = texts(duban("case", referred, *REVIEW, "--as", GROUP_HEAD, "--json"))
    assert seen == {"移交事由": GROUNDS}
    for person in (HEAD, LEADER, CHECKER):
        result = duban("case", referred, *REVIEW, "--as", person)
        assert code_of(result) == "unknown_case"
        assert GROUNDS not in result.output
    [(who, what, purpose, (subject,), granted)] = noted(folder_settings)
    assert (who, what, purpose, granted) == (GROUP_HEAD, f"案件 {referred}", "问责审查", True)
    assert subject.startswith("referral/")


# --- what was said on the spot ----------------------------------------------------------------------------------------


def read_by(story: Story, person: str) -> set[str]:
    """Under which names he reads the texts of the case."""
    vault = story.casework.vault
    assert isinstance(vault, SealingVault)
    access = Access(vault, story.casework.organisation, person, "clerk", "案件", Purpose.REPORT, story.now)
    return {said.name for said in access.of_a_case(story.state, story.history).values() if said.text != SEALED}


def test_a_group_member_from_the_village_of_a_covert_visit_reads_nothing_until_it_is_over() -> None:
    covert = replace(trips.PLAN, visits=tuple(replace(visit, mode=VisitMode.COVERT) for visit in trips.PLAN.visits))
    trip = trips.planned(covert)
    what = ReportViolation(LEADS, "接受宴请")
    trip.do(what, TOWN_OFFICE)
    assert read_by(trip, TOWN_OFFICE) == {"反映的情况"}
    assert read_by(trip, LEADS) == set(), "nobody reads what was said of himself"
    with pytest.raises(Refused):
        read_by(trip, SECRETARY_OF_A)


def test_what_was_said_on_the_spot_is_read_by_the_group_and_not_by_the_village() -> None:
    trip = trips.ready()
    village = trips.VILLAGES[0]
    trips.begun(trip, village, "2023-09-14 09:00")
    trip.do(trips.interviewed(village, trips.posts_of(village)))
    for person in (LEADS, SENT, TOWN_OFFICE):
        assert "访谈记录" in read_by(trip, person)
    with pytest.raises(Refused) as refusal:
        read_by(trip, PARTY_HEAD)
    assert refusal.value.code == "texts_not_permitted"
