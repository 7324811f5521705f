"""催办通知, 通报表扬, 自查报告, 工作报告, 销号审批表: each says what the ledger says, as of the moment asked for."""

from __future__ import annotations

import pytest

from adapters.word.filling import filled
from adapters.word.own import shipped
from domain.campaign.report import report_id
from domain.document.approving import ReviewDocument, SignDocument
from domain.document.drafting import DraftDocument, WrittenPart
from domain.document.kinds import DocumentKind
from domain.problem.closing import Satisfaction
from domain.problem.problem import Stage
from domain.refusal import Refused
from tests.campaign.places import TOWN as THE_TOWN
from tests.campaign.places import TOWN_HEAD
from tests.campaign.stories import COUNTY_CAMPAIGN, HALF_DAY, county_opened
from tests.document.drafts import document, drafted, letter, read
from tests.problem.acts import (
    closed,
    closing,
    handed_in,
    household_finding,
    layer_passed,
    to_close_pending,
    to_closed,
    to_rectifying,
)
from tests.problem.people import CHECKER, GROUP_HEAD, HEAD, OFFICE, OTHER_HEAD, OTHER_TOWN, SECOND_OFFICE, TOWN
from tests.problem.story import Act, given, instant, staffed_casework
from tests.supervision_paper.stage import dispatched_problems, time_passes
from tests.word.reading import paragraphs, rows

CAMPAIGN = "xiaoxian_2022"


def of_units(kind: DocumentKind, *units: str, **more: object) -> DraftDocument:
    return DraftDocument(CAMPAIGN, kind, units=units, **more)


# --- 催办通知 -------------------------------------------------------------------------------------------------------


def test_a_reminder_lists_what_a_unit_is_late_with_and_nothing_of_others() -> None:
    casework = staffed_casework()
    cases = dispatched_problems(casework, 2) + dispatched_problems(casework, 1, OTHER_TOWN)
    time_passes(casework, cases, "2022-09-02 09:00")
    story = drafted(casework, of_units(DocumentKind.REMINDER, TOWN), OFFICE, "2022-09-02 10:00")
    story.when(ReviewDocument(), SECOND_OFFICE).accepted()
    story.when(SignDocument(), GROUP_HEAD).accepted()
    told = letter(story)
    file = filled(shipped(told.kind), told.kind, told.content)
    assert paragraphs(file)[:2] == ["县专班", "县专班催办〔2022〕1号"]
    assert "截至2022年9月2日，你单位有2个问题整改逾期（见附件）" in "".join(paragraphs(file))
    assert [line[1:2] + line[-1:] for line in rows(file)[1:]] == [
        ["XX2022-甲镇-0001", "逾期2个工作日"],
        ["XX2022-甲镇-0002", "逾期2个工作日"],
    ]


def test_what_was_closed_at_last_though_late_is_not_urged_any_more() -> None:
    casework = staffed_casework()
    done_late = (handed_in(at="2022-09-06 10:00"), layer_passed(at="2022-09-07 10:00"), closed(at="2022-09-08 10:00"))
    story = given(*to_rectifying(), *done_late, casework=casework)
    assert story.problem.stage is Stage.CLOSED
    with pytest.raises(Refused, match="没有可写进《催办通知》的事项"):
        read(casework, of_units(DocumentKind.REMINDER, TOWN), "2022-09-08 12:00")


def test_nobody_is_reminded_of_nothing_and_no_unit_of_another_place() -> None:
    casework = staffed_casework()
    time_passes(casework, dispatched_problems(casework, 1), "2022-09-02 09:00")
    with pytest.raises(Refused, match="没有可写进《催办通知》的事项"):
        read(casework, of_units(DocumentKind.REMINDER, OTHER_TOWN), "2022-09-02 10:00")
    with pytest.raises(Refused, match="须写明是哪个单位"):
        read(casework, of_units(DocumentKind.REMINDER), "2022-09-02 10:00")
    story = given(casework=casework)
    late = read(casework, of_units(DocumentKind.REMINDER, TOWN), "2022-09-02 10:00")
    story.when(late, OTHER_HEAD, "2022-09-02 10:00").refused("out_of_reach")


def test_the_same_reminder_as_of_an_earlier_day_says_what_was_true_then() -> None:
    casework = staffed_casework()
    time_passes(casework, dispatched_problems(casework, 1), "2022-09-06 09:00")
    earlier = of_units(DocumentKind.REMINDER, TOWN, as_of=instant("2022-09-01 18:00"))
    story = drafted(casework, earlier, OFFICE, "2022-09-06 10:00")
    assert [line.cells[-1] for line in letter(story).content.lines] == ["逾期1个工作日"]


# --- 通报表扬 -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-27")
def test_praise_names_the_units_with_their_figures_and_the_grounds_that_somebody_wrote() -> None:
    story = given(*to_closed())
    praise = of_units(DocumentKind.COMMENDATION, TOWN, parts=(WrittenPart("事由", "整改落实到位，成效明显。"),))
    with_grounds = drafted(story.casework, praise, OFFICE, "2022-09-02 10:00")
    told = letter(with_grounds)
    assert [line.cells for line in told.content.lines] == [(TOWN, "1", "1", "100.0%", "100.0%")]
    said = "".join(paragraphs(filled(shipped(told.kind), told.kind, told.content)))
    assert "经批准，现对甲镇予以通报表扬。整改落实到位，成效明显。" in said
    assert "【草稿，尚未签发】" in said
    without = read(story.casework, of_units(DocumentKind.COMMENDATION, TOWN), "2022-09-02 10:00")
    given(casework=story.casework).when(without, OFFICE, "2022-09-02 10:00").refused("report_part_missing")


# --- 报告 -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-41")
def test_the_self_check_report_has_four_parts_with_the_figures_of_the_ledger() -> None:
    story = county_opened(HALF_DAY, "2022-08-09 09:00")
    about = report_id("xiaoxian_2022", "SELF_CHECK", THE_TOWN)
    parts = (
        WrittenPart("排查“回头看”工作开展情况", "全镇逐户排查。"),
        WrittenPart("下一步工作安排", "继续整改。"),
    )
    command = DraftDocument("xiaoxian_2022", DocumentKind.SELF_CHECK_REPORT, about, parts=parts)
    told = letter(drafted(story.casework, command, TOWN_HEAD, "2022-08-30 09:00"))
    said = {part.name: part.text for part in told.content.parts}
    assert list(said.values()) == [
        "全镇逐户排查。",
        "没有排查出问题。",
        "拟识别监测对象0户0人，已纳入监测0户，已开展帮扶0户，风险消除0户。",
        "继续整改。",
    ]
    assert told.content.text("签字栏") == "填报人：　　主要负责人："


@pytest.mark.requirement("R001-61")
def test_of_the_work_report_only_the_last_part_is_fixed_and_others_are_written_before_it() -> None:
    story = county_opened()
    about = report_id(COUNTY_CAMPAIGN.campaign, "WORK", THE_TOWN)
    further = tuple(WrittenPart(f"本地第{number}部分", "有。") for number in "一二三四五")
    written = (WrittenPart("相关意见及建议", "（一）建议一。\n（二）建议二。"), *further)
    command = DraftDocument(COUNTY_CAMPAIGN.campaign, DocumentKind.WORK_REPORT, about, parts=written)
    told = letter(drafted(story.casework, command, TOWN_HEAD, "2021-09-20 09:00"))
    said = paragraphs(filled(shipped(told.kind), told.kind, told.content))
    at = said.index("六、相关意见及建议")
    assert said[at + 1 : at + 3] == ["（一）建议一。", "（二）建议二。"]
    assert said[at - 2] == "五、本地第五部分"


def of_a_household() -> tuple[Act, ...]:
    """A problem of a household, closed; whoever re-checked asked whether it is satisfied."""
    asked = closing(satisfaction=Satisfaction(CHECKER, "当面"))
    return (*to_close_pending(household_finding()), closed(command=asked))


# --- 问题整改销号审批表 -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-39")
def test_the_closing_form_says_who_signed_what_and_masks_the_name_of_the_household() -> None:
    story = given(*of_a_household())
    form = DraftDocument(CAMPAIGN, DocumentKind.CLOSE_APPROVAL_FORM, story.case)
    drawn = drafted(story.casework, form, OFFICE, "2022-08-25 09:00")
    told = letter(drawn)
    assert told.content.text("责任单位") == TOWN
    assert told.content.text("申请销号").startswith("甲镇")
    assert told.content.text("销号审批") == f"{OFFICE} 2022-08-24"
    assert "第1层复核：" in told.content.text("复核意见")
    for check in ("问题查清", "整改到位", "成效达标", "群众满意"):
        assert check in told.content.text("四个不放过")
    file = filled(shipped(told.kind), told.kind, told.content)
    assert any("XX2022-甲镇-0001" in row for row in rows(file))
    drawn.when(ReviewDocument(), SECOND_OFFICE, "2022-08-25 09:10").accepted()
    drawn.when(SignDocument(), GROUP_HEAD, "2022-08-25 09:20").accepted()
    assert document(drawn).document_no == ""  # a form bears no 发文字号


def test_a_form_of_a_problem_that_is_not_closed_leaves_room_for_what_is_missing() -> None:
    story = given(*to_rectifying())
    form = DraftDocument(CAMPAIGN, DocumentKind.CLOSE_APPROVAL_FORM, story.case)
    told = letter(drafted(story.casework, form, HEAD, "2022-08-25 09:00"))
    assert (told.content.text("申请销号"), told.content.text("销号审批")) == ("", "")


# --- 个人信息 -------------------------------------------------------------------------------------------------------


def test_no_text_of_a_household_stands_in_the_event() -> None:
    story = given(*of_a_household())
    problem = story.problem
    text = story.casework.vault.reveal([problem.content.ref])[problem.content.ref]
    form = DraftDocument(CAMPAIGN, DocumentKind.CLOSE_APPROVAL_FORM, story.case)
    drawn = drafted(story.casework, form, OFFICE, "2022-08-25 09:00")
    [stored] = story.casework.recorder.select_events(drawn.case)
    assert text.encode() not in stored.state
    assert letter(drawn).content.text("问题内容") != "（已依法销毁）"


def test_an_erased_household_is_gone_from_a_signed_document_and_the_digest_stands() -> None:
    story = given(*of_a_household())
    form = DraftDocument(CAMPAIGN, DocumentKind.CLOSE_APPROVAL_FORM, story.case)
    drawn = drafted(story.casework, form, OFFICE, "2022-08-25 09:00")
    drawn.when(ReviewDocument(), SECOND_OFFICE, "2022-08-25 09:10").accepted()
    drawn.when(SignDocument(), GROUP_HEAD, "2022-08-25 09:20").accepted()
    before = letter(drawn)
    vault = story.casework.vault
    story.casework.recorder.insert_events([], sealed=vault.destruction([story.problem.subject]))
    after = letter(drawn)
    assert (before.content.text("问题内容"), after.content.text("问题内容")) == ("收入骤减", "（已依法销毁）")
    assert after.content.text("责任单位") == TOWN
    assert (after.intact, after.sha256) == (True, before.sha256)
