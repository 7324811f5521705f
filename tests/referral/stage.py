"""The people of the stories of referrals beside those of ``tests.problem.people``, and ready-made acts. All made up."""

from __future__ import annotations

from msgspec.structs import replace

from adapters.vault import SealingVault
from domain.accountability import AccountabilityRules, Misconduct
from domain.casework import Caller, Casework
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Ladder, Level, Step
from domain.referral.answering import (
    AcceptReferral,
    Consequence,
    GiveFeedback,
    HandOverReferral,
    ListedItem,
    RecordOutcome,
    Sanction,
)
from domain.referral.proposing import ApproveReferral, DeclineReferral, ProposeReferral
from domain.referral.referral import Feedback
from tests.problem.people import COUNTY, GROUP_HEAD, LEADER, OFFICE, OTHER_TOWN, TEAM_LEAD, TOWN
from tests.problem.story import Act, Story, instant, packs, staffed_casework

DISCIPLINE_BODY, CITY_DISCIPLINE_BODY, CITY_OFFICE = "县纪委监委", "市纪委监委", "市专班"
DISCIPLINE = "县纪委干部"
CITY_DISCIPLINE = "市纪委干部"
CITY_HEAD = "市领导小组组长"
CITY_CLERK = "市专班主任"
SECOND_HEAD = "领导小组副组长"
REVIEWER = "县问责审查员"
OTHER_LEAD = "乙镇督查组长"
TOWN_PARTY_HEAD = "甲镇领导小组组长"

STRICT = "strict"
"""A campaign in which 责任, 作风 and 腐败 are referred whatever anybody wants, and whose ladder ends in a referral."""

UNITS = (
    EstablishUnit(DISCIPLINE_BODY, UnitKind.DEPARTMENT, COUNTY),
    EstablishUnit(CITY_DISCIPLINE_BODY, UnitKind.DEPARTMENT, "市"),
    EstablishUnit(CITY_OFFICE, UnitKind.OFFICE, "市"),
    EstablishUnit("乙镇督查组", UnitKind.GROUP, OTHER_TOWN),
)
POSTS = tuple(
    AppointPerson(person, person, title=person.removeprefix(unit), unit=unit, roles=(role,))
    for person, unit, role in (
        (DISCIPLINE, DISCIPLINE_BODY, Role.DISCIPLINE),
        (CITY_DISCIPLINE, CITY_DISCIPLINE_BODY, Role.DISCIPLINE),
        (CITY_HEAD, "市", Role.GROUP_HEAD),
        (CITY_CLERK, CITY_OFFICE, Role.OFFICE),
        (SECOND_HEAD, COUNTY, Role.GROUP_HEAD),
        (REVIEWER, COUNTY, Role.REVIEWER),
        (OTHER_LEAD, "乙镇督查组", Role.TEAM_LEAD),
        (TOWN_PARTY_HEAD, TOWN, Role.GROUP_HEAD),
    )
)


def casework_with_discipline() -> Casework:
    shipped = packs()["xiaoxian_2022"]
    steps = (Step(Level.WARN, 1), Step(Level.LETTER, 3), Step(Level.CIRCULATE, 7), Step(Level.REFER, 20))
    strict = replace(
        shipped,
        id=STRICT,
        policy=replace(shipped.policy, ladder=Ladder(steps=steps)),
        accountability=AccountabilityRules(
            mandatory_referrals=(Misconduct.DUTY, Misconduct.CONDUCT, Misconduct.CORRUPTION)
        ),
    )
    plain = staffed_casework()
    assert isinstance(plain.vault, SealingVault)
    casework = Casework(plain.recorder, plain.vault, packs() | {STRICT: strict}, plain.calendar)
    for command in (*UNITS, *POSTS):
        caller = Caller(person="导入员", command_id=f"stage/{command}", recorded_at=instant("2017-01-02 08:00"))
        casework.handle(command, caller)
    return casework


def given(*acts: Act) -> Story:
    """A referral to which these acts happened."""
    return Story(casework_with_discipline()).doing(*acts)


# --- acts -----------------------------------------------------------------------------------------------------------

PACK = "c" * 64
LIST = (ListedItem("现场照片及说明", "d" * 64),)
HANDED = HandOverReferral(DISCIPLINE_BODY, LIST, PACK)
OUTCOME = RecordOutcome(
    (Consequence(Sanction.ADMONITION, person=LEADER), Consequence(Sanction.CIRCULAR, unit=TOWN)),
    "县纪委监委",
    "县纪决〔2022〕9号",
)


def about(
    kind: Misconduct = Misconduct.CONDUCT,
    unit: str = TOWN,
    persons: tuple[str, ...] = (LEADER,),
    campaign: str = "xiaoxian_2022",
) -> ProposeReferral:
    return ProposeReferral(campaign, kind, unit, "走访记录中存在代签", persons)


def proposed(command: ProposeReferral | None = None, by: str = TEAM_LEAD, at: str = "2022-08-08 09:00") -> Act:
    return Act(command or about(), by, at)


def mandatory() -> Act:
    return proposed(about(campaign=STRICT))


APPROVED = Act(ApproveReferral(), GROUP_HEAD, "2022-08-09 09:00")
HANDED_OVER = Act(HANDED, OFFICE, "2022-08-10 09:00")
ACCEPTED = Act(AcceptReferral("县纪收〔2022〕17号"), DISCIPLINE, "2022-08-11 09:00")
CASE_FILED = Act(GiveFeedback(Feedback.CASE_FILED), DISCIPLINE, "2022-09-01 09:00")
SIGNED_ONCE = Act(DeclineReferral("查无此事", "逐户核对，签名属实"), GROUP_HEAD, "2022-08-09 09:00")

TO_HANDED_OVER = (proposed(), APPROVED, HANDED_OVER)
TO_ACCEPTED = (*TO_HANDED_OVER, ACCEPTED)
TO_IN_HANDLING = (*TO_ACCEPTED, CASE_FILED)
