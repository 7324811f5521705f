"""表态发言, 请示答复: proposed by count, approved by a person; a question has its answer with its date."""

from __future__ import annotations

import pytest

from domain.campaign.asking import AnswerQuestion, AskOffice, QuestionAnswered, QuestionAsked
from domain.campaign.opening import CloseCampaign
from domain.campaign.speaking import (
    ApproveSpeakers,
    Lagging,
    ProposeSpeakers,
    SpeakersApproved,
    SpeakersProposed,
    VillageCount,
)
from domain.organisation import Role
from tests.campaign.places import CLERK, COUNTY_CLERK, GROUP_HEAD, OFFICE, TOWN, TOWN_HEAD, enter, post
from tests.campaign.stories import campaign, opened
from tests.problem.story import Story, happened, written

COUNTS = tuple(VillageCount(f"{village}村", found) for village, found in zip("ABCDEF", (2, 7, 1, 3, 7, 0), strict=True))
PROPOSED = ProposeSpeakers(COUNTS, position=41)


def proposed(command: ProposeSpeakers = PROPOSED) -> Story:
    story = opened()
    story.when(command, OFFICE, "2023-09-22 10:00").accepted()
    return story


def villages(story: Story) -> list[str]:
    return [speaker.village for speaker in campaign(story).speakers_proposed or ()]


@pytest.mark.requirement("R000-32")
def test_villages_with_five_problems_or_more_are_proposed() -> None:
    story = opened()
    story.when(PROPOSED, OFFICE, "2023-09-20 10:00").then(
        happened(SpeakersProposed, actor=OFFICE, threshold=5, position=41)
    )
    assert villages(story) == ["B村", "E村"]


def test_a_village_that_lags_behind_is_proposed_whatever_its_count() -> None:
    story = proposed(ProposeSpeakers(COUNTS, (Lagging("F村", "三次未参加调度"),)))
    assert villages(story) == ["B村", "E村", "F村"]
    speaker = (campaign(story).speakers_proposed or ())[-1]
    assert speaker.lagging is not None
    assert story.reveal(speaker.lagging.ref) == "三次未参加调度"


@pytest.mark.requirement("R000-32")
def test_a_person_approves_the_list_and_says_why_somebody_is_not_on_it() -> None:
    story = proposed()
    story.when(ApproveSpeakers(("B村",)), GROUP_HEAD).refused("text_missing")
    story.when(ApproveSpeakers(("A村",), "无"), GROUP_HEAD).refused("not_on_the_list", village="A村")
    story.when(ApproveSpeakers(("B村",), "已整改完毕"), GROUP_HEAD).then(
        happened(SpeakersApproved, actor=GROUP_HEAD, villages=("E村",), struck_off=("B村",), reason="已整改完毕")
    )
    assert campaign(story).speakers == ("E村",)
    story.when(ApproveSpeakers(), GROUP_HEAD).refused("no_speakers_proposed")


@pytest.mark.requirement("X-08")
def test_nobody_approves_the_list_that_he_drew_up() -> None:
    story = proposed()
    enter(story.casework, post(OFFICE, "副组长", TOWN, Role.GROUP_HEAD))
    story.when(ApproveSpeakers(), OFFICE).refused("own_proposal", name=OFFICE)
    story.when(ApproveSpeakers(), CLERK).refused("not_permitted")
    story.when(ApproveSpeakers(), GROUP_HEAD).accepted()


def test_an_unknown_village_is_not_counted() -> None:
    opened().when(ProposeSpeakers((VillageCount("G村", 9),)), OFFICE).refused("unknown_unit", unit="G村")


@pytest.mark.requirement("R003-42")
def test_a_question_goes_to_the_office_and_is_answered_with_its_date() -> None:
    story = opened()
    story.when(AskOffice("边缘户如何统计"), TOWN_HEAD, "2023-09-14 10:00").then(
        happened(QuestionAsked, number=1, by=TOWN_HEAD, question="边缘户如何统计")
    )
    story.when(AnswerQuestion(2, "按系统"), OFFICE).refused("unknown_question", number=2)
    story.when(AnswerQuestion(1, "按系统口径"), OFFICE, "2023-09-15 09:00").then(
        happened(QuestionAnswered, number=1, answer="按系统口径")
    )
    [question] = campaign(story).questions
    assert question.answered_at is not None
    assert (written(question.asked_at), written(question.answered_at)) == ("2023-09-14 10:00", "2023-09-15 09:00")
    story.when(AnswerQuestion(1, "再答"), OFFICE).refused("answered_already")
    story.when(AskOffice(""), TOWN_HEAD).refused("text_missing")
    story.when(AnswerQuestion(1, "答"), TOWN_HEAD).refused("not_permitted")


def test_a_question_may_be_answered_after_the_end() -> None:
    story = opened()
    story.when(AskOffice("何时公布结果"), COUNTY_CLERK, "2023-09-14 10:00").accepted()
    story.when(CloseCampaign("提前结束"), OFFICE, "2023-09-15 10:00").accepted()
    story.when(AskOffice("再问"), TOWN_HEAD).refused("wrong_stage")
    story.when(AnswerQuestion(1, "下月"), OFFICE).accepted()


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (PROPOSED, OFFICE),
        (ApproveSpeakers(), GROUP_HEAD),
        (AskOffice("何时结束"), TOWN_HEAD),
        (AnswerQuestion(1, "按系统口径"), OFFICE),
        (CloseCampaign("提前结束"), OFFICE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_sent_twice_it_happens_once(command: ProposeSpeakers, by: str) -> None:
    story = proposed()
    story.when(AskOffice("如何统计"), TOWN_HEAD).accepted()
    story.when(command, by, "2023-09-22 15:00", command_id="once").accepted()
    position = story.log_position
    story.when(command, by, "2023-12-22 15:00", command_id="once").then_nothing()
    assert story.log_position == position
