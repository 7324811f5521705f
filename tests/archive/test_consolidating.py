"""年终汇总 封存 保留: what was received goes into the package of the year, and then nothing changes any more."""

import pytest

from domain.accountability import Misconduct
from domain.archive.collecting import HandOverArchive, ReceiveArchive
from domain.archive.consolidating import (
    ArchiveConsolidated,
    ArchiveHeld,
    ArchiveReleased,
    ArchiveSealed,
    ConsolidateYear,
    HoldArchive,
    ReleaseArchive,
    SealYear,
    YearConsolidated,
)
from domain.archive.manifest import canonical, verify
from domain.archive.package import ArchiveOverdue, ArchiveReminded, Stage, hash_of, manifest_of
from domain.case import Command
from domain.policy import Duty
from domain.problem.registering import RegisterProblem
from domain.referral.proposing import DeclineReferral, ProposeReferral
from tests.archive.stage import (
    ARCHIVIST,
    G3,
    G4,
    LEAD_3,
    LEAD_4,
    PAPERS,
    SECOND_ARCHIVIST,
    TO_RECEIVED,
    given,
    of_group,
    opened,
    package,
    received,
)
from tests.problem.acts import finding
from tests.problem.people import GROUP_HEAD, INSPECTOR, TEAM_LEAD, TOWN
from tests.problem.story import Act, Story, happened
from tests.twice import happens_once

CONSOLIDATED = ConsolidateYear()
SEALED = SealYear("秘收〔2018〕1号")


def year_with_the_third_quarter() -> Story:
    """The third group's files of the third quarter were received; the fourth group has only opened its package."""
    story = given(*TO_RECEIVED)
    of_group(story, G4).doing(opened(G4, LEAD_4, at="2018-09-30 18:00"))
    return of_group(story, "", "2018")


def consolidated() -> Story:
    return year_with_the_third_quarter().doing(Act(CONSOLIDATED, ARCHIVIST, "2018-12-29 09:30"))


# --- taking up ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-20")
def test_the_year_takes_up_what_was_received_and_lists_every_other_quarter_of_every_group() -> None:
    year = year_with_the_third_quarter()
    third = package(year, G3, "2018Q3")
    year.when(CONSOLIDATED, ARCHIVIST, "2018-12-29 09:30").then(
        happened(ArchiveReminded, at="2018-12-29 09:00"),
        happened(
            YearConsolidated,
            by=ARCHIVIST,
            parts=({"case_id": third.id, "group": G3, "period": "2018Q3", "manifest": third.manifest},),
        ),
    )
    assert [(a.group, a.period, a.stage) for a in year.state.absent] == [
        (G3, "2018Q1", None),
        (G3, "2018Q2", None),
        (G3, "2018Q4", Stage.COLLECTING),
        (G4, "2018Q1", None),
        (G4, "2018Q2", None),
        (G4, "2018Q3", Stage.COLLECTING),
        (G4, "2018Q4", Stage.COLLECTING),
    ]
    assert package(year, G3, "2018Q3").stage is Stage.CONSOLIDATED
    assert of_group(year, G3).happened(ArchiveConsolidated) == ["2018-12-29 09:30"]


def test_what_comes_in_before_the_seal_is_taken_up_by_consolidating_again() -> None:
    year = consolidated()
    late = of_group(year, G4)
    late.doing(Act(PAPERS, LEAD_4, "2018-12-30 09:00"))
    late.doing(Act(HandOverArchive(), LEAD_4, "2018-12-30 10:00"), received("2018-12-30 11:00"))
    year.when(CONSOLIDATED, ARCHIVIST, "2018-12-30 12:00").then(happened(YearConsolidated))
    assert [part.group for part in year.state.parts] == [G3, G4]
    assert of_group(year, G3).happened(ArchiveConsolidated) == ["2018-12-29 09:30"], "taken up once"


def test_a_year_of_which_nothing_was_received_is_not_made_up() -> None:
    story = given(opened())
    of_group(story, "", "2018").when(CONSOLIDATED, ARCHIVIST).refused("nothing_received", year="2018")


def test_only_an_archivist_makes_up_a_year_and_only_of_a_year() -> None:
    year_with_the_third_quarter().when(CONSOLIDATED, LEAD_3).refused("not_permitted")
    given(*TO_RECEIVED).when(CONSOLIDATED, ARCHIVIST).refused("wrong_stage")


# --- sealing ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-20", "X-11")
def test_the_second_receipt_seals_the_year_and_all_that_it_took_up() -> None:
    year = consolidated()
    year.when(SEALED, SECOND_ARCHIVIST, "2018-12-29 16:00").then(
        happened(ArchiveSealed, receipt="秘收〔2018〕1号", by=SECOND_ARCHIVIST, manifest=hash_of(year.state))
    )
    third = package(year, G3, "2018Q3")
    assert (third.stage, third.sealed_receipt) == (Stage.SEALED, "秘收〔2018〕1号")
    assert third.manifest == hash_of(third)
    assert year.due(Duty.YEAR_ARCHIVE) is None


@pytest.mark.requirement("R003-20")
def test_whoever_made_up_the_year_does_not_receive_it_and_a_receipt_has_a_number() -> None:
    consolidated().when(SEALED, ARCHIVIST).refused("own_hand_over", name=ARCHIVIST)
    consolidated().when(SealYear(""), SECOND_ARCHIVIST).refused("text_missing", field="回执编号")
    year_with_the_third_quarter().when(SEALED, SECOND_ARCHIVIST).refused("wrong_stage")


@pytest.mark.requirement("X-11")
@pytest.mark.parametrize("command", [PAPERS, ReceiveArchive("1"), CONSOLIDATED, SEALED])
def test_what_is_sealed_accepts_nothing(command: Command) -> None:
    year = consolidated()
    year.when(SEALED, SECOND_ARCHIVIST, "2018-12-29 16:00").accepted()
    for group, period in ((G3, "2018Q3"), ("", "2018")):
        for person in (LEAD_3, ARCHIVIST, SECOND_ARCHIVIST):
            of_group(year, group, period).when(command, person).refused("wrong_stage", stage="已封存")


@pytest.mark.requirement("X-11")
def test_a_sealed_package_is_verified_without_this_system() -> None:
    year = consolidated()
    year.when(SEALED, SECOND_ARCHIVIST, "2018-12-29 16:00").accepted()
    third = package(year, G3, "2018Q3")
    stored = canonical(manifest_of(third))
    assert verify(stored, third.manifest, {"函.docx": "1" * 64, "清单.xlsx": "2" * 64}) == ()
    of_the_year = canonical(manifest_of(year.state))
    assert verify(of_the_year, year.state.manifest, {"督查三组 2018Q3.json": third.manifest}) == ()


def test_a_year_that_is_not_sealed_is_reminded_and_warned_of() -> None:
    year = year_with_the_third_quarter()
    year.when_time_passes_until("2019-01-02 12:00").then(
        happened(ArchiveReminded, at="2018-12-29 09:00", duty=Duty.YEAR_ARCHIVE),
        happened(ArchiveOverdue, at="2019-01-02 09:00", duty=Duty.YEAR_ARCHIVE),
    )


# --- legal hold ---------------------------------------------------------------------------------------------------


def a_referral(story: Story) -> Story:
    command = ProposeReferral("xiaoxian_2022", Misconduct.CONDUCT, TOWN, "走访记录中存在代签")
    return Story(story.casework, now=story.now).doing(Act(command, TEAM_LEAD, "2018-12-30 09:00"))


def test_a_hold_stays_while_its_referral_is_open() -> None:
    story = given(*TO_RECEIVED)
    referral = a_referral(story)
    story.when(HoldArchive("配合调查", referral.case), ARCHIVIST, "2018-12-30 10:00").accepted()
    assert story.state.held
    story.when(ReleaseArchive(1, "调查结束"), ARCHIVIST).refused("still_held", hold=1)
    referral.when(DeclineReferral("查无此事"), GROUP_HEAD, "2018-12-30 15:00").accepted()
    story.when(ReleaseArchive(1, "调查结束"), ARCHIVIST, "2018-12-30 16:00").then(
        happened(ArchiveReleased, hold=1, reason="调查结束", by=ARCHIVIST)
    )
    assert not story.state.held


def test_holds_are_numbered_and_each_is_lifted_by_its_number_with_a_reason() -> None:
    story = given(*TO_RECEIVED)
    story.when(HoldArchive("问责审查"), ARCHIVIST, "2018-09-30 18:00").then(
        happened(ArchiveHeld, hold=1, reason="问责审查", referral=None, by=ARCHIVIST)
    )
    story.when(HoldArchive("信访复查"), ARCHIVIST).accepted()
    story.when(ReleaseArchive(1, " "), ARCHIVIST).refused("text_missing", field="解除保留理由")
    story.when(ReleaseArchive(1, "审查结束"), ARCHIVIST).accepted()
    story.when(ReleaseArchive(1, "审查结束"), ARCHIVIST).refused("no_such_hold", hold=1)
    story.when(HoldArchive("再次审查"), ARCHIVIST).then(happened(ArchiveHeld, hold=3))
    assert [hold.number for hold in story.state.holds] == [2, 3]


def test_a_hold_names_a_referral_that_is_one() -> None:
    story = given(*TO_RECEIVED)
    problem = Story(story.casework, now=story.now).when(RegisterProblem(finding()), INSPECTOR).accepted()
    story.when(HoldArchive("配合调查", problem.case), ARCHIVIST).refused("unknown_case")


def test_what_is_sealed_can_still_be_held() -> None:
    year = consolidated()
    year.when(SEALED, SECOND_ARCHIVIST, "2018-12-29 16:00").accepted()
    third = of_group(year, G3)
    third.when(HoldArchive("问责审查"), ARCHIVIST).accepted()
    assert hash_of(third.state) == third.state.manifest, "a hold changes nothing of what is sealed"


# --- sent twice ---------------------------------------------------------------------------------------------------


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(year_with_the_third_quarter(), (), CONSOLIDATED, ARCHIVIST)
    happens_once(consolidated(), (), SEALED, SECOND_ARCHIVIST)
    happens_once(given(*TO_RECEIVED), (), HoldArchive("问责审查"), ARCHIVIST)
    held = Act(HoldArchive("问责审查"), ARCHIVIST, "2018-09-30 18:00")
    happens_once(given(*TO_RECEIVED), (held,), ReleaseArchive(1, "审查结束"), ARCHIVIST)
