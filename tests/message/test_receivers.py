"""Who is told of what: the rows of the table, absence, posts that nobody holds, and what is need-to-know."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from domain.check_pool import DrawOverdue, DrawReminded, pool_id
from domain.deputising import RecordAbsence
from domain.event_table import EVENTS
from domain.events import Event, topic
from domain.message.message import Capacity, Facts, What
from domain.message.receivers import TOLD
from domain.obligations import Reminded
from domain.organisation import Role
from domain.policy import Duty, Level
from domain.problem.rechecking import EscalationProposed, EscalationReached
from domain.referral.proposing import ReferralProposed
from domain.reminding import Told
from domain.reorganising import EndPost
from domain.supervision_paper.deadlines import PaperOverdue, PaperReminded
from domain.supervision_paper.drafting import PaperDrafted
from domain.supervision_paper.issuing import PaperIssued, SignLetter
from domain.supervision_paper.serving import Means, PaperServed, ServePaper
from tests.authority.arranging import appointed, arranged
from tests.message.telling import told_of, whom
from tests.problem.acts import (
    Act,
    dispatched,
    finding,
    layer_passed,
    registered,
    to_checking,
    to_close_pending,
    to_dispatched,
    to_rectifying,
)
from tests.problem.people import (
    CADRE,
    CHECKER,
    COUNTY,
    GROUP_HEAD,
    HEAD,
    LEAD_DEPT,
    LEADER,
    LIAISON,
    OFFICE,
    PERSON,
    SECOND_OFFICE,
    TEAM_LEAD,
    TOWN,
    TOWN_CLERK,
)
from tests.problem.story import DRAWN_LAYER, Story, given

NAMED = {PERSON: "RESP_PERSON", LEADER: "RESP_LEADER"}
OFFICE_OF_THE_COUNTY = {OFFICE: "OFFICE", SECOND_OFFICE: "OFFICE"}


def below(cls: type[Event]) -> Iterator[type[Event]]:
    for child in cls.__subclasses__():
        yield child
        yield from below(child)


def test_every_event_that_reminds_or_reaches_a_level_has_its_row() -> None:
    telling = {cls for cls in below(Told) if cls in EVENTS.classes.values()}
    assert len(telling) > 10
    assert {*telling, Reminded, EscalationReached, EscalationProposed} <= set(TOLD)


def passing(until: str, *acts: Act) -> Story:
    """A problem due on Wednesday 31 August 2022, and time that passes."""
    story = given(*(acts or to_rectifying()))
    story.when_time_passes_until(until)
    return story


def level(story: Story, wanted: Level) -> int:
    """Which of the events of its class reached a level."""
    cls = EscalationReached if wanted < Level.CIRCULATE else EscalationProposed
    return [event.level for event in story.history if isinstance(event, cls)].index(wanted)


# --- the ladder ---------------------------------------------------------------------------------------------------


def test_a_reminder_goes_to_those_whom_the_claim_named() -> None:
    told = told_of(passing("2022-08-31 10:00"), Reminded)
    assert whom(told) == NAMED
    assert told is not None
    assert told.openly
    assert (told.what, told.facts) == (What.REMIND, Facts(TOWN, Duty.RECTIFY, date(2022, 8, 31)))


def test_before_anybody_is_named_it_goes_to_the_head_and_the_liaison() -> None:
    story = passing("2022-08-12 10:00", *to_dispatched(due_on=date(2022, 8, 12)))
    assert whom(told_of(story, Reminded)) == {HEAD: "UNIT_HEAD", LIAISON: "LIAISON"}


def test_a_warning_goes_to_the_head_of_the_unit_as_well() -> None:
    told = told_of(passing("2022-09-01 10:00"), EscalationReached)
    assert whom(told) == {**NAMED, HEAD: "UNIT_HEAD"}
    assert told is not None
    assert (told.what, told.facts.overdue_wd) == (What.WARN, 1)


@pytest.mark.requirement("X-01")
def test_a_letter_is_told_to_the_office_that_has_to_sign_it() -> None:
    story = passing("2022-09-05 10:00")
    told = told_of(story, EscalationReached, level(story, Level.LETTER))
    assert whom(told) == {**NAMED, HEAD: "UNIT_HEAD", **OFFICE_OF_THE_COUNTY}
    assert told is not None
    assert told.what is What.LETTER


@pytest.mark.requirement("X-01")
def test_what_is_only_proposed_is_told_to_whoever_decides_it() -> None:
    story = passing("2022-09-19 10:00")
    for reached, what in ((Level.CIRCULATE, What.CIRCULATE), (Level.INTERVIEW, What.INTERVIEW)):
        told = told_of(story, EscalationProposed, level(story, reached))
        assert whom(told) == {**NAMED, HEAD: "UNIT_HEAD", GROUP_HEAD: "GROUP_HEAD"}
        assert told is not None
        assert told.what is what


def test_the_supervising_side_is_reminded_and_warned_of_what_it_owes() -> None:
    story = passing("2022-08-26 10:00", *to_checking())
    assert whom(told_of(story, Reminded)) == {CHECKER: "DOER"}
    warned = told_of(story, EscalationReached)
    assert whom(warned) == {CHECKER: "DOER", HEAD: "UNIT_HEAD"}
    assert warned is not None
    assert warned.facts.supervising


# --- need to know ---------------------------------------------------------------------------------------------------


def referral_behind(story: Story) -> Story:
    [proposed] = story.casework.recorder.select_notifications(None, 1, topics=[topic(ReferralProposed)])
    return Story(story.casework, UUID(str(proposed.originator_id)), story.now)


def test_of_a_transfer_only_those_who_may_know_of_it_hear_and_no_message_names_it() -> None:
    story = passing("2022-10-10 10:00")
    assert told_of(story, EscalationProposed, level(story, Level.REFER)) is None
    told = told_of(referral_behind(story), ReferralProposed)
    assert whom(told) == {GROUP_HEAD: "GROUP_HEAD"}
    assert told is not None
    assert (told.what, told.facts, told.openly) == (What.NEED_TO_KNOW, Facts(), False)


def test_nobody_concerned_stands_in_for_whoever_may_know() -> None:
    story = given(*to_rectifying())
    arranged(story, RecordAbsence(GROUP_HEAD, date(2022, 8, 12), date(2022, 12, 31), HEAD), GROUP_HEAD).accepted()
    story.when_time_passes_until("2022-10-10 10:00")
    told = told_of(referral_behind(story), ReferralProposed)
    assert whom(told) == {}
    assert told is not None
    assert told.nobody == (Capacity.GROUP_HEAD,)


# --- who is away, and where there is nobody -----------------------------------------------------------------------


def test_the_deputy_of_whoever_is_away_is_told_in_his_place() -> None:
    story = given(*to_rectifying())
    arranged(story, RecordAbsence(PERSON, date(2022, 8, 29), date(2022, 9, 2), CADRE), PERSON).accepted()
    story.when_time_passes_until("2022-08-31 10:00")
    assert whom(told_of(story, Reminded)) == {CADRE: f"RESP_PERSON<{PERSON} AWAY", LEADER: "RESP_LEADER"}


def test_without_a_deputy_his_superior_is_told_and_without_one_the_next_above() -> None:
    story = given(*to_rectifying())
    appointed(story, "县长", COUNTY, Role.HEAD)
    for person in (PERSON, HEAD):
        arranged(story, RecordAbsence(person, date(2022, 8, 30), date(2022, 9, 30)), person).accepted()
    story.when_time_passes_until("2022-08-31 10:00")
    assert whom(told_of(story, Reminded, 0)) == NAMED  # on the 26th both were there
    assert whom(told_of(story, Reminded)) == {"县长": f"RESP_PERSON<{PERSON} AWAY", LEADER: "RESP_LEADER"}


def test_who_left_his_post_is_not_told_any_more() -> None:
    story = given(*to_rectifying())
    arranged(story, EndPost(PERSON, TOWN, "干事", date(2022, 8, 20))).accepted()
    story.when_time_passes_until("2022-08-31 10:00")
    assert whom(told_of(story, Reminded)) == {HEAD: f"RESP_PERSON<{PERSON} LEFT", LEADER: "RESP_LEADER"}


def test_a_post_that_nobody_holds_is_made_up_for_by_the_post_above() -> None:
    story = given(registered(), dispatched(due_on=date(2022, 8, 12)))
    appointed(story, "县长", COUNTY, Role.HEAD)
    arranged(story, EndPost(HEAD, TOWN, "镇长", date(2022, 8, 9))).accepted()
    story.when_time_passes_until("2022-08-12 10:00")
    assert whom(told_of(story, Reminded)) == {"县长": "UNIT_HEAD< VACANT", LIAISON: "LIAISON"}


def test_where_there_is_nobody_up_to_the_top_the_message_says_so() -> None:
    story = given(registered(), dispatched(due_on=date(2022, 8, 12)))
    arranged(story, EndPost(HEAD, TOWN, "镇长", date(2022, 8, 9))).accepted()
    story.when_time_passes_until("2022-08-12 10:00")
    told = told_of(story, Reminded)
    assert told is not None
    assert told.nobody == (Capacity.UNIT_HEAD,)
    assert whom(told) == {LIAISON: "LIAISON"}


def test_who_may_close_is_told_when_the_close_is_owed() -> None:
    told = whom(told_of(passing("2022-08-31 10:00", *to_close_pending()), Reminded))
    assert set(told.values()) == {"DOER"}
    assert TOWN_CLERK in told


def test_a_draw_that_is_owed_is_told_to_those_of_the_county_who_may_draw() -> None:
    story = given(*to_checking(finding(DRAWN_LAYER)))
    story.doing(layer_passed(), layer_passed(LEAD_DEPT, "2022-08-24 10:00"))
    pool = Story(story.casework, pool_id(DRAWN_LAYER, 3), story.now)
    pool.when_time_passes_until("2022-09-02 10:00")
    county = {OFFICE, SECOND_OFFICE, GROUP_HEAD, TEAM_LEAD}
    assert whom(told_of(pool, DrawReminded)) == dict.fromkeys(county, "DOER")
    assert county <= whom(told_of(pool, DrawOverdue)).keys()


def test_a_letter_that_waits_for_its_signature_is_told_to_the_office_that_owes_it() -> None:
    story = passing("2022-09-05 10:00")
    [drafted] = story.casework.recorder.select_notifications(None, 1, topics=[topic(PaperDrafted)])
    paper = Story(story.casework, UUID(str(drafted.originator_id)), story.now)
    paper.when_time_passes_until("2022-09-08 10:00")
    reminded, overdue = told_of(paper, PaperReminded), told_of(paper, PaperOverdue)
    assert whom(reminded) == OFFICE_OF_THE_COUNTY
    assert overdue is not None
    assert (overdue.what, OFFICE_OF_THE_COUNTY.items() <= whom(overdue).items()) == (What.WARN, True)


def test_a_letter_that_is_out_is_told_to_the_unit_that_it_is_for_and_again_when_it_can_be_signed_for() -> None:
    story = passing("2022-09-05 10:00")
    [drafted] = story.casework.recorder.select_notifications(None, 1, topics=[topic(PaperDrafted)])
    paper = Story(story.casework, UUID(str(drafted.originator_id)), story.now)
    paper.when(SignLetter(), OFFICE, "2022-09-05 11:00").accepted()
    paper.when(ServePaper(Means.IN_PERSON), OFFICE, "2022-09-05 15:00").accepted()
    issued, served = told_of(paper, PaperIssued), told_of(paper, PaperServed)
    assert issued is not None
    assert served is not None
    assert (issued.what, served.what) == (What.ISSUED, What.SERVED)
    assert set(whom(issued)) == set(whom(served)) == {HEAD, LIAISON}
