"""核稿: somebody else than whoever signs reads the draft, and a line that comes or goes asks for another reading."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.casework import Casework
from domain.document.marks import Marks, Secrecy, Urgency
from domain.document.masthead import Masthead
from domain.papers import Layout
from domain.policy import Level
from domain.problem.amending import CorrectDetails
from domain.problem.escalating import ApproveEscalation
from domain.supervision_paper.deciding import ApprovePaper
from domain.supervision_paper.issuing import PaperIssued, SignLetter
from domain.supervision_paper.leaving import StrikeLine
from domain.supervision_paper.vetting import PaperReviewed, ReviewPaper
from tests.problem.people import GROUP_HEAD, OFFICE, PERSON, SECOND_OFFICE
from tests.problem.story import Story, happened, packs
from tests.supervision_paper.stage import CAMPAIGN, drafted, given
from tests.twice import happens_once


def test_a_reviewed_letter_is_signed_by_somebody_else_and_says_who_reviewed_it() -> None:
    story, _ = drafted(2)
    story.when(ReviewPaper(), SECOND_OFFICE, "2022-09-05 09:30").then(
        happened(PaperReviewed, problem_nos=("XX2022-甲镇-0001", "XX2022-甲镇-0002"), by=SECOND_OFFICE)
    )
    story.when(ReviewPaper(), OFFICE).refused("reviewed_already", name=SECOND_OFFICE)
    story.when(SignLetter(), SECOND_OFFICE).refused("reviewed_it_himself")
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").then(
        happened(PaperIssued, reviewer=SECOND_OFFICE, signer=OFFICE)
    )


def test_a_line_that_was_struck_after_the_review_asks_for_another_one() -> None:
    story, cases = drafted(2)
    story.when(ReviewPaper(), SECOND_OFFICE, "2022-09-05 09:30").accepted()
    story.when(StrikeLine(cases[0], "误报"), OFFICE).accepted()
    assert story.state.reviewer is None
    story.when(ReviewPaper(), SECOND_OFFICE).accepted()


@pytest.mark.parametrize(("by", "code"), [(PERSON, "own_level"), (GROUP_HEAD, "not_permitted"), ("SYSTEM", "sod_8")])
def test_only_the_office_reviews(by: str, code: str) -> None:
    story, _ = drafted(1)
    story.when(ReviewPaper(), by).refused(code)


def test_a_review_sent_twice_happens_once() -> None:
    story, _ = drafted(1)
    happens_once(story, (), ReviewPaper(), OFFICE)


def test_what_is_signed_stays_as_it_was_whatever_is_corrected_later() -> None:
    story, cases = drafted(1)
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").accepted()
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    before = story.casework.vault.reveal([issued.lines[0].said.content.ref])
    given(story.casework, CorrectDetails("笔误", content="另一件事"), OFFICE, "2022-09-05 11:00", cases[0])
    assert story.state.issued_lines[0].said.content == issued.lines[0].said.content
    assert story.casework.vault.reveal([issued.lines[0].said.content.ref]) == before
    assert issued.masthead == Masthead(
        organ="县专班",
        kind=issued.masthead.kind,
        title="督办函",
        campaign="巩固拓展脱贫攻坚成果集中排查“回头看”专项行动",
        basis="萧巩固办〔2022〕1号",
        layout=Layout.LETTER,
    )


def reviewed_first(story: Story) -> Story:
    """The same paper where the campaign's rules want a review before the signature."""
    rules = packs()
    pack = replace(rules[CAMPAIGN], policy=replace(rules[CAMPAIGN].policy, letter_review=True))
    casework = Casework(
        story.casework.recorder, story.casework.vault, {**rules, CAMPAIGN: pack}, story.casework.calendar
    )
    return Story(casework, story.case, story.now)


def test_where_the_rules_want_it_nothing_is_signed_before_it_was_reviewed() -> None:
    drafted_letter, cases = drafted(2)
    story = reviewed_first(drafted_letter)
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").refused("review_first")
    story.when(ReviewPaper(), SECOND_OFFICE).accepted()
    story.when(StrikeLine(cases[0], "误报"), OFFICE).accepted()
    story.when(SignLetter(), OFFICE).refused("review_first")
    story.when(ReviewPaper(), SECOND_OFFICE).accepted()
    story.when(SignLetter(), OFFICE).accepted()


def test_it_holds_for_what_the_head_approves_too_the_whole_paper_or_line_by_line() -> None:
    proposed, [case] = drafted(1, Level.CIRCULATE)
    story = reviewed_first(proposed)
    story.when(ApprovePaper("全县通报"), GROUP_HEAD, "2022-09-09 10:00").refused("review_first")
    alone = Story(story.casework, case, story.now)
    alone.when(ApproveEscalation(Level.CIRCULATE, "全县通报"), GROUP_HEAD).refused("review_first")
    story.when(ReviewPaper(), SECOND_OFFICE).accepted()
    story.when(ApprovePaper("全县通报"), GROUP_HEAD).accepted()


def test_without_that_rule_a_letter_is_signed_without_a_review() -> None:
    story, _ = drafted(1)
    story.when(SignLetter(), OFFICE, "2022-09-05 10:00").accepted()


def test_a_letter_bears_the_marks_that_its_signer_put_on_it_and_no_others() -> None:
    marks = Marks(secrecy=Secrecy.SECRET, kept_secret="1年", urgency=Urgency.MOST_URGENT)
    story, _ = drafted(1)
    story.when(SignLetter(Marks(kept_secret="1年")), OFFICE, "2022-09-05 10:00").refused("secrecy_missing")
    story.when(SignLetter(marks), OFFICE).accepted()
    assert story.state.masthead.marks == marks
    [issued] = [event for event in story.history if isinstance(event, PaperIssued)]
    assert issued.intact
    assert not replace(issued, masthead=replace(issued.masthead, marks=Marks())).intact
