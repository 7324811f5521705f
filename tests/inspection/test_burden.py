"""减轻基层负担: no command has a village fill in a form, and what a village may do it does of its own accord."""

from __future__ import annotations

import pytest

from domain.authorising import Where
from domain.authority import ACTS
from domain.campaign.campaign import Campaign
from domain.inspection.recording import DataSource
from domain.organisation import Role
from domain.write_side import KIND_OF
from tests.campaign.places import VILLAGES
from tests.campaign.stories import campaign, county_opened, opened

VILLAGE_ROLES = {Role.VILLAGE, Role.RESIDENT_TEAM, Role.GRID_WORKER, Role.HELP_CONTACT}
OF_THEIR_OWN_ACCORD = {
    "register_problem",
    "register_self_found",
    "record_fixed_on_spot",
    "report_progress",
    "add_evidence",
    "record_contact",
    "complete_measure",
    "record_appraisal",
    "record_sweep_check",
    "record_screening",
    "sign_sweep",
    "record_aid_given",
    "record_paper",
    "record_handout",
    "record_policy_aware",
    "record_water",
    "record_residence",
    "register_risk_clue",
    "raise_objection",
    "record_performance",
    "ask_office",
    "report_violation",
    "read_message",
}
"""What people of a village give: what they found, what they did about it, a question, a complaint. No form."""

ON_THE_SPOT = {
    "visit_households",
    "record_interviews",
    "record_test",
    "read_ledgers",
    "check_project",
    "check_transfer",
    "record_acknowledgement",
    "answer_checklist",
    "record_opinions",
    "collect_data",
}


@pytest.mark.requirement("R000-35")
def test_of_all_commands_none_has_a_village_hand_in_a_form() -> None:
    assert {act.command for act in ACTS} == set(KIND_OF)
    of_villages = [act for act in ACTS if VILLAGE_ROLES.intersection(act.roles)]
    asked_of_them = {act.name for act in of_villages if act.where not in (Where.HOUSEHOLD, Where.SELF)}
    assert asked_of_them == OF_THEIR_OWN_ACCORD


@pytest.mark.requirement("R000-35")
def test_what_is_recorded_of_a_village_is_recorded_by_the_group_alone() -> None:
    acts = [act for act in ACTS if act.name in ON_THE_SPOT]
    assert len(acts) == len(ON_THE_SPOT)
    assert all(act.where is Where.OWN_UNIT and set(act.roles) == {Role.TEAM_LEAD, Role.INSPECTOR} for act in acts)


@pytest.mark.requirement("R000-35")
@pytest.mark.parametrize("state", [campaign(opened()), campaign(county_opened())], ids=["town", "county"])
def test_no_campaign_has_a_village_owe_a_report(state: Campaign) -> None:
    assert state.reports
    assert [ref for ref in state.reports if ref.unit in VILLAGES] == []


@pytest.mark.requirement("R000-35")
def test_a_figure_has_no_third_source() -> None:
    assert set(DataSource) == {DataSource.SYSTEM, DataSource.INSPECTOR}
