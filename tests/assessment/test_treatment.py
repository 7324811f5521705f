"""结果运用: what is done to units and people by a document, and what of it counts in the assessment."""

import pytest
from msgspec.structs import replace

from domain.assessment import Citation, Compared, assess
from domain.refusal import MESSAGES
from domain.treatment import DecideTreatment, Treatment, TreatmentDecided, TreatmentDraft, criticisms
from tests.problem.people import BYSTANDER, COUNTY, GROUP_HEAD, LEADER, OFFICE, TOWN
from tests.problem.story import Story, given, happened, instant, packs, staffed_casework
from tests.twice import happens_once

CAMPAIGN = "heyuan_2018"
OF_A_TOWN = TreatmentDraft(Treatment.CRITICISM, unit=TOWN)
OF_A_PERSON = TreatmentDraft(Treatment.INTERVIEW, person=LEADER)
COMMAND = DecideTreatment(CAMPAIGN, "河扶〔2018〕9号", "整改推进不力", (OF_A_TOWN, OF_A_PERSON))


@pytest.mark.requirement("R003-25", "R003-27")
def test_units_and_people_are_treated_by_one_document_and_both_are_recorded() -> None:
    story = given()
    story.when(COMMAND, GROUP_HEAD).then(
        happened(
            TreatmentDecided,
            document="河扶〔2018〕9号",
            unit=COUNTY,
            reason="整改推进不力",
            by=GROUP_HEAD,
            treated=(
                {"treatment": Treatment.CRITICISM, "unit": TOWN, "person": None},
                {"treatment": Treatment.INTERVIEW, "unit": "", "person": LEADER},
            ),
        )
    )
    assert story.state.number == "河扶〔2018〕9号"


@pytest.mark.requirement("R003-25")
@pytest.mark.parametrize("treatment", list(Treatment))
def test_each_treatment_falls_on_one_unit_or_one_person(treatment: Treatment) -> None:
    story = given()
    for draft in (TreatmentDraft(treatment), TreatmentDraft(treatment, TOWN, LEADER)):
        story.when(replace(COMMAND, treated=(draft,)), GROUP_HEAD).refused("treated_whom")
    story.when(replace(COMMAND, treated=(TreatmentDraft(treatment, TOWN),)), GROUP_HEAD).accepted()


def test_it_needs_a_document_grounds_and_somebody_known() -> None:
    story = given()
    story.when(replace(COMMAND, document=" "), GROUP_HEAD).refused("text_missing", field="文号")
    story.when(replace(COMMAND, reason=""), GROUP_HEAD).refused("text_missing", field="处理理由")
    story.when(replace(COMMAND, treated=()), GROUP_HEAD).refused("nobody_treated")
    for draft, code in (
        (TreatmentDraft(Treatment.PRAISE, unit="丁镇"), "unknown_unit"),
        (TreatmentDraft(Treatment.PRAISE, person="查无此人"), "unknown_person"),
        (TreatmentDraft(Treatment.PRAISE, unit="市"), "out_of_reach"),
    ):
        story.when(replace(COMMAND, treated=(draft,)), GROUP_HEAD).refused(code)


def test_only_the_group_head_decides_and_never_on_his_own_unit() -> None:
    story = given()
    story.when(COMMAND, OFFICE).refused("not_permitted")
    for draft in (TreatmentDraft(Treatment.PRAISE, unit=COUNTY), TreatmentDraft(Treatment.PRAISE, person=BYSTANDER)):
        story.when(replace(COMMAND, treated=(draft,)), GROUP_HEAD).refused("own_treatment", unit=COUNTY)
    assert "上一级" in MESSAGES["own_treatment"]


@pytest.mark.requirement("R003-27")
def test_criticism_of_a_unit_costs_a_point_and_names_its_document() -> None:
    story = given()
    story.when(COMMAND, GROUP_HEAD).accepted()
    cited = criticisms([story.state])
    assert cited == (Citation(TOWN, "河扶〔2018〕9号"),)
    rules = packs()[CAMPAIGN].accountability
    (one,) = assess((), Compared.TOWN, instant("2018-12-31 18:00"), rules, cited)
    assert [(line.points, line.about) for line in one.lines] == [(-1, "河扶〔2018〕9号")]


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(Story(staffed_casework()), (), COMMAND, GROUP_HEAD)
