"""Which case rests on which file is told for every kind of case that names one."""

from __future__ import annotations

from msgspec.structs import replace

from adapters.evidence.cited import cited_evidence
from domain.monitoring_case.verifying import RecordConsent
from domain.problem.problem import Evidence
from tests.campaign.places import TEAM_LEAD
from tests.inspection.test_finding import MADE, on_site
from tests.monitoring_case.acts import PAPER, clue_found
from tests.monitoring_case.story import given
from tests.problem.people import CADRE


def test_a_file_of_a_finding_is_told_by_the_number_of_the_problem_that_it_became() -> None:
    photo = Evidence("a" * 64)
    trip = on_site().do(replace(MADE, evidence=(photo,)), TEAM_LEAD)
    [found] = trip.inspection.findings
    assert cited_evidence(trip.casework.recorder) == {photo.sha256: [found.problem_no]}


def test_of_a_household_at_risk_only_the_kind_of_the_case_is_told() -> None:
    story = given(clue_found())
    story.when(RecordConsent((PAPER,)), CADRE, "2022-08-10 15:00").accepted()
    assert cited_evidence(story.casework.recorder) == {PAPER.sha256: ["监测对象"]}
